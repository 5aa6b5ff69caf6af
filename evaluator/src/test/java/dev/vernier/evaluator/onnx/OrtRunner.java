package dev.vernier.evaluator.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vernier.evaluator.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs models in ONNX Runtime, without its optimizations, on seeded random inputs. */
final class OrtRunner {
    private static final OrtEnvironment ENVIRONMENT =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "test");

    private OrtRunner() {}

    /** A tensor that ONNX Runtime gave back; codes as their numbers. */
    record Result(Shape shape, float[] values) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Result result && shape.equals(result.shape) && Arrays.equals(values, result.values);
        }

        @Override
        public int hashCode() {
            return 31 * shape.hashCode() + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return shape + " " + Arrays.toString(values);
        }
    }

    /**
     * Runs a model on {@code batch} samples between −1 and 1; the samples of a smaller batch are the first ones of a
     * larger batch.
     *
     * @param inputs each input's shape for one sample
     * @throws OrtException when ONNX Runtime refuses the model
     */
    static Map<String, Result> run(byte[] model, Map<String, Shape> inputs, int batch) throws OrtException {
        List<OnnxTensor> open = new ArrayList<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = ENVIRONMENT.createSession(model, options)) {
                Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
                for (var input : inputs.entrySet()) {
                    OnnxTensor tensor = feed(input.getKey(), input.getValue(), batch);
                    open.add(tensor);
                    feeds.put(input.getKey(), tensor);
                }
                try (OrtSession.Result result = session.run(feeds)) {
                    return results(result);
                }
            }
        } finally {
            open.forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor feed(String name, Shape shape, int batch) throws OrtException {
        int elements = Math.toIntExact(shape.elements());
        FloatBuffer values = FloatBuffer.wrap(ModelBuilder.noise(name.hashCode(), elements * batch));
        long[] extents = Arrays.stream(shape.toArray()).asLongStream().toArray();
        extents[0] *= batch;
        return OnnxTensor.createTensor(ENVIRONMENT, values, extents);
    }

    private static Map<String, Result> results(OrtSession.Result result) {
        Map<String, Result> results = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            OnnxTensor tensor = (OnnxTensor) entry.getValue();
            TensorInfo info = tensor.getInfo();
            Shape shape = Shape.of(
                    Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
            results.put(entry.getKey(), new Result(shape, values(tensor, info)));
        }
        return results;
    }

    private static float[] values(OnnxTensor tensor, TensorInfo info) {
        FloatBuffer floats = tensor.getFloatBuffer();
        if (floats != null) {
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return values;
        }
        ByteBuffer bytes = Objects.requireNonNull(tensor.getByteBuffer());
        float[] values = new float[bytes.remaining()];
        for (int i = 0; i < values.length; i++) {
            byte code = bytes.get(i);
            values[i] = info.type == OnnxJavaType.UINT8 ? Byte.toUnsignedInt(code) : code;
        }
        return values;
    }
}
