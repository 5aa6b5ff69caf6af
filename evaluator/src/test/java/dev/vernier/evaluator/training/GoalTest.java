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

    /** Two positions of two classes, probabilities ¼ and ¾ at the first and ½ and ½ at the other. */
    @Test
    void lossOfPositionsIsAsWorkedOutByHand() {
        float third = (float) Math.log(3);
        Target target = new Target.Labels(new int[] {0, 1});
        DifferentiableRunner.Step step = new DifferentiableRunner(identity(4), List.of("c"))
                .step(new float[] {0, third, 5, 5}, 1, Goal.NEXT_LABEL.loss(List.of(target), 4, 0));
        assertEquals((Math.log(4) + Math.log(2)) / 2, step.loss(), 1e-6);
        assertArrayEquals(new float[] {-0.375f, 0.375f, 0.25f, -0.25f}, slope(step), 1e-6f);
    }

    private static DifferentiableRunner.Step step(Goal goal) {
        return new DifferentiableRunner(identity(2), List.of("c")).step(OUTPUTS, 2, goal.loss(TARGETS, 2, 0));
    }

    /** A network that adds 0. */
    private static Graph identity(int width) {
        return Graph.builder("g")
                .input("x", Shape.of(1, width))
                .constant("c", Tensor.floats(new float[width], width))
                .node("y", new Op.Add(), "x", "c")
                .output("y")
                .build();
    }

    private static float[] slope(DifferentiableRunner.Step step) {
        return step.gradients().values().iterator().next();
    }
}
