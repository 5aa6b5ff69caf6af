package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import java.util.Set;

/** How good a network is, by the runner that trains it. */
final class Evaluation {
    private static final int BATCH = 250;

    private Evaluation() {}

    /** The goal's figure. */
    static double figure(Goal goal, Graph graph, Dataset samples) {
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        double sum = 0;
        for (int start = 0; start < samples.size(); start += BATCH) {
            int count = Math.min(BATCH, samples.size() - start);
            Batch batch = new Batch(samples, count);
            for (int i = 0; i < count; i++) {
                batch.read(start + i, i);
            }
            float[] outputs = runner.infer(batch.tensors(), count);
            int each = outputs.length / count;
            for (int i = 0; i < count; i++) {
                sum += goal.judge(outputs, i * each, each, batch.targets().get(i));
            }
        }
        return goal.figure(sum / samples.size());
    }
}
