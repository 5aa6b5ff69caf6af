package dev.vernier.evaluator.score;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.metric.ClassOutputs;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;

/** Takes samples through a model in ONNX Runtime, as the float network's and the exported networks' consumers do. */
public final class FloatReference {
    private static final int BATCH = 100;

    private FloatReference() {}

    /** The outputs of {@code runner}'s model for all samples. */
    public static ClassOutputs outputs(
            FloatRunner runner, Graph graph, Dataset samples, String stage, Progress progress) {
        int classes = classes(graph);
        SampleFeed feed = SampleFeed.of(graph, samples);
        float[] values = new float[samples.size() * classes];
        for (int from = 0; from < samples.size(); from += BATCH) {
            int count = Math.min(BATCH, samples.size() - from);
            float[] outputs = runner.run(feed.batch(from, count)).getFirst();
            System.arraycopy(outputs, 0, values, from * classes, count * classes);
            progress.update(stage, from + count, samples.size(), "");
        }
        return new ClassOutputs(values, classes, form(graph));
    }

    /** Values per sample in the graph's output. */
    static int classes(Graph graph) {
        return Math.toIntExact(graph.shape(graph.outputs().getFirst()).elements());
    }

    static ClassOutputs.Form form(Graph graph) {
        boolean softmax = graph.producer(graph.outputs().getFirst())
                .filter(node -> node.op() instanceof Op.Softmax)
                .isPresent();
        return softmax ? ClassOutputs.Form.PROBABILITIES : ClassOutputs.Form.LOGITS;
    }
}
