package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import dev.vernier.evaluator.score.NetworkOutput;
import java.util.Set;

/** How good a network is, by the runner that trains it. */
final class Evaluation {
    private static final int BATCH = 250;

    private Evaluation() {}

    static double of(Graph graph, QualityMetric figure, Dataset samples) {
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        Shape shape = NetworkOutput.shape(graph);
        int width = Math.toIntExact(shape.elements());
        float[] values = new float[samples.size() * width];
        for (int start = 0; start < samples.size(); start += BATCH) {
            int count = Math.min(BATCH, samples.size() - start);
            Batch batch = new Batch(samples, count);
            for (int i = 0; i < count; i++) {
                batch.read(start + i, i);
            }
            System.arraycopy(runner.infer(batch.tensors(), count), 0, values, start * width, count * width);
        }
        Outputs outputs = new Outputs(values, shape, Outputs.Form.LOGITS);
        return figure.evidence(outputs, outputs, samples).value();
    }
}
