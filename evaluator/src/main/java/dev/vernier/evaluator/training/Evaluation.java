package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import java.util.Set;

/** How good a network is, by the runner that trains it. */
final class Evaluation {
    private static final int BATCH = 250;

    private Evaluation() {}

    /** The share of samples whose largest logit, the first among equals, is that of their label. */
    static double accuracy(Graph graph, Dataset samples) {
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        int size = Math.toIntExact(samples.sampleShape().elements());
        int right = 0;
        for (int start = 0; start < samples.size(); start += BATCH) {
            int batch = Math.min(BATCH, samples.size() - start);
            float[] images = new float[batch * size];
            for (int i = 0; i < batch; i++) {
                samples.read(start + i, images, i * size);
            }
            float[] logits = runner.infer(images, batch);
            for (int i = 0; i < batch; i++) {
                if (largest(logits, i * samples.classes(), samples.classes()) == samples.label(start + i)) {
                    right++;
                }
            }
        }
        return (double) right / samples.size();
    }

    private static int largest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }
}
