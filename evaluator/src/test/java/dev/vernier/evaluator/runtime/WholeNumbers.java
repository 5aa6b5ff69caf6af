package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.data.ClassifiedSamples;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.onnx.OnnxWriter;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Samples of random whole numbers: what networks with whole weights make of them is exact in floating point, too.
 *
 * @param sampleShape of a sample, without the batch
 * @param least the smallest number
 * @param count how many numbers there are
 */
record WholeNumbers(Shape sampleShape, int least, int count) implements ClassifiedSamples {
    private static final int SAMPLES = 2;

    /** Turns the shape of a model's input into that of a sample. */
    WholeNumbers {
        sampleShape = Shape.of(Arrays.copyOfRange(sampleShape.toArray(), 1, sampleShape.rank()));
    }

    float[] sample(int index) {
        SplittableRandom random = new SplittableRandom(index);
        float[] values = new float[Math.toIntExact(sampleShape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(count) + least;
        }
        return values;
    }

    /** What ONNX Runtime makes of all samples. */
    float[] throughOnnxRuntime(Graph graph) {
        int elements = Math.toIntExact(sampleShape.elements());
        float[] all = new float[SAMPLES * elements];
        for (int i = 0; i < SAMPLES; i++) {
            System.arraycopy(sample(i), 0, all, i * elements, elements);
        }
        byte[] model = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.OFF, 1)) {
            return runner.run(all, SAMPLES, sampleShape).getFirst();
        }
    }

    @Override
    public int size() {
        return SAMPLES;
    }

    @Override
    public int classes() {
        return 1;
    }

    @Override
    public void read(int index, float[] into, int offset) {
        float[] values = sample(index);
        System.arraycopy(values, 0, into, offset, values.length);
    }

    @Override
    public int label(int index) {
        return 0;
    }

    @Override
    public String fingerprint() {
        return "whole numbers";
    }
}
