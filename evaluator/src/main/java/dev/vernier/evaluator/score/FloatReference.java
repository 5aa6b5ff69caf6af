package dev.vernier.evaluator.score;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;

/** Takes samples through a model in ONNX Runtime, as the float network's and the exported networks' consumers do. */
public final class FloatReference {
    private static final int BATCH = 100;

    private FloatReference() {}

    /** The outputs of {@code runner}'s model for all samples. */
    public static Outputs outputs(FloatRunner runner, Graph graph, Dataset samples, String stage, Progress progress) {
        Shape shape = NetworkOutput.shape(graph);
        int width = Math.toIntExact(shape.elements());
        SampleFeed feed = SampleFeed.of(graph, samples);
        float[] values = new float[Math.multiplyExact(samples.size(), width)];
        for (int from = 0; from < samples.size(); from += BATCH) {
            int count = Math.min(BATCH, samples.size() - from);
            float[] outputs = runner.run(feed.batch(from, count)).getFirst();
            System.arraycopy(outputs, 0, values, from * width, count * width);
            progress.update(stage, from + count, samples.size(), "");
        }
        return new Outputs(values, shape, NetworkOutput.form(graph));
    }
}
