package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.vernier.evaluator.kernel.vector.VectorKernels;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sums against ONNX Runtime's ConvInteger. */
class ConvIntegerTest {
    /** Six-bit weights: with wider ones ONNX Runtime saturates on processors without VNNI. */
    private static final int WEIGHT_BITS = 6;

    static Stream<KernelCase> cases() {
        return Stream.of(
                        ConvShape.square(9, 3, 17, 3, 1, 1, 1),
                        ConvShape.square(14, 32, 40, 3, 2, 1, 1),
                        ConvShape.square(7, 12, 18, 5, 1, 2, 3),
                        ConvShape.square(8, 24, 24, 3, 1, 1, 24),
                        ConvShape.square(8, 20, 10, 1, 2, 0, 1),
                        new ConvShape(9, 6, 5, 4, 5, 7, 3, 2, 2, 1, 2, 1, 1, 0, 1))
                .flatMap(shape -> Stream.of(false, true)
                        .map(asymmetric -> new KernelCase(
                                shape, 3, WEIGHT_BITS, 8, asymmetric, KernelCase.Fill.RANDOM, shape.macs())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumsAreThoseOfOnnxRuntime(KernelCase each) throws OrtException {
        int[] expected = onnxRuntime(each);
        assertArrayEquals(expected, sums(new ScalarKernels(), each));
        assertArrayEquals(expected, sums(new VectorKernels(), each));
    }

    private static int[] sums(Kernels kernels, KernelCase each) {
        return new KernelRun(kernels, each, zeroPoints(each)).sums();
    }

    /** ONNX Runtime takes one zero point for all channels: the first. */
    private static byte[] zeroPoints(KernelCase each) {
        byte[] zeroPoints = new byte[each.shape().outputChannels()];
        Arrays.fill(zeroPoints, each.zeroPoints()[0]);
        return zeroPoints;
    }

    private static int[] onnxRuntime(KernelCase each) throws OrtException {
        ConvShape s = each.shape();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        byte[] model = model(each).toByteArray();
        ByteBuffer input = ByteBuffer.wrap(planes(each.input(), each.images(), s));
        long[] extents = {each.images(), s.inputChannels(), s.inputHeight(), s.inputWidth()};
        try (OrtSession session = environment.createSession(model);
                OnnxTensor x = OnnxTensor.createTensor(environment, input, extents, OnnxJavaType.UINT8);
                OrtSession.Result result = session.run(Map.of("x", x))) {
            IntBuffer sums = ((OnnxTensor) result.get(0)).getIntBuffer();
            int[] planes = new int[sums.remaining()];
            sums.get(planes);
            return pixels(planes, each.images(), s);
        }
    }

    /** NHWC to NCHW. */
    private static byte[] planes(byte[] pixels, int images, ConvShape s) {
        int area = s.inputHeight() * s.inputWidth();
        byte[] planes = new byte[pixels.length];
        for (int i = 0; i < images * area * s.inputChannels(); i++) {
            int channel = i % s.inputChannels();
            int position = i / s.inputChannels();
            planes[(position / area * s.inputChannels() + channel) * area + position % area] = pixels[i];
        }
        return planes;
    }

    /** NCHW to NHWC. */
    private static int[] pixels(int[] planes, int images, ConvShape s) {
        int area = s.outputHeight() * s.outputWidth();
        int[] pixels = new int[planes.length];
        for (int i = 0; i < images * area * s.outputChannels(); i++) {
            int channel = i % s.outputChannels();
            int position = i / s.outputChannels();
            pixels[i] = planes[(position / area * s.outputChannels() + channel) * area + position % area];
        }
        return pixels;
    }

    private static ModelProto model(KernelCase each) {
        ConvShape s = each.shape();
        int reachY = (s.outputHeight() - 1) * s.strideHeight() + (s.kernelHeight() - 1) * s.dilationHeight() + 1;
        int reachX = (s.outputWidth() - 1) * s.strideWidth() + (s.kernelWidth() - 1) * s.dilationWidth() + 1;
        NodeProto node = NodeProto.newBuilder()
                .setOpType("ConvInteger")
                .addAllInput(Arrays.asList("x", "w", "zero", "weight_zero"))
                .addOutput("y")
                .addAttribute(ints("strides", s.strideHeight(), s.strideWidth()))
                .addAttribute(ints("dilations", s.dilationHeight(), s.dilationWidth()))
                .addAttribute(ints(
                        "pads",
                        s.padTop(),
                        s.padLeft(),
                        Math.max(0, reachY - s.inputHeight() - s.padTop()),
                        Math.max(0, reachX - s.inputWidth() - s.padLeft())))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("group")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(s.groups()))
                .build();
        TensorProto weights = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.INT8.getNumber())
                .addAllDims(LongStream.of(s.outputChannels(), s.groupInputs(), s.kernelHeight(), s.kernelWidth())
                        .boxed()
                        .toList())
                .setRawData(ByteString.copyFrom(each.weights()))
                .build();
        TensorProto zero = TensorProto.newBuilder()
                .setName("zero")
                .setDataType(TensorProto.DataType.UINT8.getNumber())
                .setRawData(ByteString.copyFrom(new byte[] {(byte) each.inputZeroPoint()}))
                .build();
        TensorProto weightZero = TensorProto.newBuilder()
                .setName("weight_zero")
                .setDataType(TensorProto.DataType.INT8.getNumber())
                .setRawData(ByteString.copyFrom(zeroPoints(each), 0, 1))
                .build();
        int[] input = {each.images(), s.inputChannels(), s.inputHeight(), s.inputWidth()};
        int[] output = {each.images(), s.outputChannels(), s.outputHeight(), s.outputWidth()};
        return ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(GraphProto.newBuilder()
                        .setName("conv")
                        .addNode(node)
                        .addInitializer(weights)
                        .addInitializer(zero)
                        .addInitializer(weightZero)
                        .addInput(value("x", TensorProto.DataType.UINT8, input))
                        .addOutput(value("y", TensorProto.DataType.INT32, output)))
                .build();
    }

    private static AttributeProto ints(String name, int... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).asLongStream().boxed().toList())
                .build();
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, int... extents) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int extent : extents) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(extent));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
