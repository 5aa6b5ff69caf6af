package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vernier.evaluator.data.SampleBatch;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    private final List<Input> inputs;
    private final List<String> outputs;
    private final boolean oneByOne;

    private record Input(String name, OnnxJavaType type) {}

    /**
     * @param model the bytes of an ONNX file the first dimension of whose inputs is the batch: dynamic or 1
     * @param threads threads that one call uses
     * @throws IllegalStateException when ONNX Runtime does not take the model; the message is its own
     */
    public FloatRunner(byte[] model, Fusion fusion, int threads) {
        try (OrtSession.SessionOptions options = OnnxRuntime.options()) {
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
            inputs = inputs(session);
            outputs = List.copyOf(session.getOutputNames());
            oneByOne = isOneByOne(session);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refused the model: " + e.getMessage(), e);
        }
    }

    private static List<Input> inputs(OrtSession session) throws OrtException {
        List<Input> inputs = new ArrayList<>();
        session.getInputInfo().forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo info) {
                inputs.add(new Input(name, info.type));
            }
        });
        return List.copyOf(inputs);
    }

    private static boolean isOneByOne(OrtSession session) throws OrtException {
        return session.getInputInfo().values().stream()
                .anyMatch(input -> input.getInfo() instanceof TensorInfo info
                        && info.getShape().length > 0
                        && info.getShape()[0] == 1);
    }

    /**
     * Runs samples of the model's only input.
     *
     * @param samples {@code count} samples one after the other, each of {@code sample} shape, row-major
     * @param sample the shape of one sample without the batch dimension
     * @return for each output of the model in turn, its values for the whole batch, row-major
     */
    public List<float[]> run(float[] samples, int count, Shape sample) {
        return run(SampleBatch.of(samples, count, sample));
    }

    /**
     * Runs a batch.
     *
     * @param batch for the model's inputs, in its order
     * @return for each output of the model in turn, its values for the whole batch, row-major
     */
    public List<float[]> run(SampleBatch batch) {
        int count = batch.count();
        if (!oneByOne || count == 1) {
            return runTogether(batch);
        }
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<float[]> one = runTogether(batch.sample(i));
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

    private List<float[]> runTogether(SampleBatch batch) {
        List<OnnxTensor> fed = new ArrayList<>();
        try {
            Map<String, OnnxTensor> named = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                fed.add(tensor(
                        inputs.get(i).type(),
                        batch.values().get(i),
                        extents(batch.count(), batch.shapes().get(i))));
                named.put(inputs.get(i).name(), fed.getLast());
            }
            try (OrtSession.Result result = session.run(named)) {
                List<float[]> read = new ArrayList<>();
                for (String output : outputs) {
                    FloatBuffer buffer = ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
                    float[] copy = new float[buffer.remaining()];
                    buffer.get(copy);
                    read.add(copy);
                }
                return read;
            }
        } catch (OrtException e) {
            throw failure(e);
        } finally {
            fed.forEach(OnnxTensor::close);
        }
    }

    /** Numbers of samples can be the fault of none but the samples, where they are indices. */
    private RuntimeException failure(OrtException e) {
        boolean indices = inputs.stream().anyMatch(input -> input.type() != OnnxJavaType.FLOAT);
        return indices
                ? new InvalidInputException(
                        "the samples",
                        "ONNX Runtime cannot compute one of them: " + e.getMessage(),
                        "a number is beyond what the model knows, such as a token that its vocabulary does not have",
                        e)
                : new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }

    private static long[] extents(int count, Shape sample) {
        long[] extents = new long[sample.rank() + 1];
        extents[0] = count;
        for (int i = 0; i < sample.rank(); i++) {
            extents[i + 1] = sample.get(i);
        }
        return extents;
    }

    private static OnnxTensor tensor(OnnxJavaType type, float[] values, long[] extents) throws OrtException {
        OrtEnvironment environment = OnnxRuntime.environment();
        return switch (type) {
            case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), extents);
            case INT64 -> {
                long[] wide = new long[values.length];
                Arrays.setAll(wide, i -> (long) values[i]);
                yield OnnxTensor.createTensor(environment, LongBuffer.wrap(wide), extents);
            }
            case INT32 -> {
                int[] whole = new int[values.length];
                Arrays.setAll(whole, i -> (int) values[i]);
                yield OnnxTensor.createTensor(environment, IntBuffer.wrap(whole), extents);
            }
            case BOOL, INT8, UINT8 -> {
                ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
                for (int i = 0; i < values.length; i++) {
                    bytes.put(i, (byte) (int) values[i]);
                }
                yield OnnxTensor.createTensor(environment, bytes, extents, type);
            }
            case DOUBLE, INT16, STRING, FLOAT16, BFLOAT16, UNKNOWN ->
                throw new IllegalStateException("samples are never of type " + type);
        };
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
