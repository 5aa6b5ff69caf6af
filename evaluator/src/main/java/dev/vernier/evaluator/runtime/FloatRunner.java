package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vernier.evaluator.graph.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs an ONNX model in ONNX Runtime, on the CPU: the float reference, and the consumer that exported models must
 * satisfy. Thread-safe.
 */
public final class FloatRunner implements AutoCloseable {
    /** How far ONNX Runtime may rewrite the model. */
    public enum Fusion {
        /** Every node runs as written. */
        OFF,
        /** All of ONNX Runtime's optimizations but those that make layers between quantizers run on integers. */
        FLOAT_ONLY,
        /** All of ONNX Runtime's optimizations, among them integer kernels for quantized layers. */
        ON
    }

    private final OrtSession session;
    private final String input;
    private final List<String> outputs;
    private final boolean oneByOne;

    /**
     * @param model the bytes of an ONNX file with one input, whose first dimension is the batch: dynamic or 1
     * @param threads threads that one call uses
     * @throws IllegalStateException when ONNX Runtime does not take the model; the message is its own
     */
    public FloatRunner(byte[] model, Fusion fusion, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(
                    fusion == Fusion.OFF
                            ? OrtSession.SessionOptions.OptLevel.NO_OPT
                            : OrtSession.SessionOptions.OptLevel.ALL_OPT);
            if (fusion == Fusion.FLOAT_ONLY) {
                options.addConfigEntry("session.disable_quant_qdq", "1");
            }
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Threads that spin between calls would steal time from everything measured beside them.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = OnnxRuntime.environment().createSession(model, options);
            input = session.getInputNames().iterator().next();
            outputs = List.copyOf(session.getOutputNames());
            oneByOne = isOneByOne(session);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refused the model: " + e.getMessage(), e);
        }
    }

    private static boolean isOneByOne(OrtSession session) throws OrtException {
        return session.getInputInfo().values().stream()
                .anyMatch(input -> input.getInfo() instanceof TensorInfo info
                        && info.getShape().length > 0
                        && info.getShape()[0] == 1);
    }

    /**
     * Runs a batch.
     *
     * @param samples {@code count} samples one after the other, each of {@code sample} shape, row-major
     * @param sample the shape of one sample without the batch dimension
     * @return for each output of the model in turn, its values for the whole batch, row-major
     */
    public List<float[]> run(float[] samples, int count, Shape sample) {
        if (!oneByOne || count == 1) {
            return runTogether(samples, count, sample);
        }
        int elements = Math.toIntExact(sample.elements());
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<float[]> one = runTogether(Arrays.copyOfRange(samples, i * elements, (i + 1) * elements), 1, sample);
            for (int output = 0; output < one.size(); output++) {
                int length = one.get(output).length;
                if (i == 0) {
                    all.add(new float[count * length]);
                }
                System.arraycopy(one.get(output), 0, all.get(output), i * length, length);
            }
        }
        return all;
    }

    private List<float[]> runTogether(float[] samples, int count, Shape sample) {
        long[] shape = new long[sample.rank() + 1];
        shape[0] = count;
        for (int i = 0; i < sample.rank(); i++) {
            shape[i + 1] = sample.get(i);
        }
        OrtEnvironment environment = OnnxRuntime.environment();
        FloatBuffer values = FloatBuffer.wrap(samples, 0, Math.toIntExact(count * sample.elements()));
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            List<float[]> read = new ArrayList<>();
            for (String output : outputs) {
                FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
                float[] copy = new float[buffer.remaining()];
                buffer.get(copy);
                read.add(copy);
            }
            return read;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close its session: " + e.getMessage(), e);
        }
    }
}
