package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final List<Target> TARGETS =
            List.of(new Target.Values(new float[] {3, 4}), new Target.Values(new float[] {0, 2}));

    /** Off by (3, 0) and (0, −1) from what has the norms 5 and 2. */
    private static final float[] OUTPUTS = {6, 4, 0, 1};

    @Test
    void meanSquaredIsAsWorkedOutByHand() {
        DifferentiableRunner.Step step = step(Goal.MEAN_SQUARED);
        assertEquals(2.5, step.loss(), 1e-6);
        assertArrayEquals(new float[] {1.5f, -0.5f}, slope(step), 1e-6f);
    }

    @Test
    void relativeErrorIsAsWorkedOutByHand() {
        DifferentiableRunner.Step step = step(Goal.RELATIVE_L2);
        assertEquals((3.0 / 5 + 1.0 / 2) / 2, step.loss(), 1e-6);
        assertArrayEquals(new float[] {0.1f, -0.25f}, slope(step), 1e-6f);
    }

    /** Two positions of two classes: probabilities ¼ and ¾, then one half each. */
    @Test
    void perplexityIsAsWorkedOutByHand() {
        float third = (float) Math.log(3);
        Target target = new Target.Labels(new int[] {0, 1});
        double mean = Goal.NEXT_LABEL.judge(new float[] {0, third, 5, 5}, 0, 4, target);
        assertEquals((Math.log(4) + Math.log(2)) / 2, mean, 1e-6);
        assertEquals(Math.sqrt(8), Goal.NEXT_LABEL.figure(mean), 1e-6);
    }

    @Test
    void figuresAreAsWorkedOutByHand() {
        assertEquals(0.6, Goal.RELATIVE_L2.judge(OUTPUTS, 0, 2, TARGETS.get(0)), 1e-9);
        assertEquals(0.5, Goal.MEAN_SQUARED.judge(OUTPUTS, 2, 2, TARGETS.get(1)), 1e-9);
        assertEquals(1, Goal.CROSS_ENTROPY.judge(OUTPUTS, 0, 2, new Target.OfClass(0)));
        assertEquals(0, Goal.CROSS_ENTROPY.judge(OUTPUTS, 2, 2, new Target.OfClass(0)));
    }

    /** A step of a network that adds 0 to two samples. */
    private static DifferentiableRunner.Step step(Goal goal) {
        Graph graph = Graph.builder("g")
                .input("x", Shape.of(1, 2))
                .constant("c", Tensor.floats(new float[2], 2))
                .node("y", new Op.Add(), "x", "c")
                .output("y")
                .build();
        return new DifferentiableRunner(graph, List.of("c")).step(OUTPUTS, 2, goal.loss(TARGETS, 2, 0));
    }

    private static float[] slope(DifferentiableRunner.Step step) {
        return step.gradients().values().iterator().next();
    }
}
