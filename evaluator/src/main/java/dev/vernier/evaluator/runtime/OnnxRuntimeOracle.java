package dev.vernier.evaluator.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.onnx.OperatorOracle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks ONNX Runtime. */
public final class OnnxRuntimeOracle implements OperatorOracle {
    /** What is tried takes no more elements than this, all tensors together. */
    private static final long MOST_TRIED = 1L << 24;

    @Override
    public List<TensorType> results(byte[] model) {
        try (OrtSession.SessionOptions options = options();
                OrtSession session = OnnxRuntime.environment().createSession(model, options)) {
            List<TensorType> types = types(session.getOutputInfo());
            tryOut(session, types);
            return types;
        } catch (OrtException e) {
            throw new IllegalArgumentException(reason(e), e);
        }
    }

    /** Much is refused only when it runs, such as weights of another shape than the operator asks for. */
    private static void tryOut(OrtSession session, List<TensorType> results) throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        List<TensorType> all = new ArrayList<>(types(inputs));
        all.addAll(results);
        double elements = all.stream()
                .mapToDouble(type ->
                        Arrays.stream(type.shape().toArray()).asDoubleStream().reduce(1, (x, y) -> x * y))
                .sum();
        boolean exchanged = inputs.values().stream()
                .allMatch(input -> input.getInfo() instanceof TensorInfo info && isExchanged(info));
        if (elements > MOST_TRIED || !exchanged) {
            return;
        }
        Map<String, OnnxTensor> zeros = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, NodeInfo> input : inputs.entrySet()) {
                zeros.put(input.getKey(), zeros((TensorInfo) input.getValue().getInfo()));
            }
            session.run(zeros).close();
        } finally {
            zeros.values().forEach(OnnxTensor::close);
        }
    }

    /** Java's interface knows no unsigned numbers of 16 bits and makes signed ones of them. */
    private static boolean isExchanged(TensorInfo type) {
        return type.type != OnnxJavaType.UNKNOWN
                && type.onnxType != TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
    }

    private static OnnxTensor zeros(TensorInfo type) throws OrtException {
        int bytes = Math.toIntExact(type.getNumElements() * type.type.size);
        ByteBuffer zeros = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(OnnxRuntime.environment(), zeros, type.getShape(), type.type);
    }

    @Override
    public List<Tensor> compute(byte[] model, long limit, boolean selects) {
        try (OrtSession.SessionOptions options = options();
                OrtSession session = OnnxRuntime.environment().createSession(model, options)) {
            if (!selects) {
                types(session.getOutputInfo()).forEach(type -> requireSmall(type.shape(), limit));
            }
            try (OrtSession.Result result = session.run(Map.of())) {
                List<Tensor> values = new ArrayList<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    Tensor value = tensor((OnnxTensor) output.getValue());
                    requireSmall(value.shape(), limit);
                    values.add(value);
                }
                return values;
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException(reason(e), e);
        }
    }

    private static void requireSmall(Shape shape, long limit) {
        if (isLarger(shape, limit)) {
            throw new IllegalArgumentException("it makes a constant of shape " + shape);
        }
    }

    private static boolean isLarger(Shape shape, long limit) {
        try {
            return shape.elements() > limit;
        } catch (ArithmeticException _) {
            return true;
        }
    }

    private static List<TensorType> types(Map<String, NodeInfo> tensors) {
        return tensors.values().stream().map(OnnxRuntimeOracle::type).toList();
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = OnnxRuntime.options();
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        // What it refuses is told in our words.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }

    private static TensorType type(NodeInfo tensor) {
        if (!(tensor.getInfo() instanceof TensorInfo info)) {
            throw new IllegalArgumentException("'" + tensor.getName() + "' is no tensor");
        }
        long[] extents = info.getShape();
        for (long extent : extents) {
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        extent < 0
                                ? "the shape of '" + tensor.getName() + "' depends on values"
                                : "the shape of '" + tensor.getName() + "' is too large");
            }
        }
        int[] shape = Arrays.stream(extents).mapToInt(extent -> (int) extent).toArray();
        return new TensorType(element(tensor.getName(), info.onnxType), Shape.of(shape));
    }

    private static ElementType element(String name, TensorInfo.OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.FLOAT;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> ElementType.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> ElementType.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> ElementType.UINT16;
            default ->
                throw new IllegalArgumentException("'" + name + "' has elements of type "
                        + type.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", ""));
        };
    }

    /** ONNX Runtime's word for a type of element that a graph's tensors may have while it runs. */
    static OnnxJavaType javaType(ElementType element) {
        return switch (element) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case BOOL -> OnnxJavaType.BOOL;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case UINT16, INT4, UINT4 ->
                throw new IllegalArgumentException("tensors of type " + element + " are not exchanged");
        };
    }

    /** A tensor's values, copied. */
    static Tensor tensor(OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        Shape shape = Shape.of(
                Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
        return switch (info.type) {
            case FLOAT -> new Tensor.Floats(shape, copy(tensor.getFloatBuffer()));
            case INT64 -> {
                LongBuffer buffer = tensor.getLongBuffer();
                long[] data = new long[buffer.remaining()];
                buffer.get(data);
                yield new Tensor.Longs(shape, data);
            }
            case INT32 -> {
                IntBuffer buffer = tensor.getIntBuffer();
                int[] data = new int[buffer.remaining()];
                buffer.get(data);
                yield new Tensor.Ints(shape, data);
            }
            case BOOL -> {
                byte[] bytes = copy(tensor.getByteBuffer());
                boolean[] data = new boolean[bytes.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = bytes[i] != 0;
                }
                yield new Tensor.Bools(shape, data);
            }
            case INT8 -> new Tensor.Codes(Tensor.CodeType.INT8, shape, copy(tensor.getByteBuffer()));
            case UINT8 -> new Tensor.Codes(Tensor.CodeType.UINT8, shape, copy(tensor.getByteBuffer()));
            default -> throw new IllegalArgumentException("a tensor has elements of type " + info.type);
        };
    }

    private static float[] copy(FloatBuffer buffer) {
        float[] data = new float[buffer.remaining()];
        buffer.get(data);
        return data;
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        return data;
    }

    /** What ONNX Runtime says, in one line and without its codes. */
    private static String reason(OrtException e) {
        String message = String.valueOf(e.getMessage());
        return message.replaceFirst("^Error code - \\S+ - message: ", "").replaceAll("\\s+", " ");
    }
}
