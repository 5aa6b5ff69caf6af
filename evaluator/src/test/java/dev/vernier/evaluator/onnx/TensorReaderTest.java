package dev.vernier.evaluator.onnx;

import static dev.vernier.evaluator.onnx.ModelBuilder.raw;
import static dev.vernier.evaluator.onnx.ModelBuilder.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Tensor.CodeType;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each encoding of ONNX, by the bytes that the format prescribes. */
class TensorReaderTest {
    private static Tensor read(TensorProto proto) {
        ExternalData none = new ExternalData(Optional.empty(), _ -> {}, 0);
        return TensorReader.read(proto, none, "t");
    }

    /** 1, −2 and 0.5 in each floating-point encoding. */
    static Stream<TensorProto> floats() {
        return Stream.of(
                tensor("t", DataType.FLOAT, 3)
                        .addAllFloatData(List.of(1f, -2f, 0.5f))
                        .build(),
                raw("t", DataType.FLOAT, new int[] {3}, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F),
                tensor("t", DataType.DOUBLE, 3)
                        .addAllDoubleData(List.of(1.0, -2.0, 0.5))
                        .build(),
                raw(
                        "t",
                        DataType.DOUBLE,
                        new int[] {3},
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0xF0,
                        0x3F,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0xC0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0xE0,
                        0x3F),
                tensor("t", DataType.FLOAT16, 3)
                        .addAllInt32Data(List.of(0x3C00, 0xC000, 0x3800))
                        .build(),
                raw("t", DataType.FLOAT16, new int[] {3}, 0, 0x3C, 0, 0xC0, 0, 0x38),
                tensor("t", DataType.BFLOAT16, 3)
                        .addAllInt32Data(List.of(0x3F80, 0xC000, 0x3F00))
                        .build(),
                raw("t", DataType.BFLOAT16, new int[] {3}, 0x80, 0x3F, 0, 0xC0, 0, 0x3F));
    }

    @ParameterizedTest
    @MethodSource("floats")
    void decodesFloatingPoint(TensorProto proto) {
        Tensor.Floats decoded = assertInstanceOf(Tensor.Floats.class, read(proto));
        assertArrayEquals(new float[] {1, -2, 0.5f}, decoded.data());
        assertEquals(Shape.of(3), decoded.shape());
    }

    /** 1, 0 and 2 or 1 in each integer encoding. */
    @Test
    void decodesIntegers() {
        TensorProto longs = tensor("t", DataType.INT64, 2)
                .addInt64Data(-5)
                .addInt64Data(1L << 40)
                .build();
        assertArrayEquals(new long[] {-5, 1L << 40}, ((Tensor.Longs) read(longs)).data());
        TensorProto rawLong = raw("t", DataType.INT64, new int[] {}, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        assertArrayEquals(new long[] {-2}, ((Tensor.Longs) read(rawLong)).data());
        TensorProto ints = tensor("t", DataType.INT32, 1, 2)
                .addInt32Data(-5)
                .addInt32Data(1 << 30)
                .build();
        assertArrayEquals(new int[] {-5, 1 << 30}, ((Tensor.Ints) read(ints)).data());
        TensorProto rawInt = raw("t", DataType.INT32, new int[] {1}, 1, 2, 0, 0x80);
        assertArrayEquals(new int[] {0x80000201}, ((Tensor.Ints) read(rawInt)).data());
        TensorProto bools =
                tensor("t", DataType.BOOL, 2).addInt32Data(0).addInt32Data(1).build();
        assertArrayEquals(new boolean[] {false, true}, ((Tensor.Bools) read(bools)).data());
    }

    @Test
    void decodesCodes() {
        assertCodes(CodeType.INT8, raw("t", DataType.INT8, new int[] {3}, 0x80, 0xFF, 0x7F), -128, -1, 127);
        assertCodes(CodeType.UINT8, raw("t", DataType.UINT8, new int[] {3}, 0x80, 0xFF, 0x7F), 128, 255, 127);
        assertCodes(CodeType.INT4, raw("t", DataType.INT4, new int[] {3}, 0x78, 0x0F), -8, 7, -1);
        assertCodes(CodeType.UINT4, raw("t", DataType.UINT4, new int[] {3}, 0x78, 0x0F), 8, 7, 15);
        assertCodes(
                CodeType.INT8,
                tensor("t", DataType.INT8, 3)
                        .addAllInt32Data(List.of(-128, -1, 127))
                        .build(),
                -128,
                -1,
                127);
        assertCodes(
                CodeType.UINT8,
                tensor("t", DataType.UINT8, 2).addAllInt32Data(List.of(0, 255)).build(),
                0,
                255);
        assertCodes(
                CodeType.INT4,
                tensor("t", DataType.INT4, 3)
                        .addAllInt32Data(List.of(0x78, 0x0F))
                        .build(),
                -8,
                7,
                -1);
        assertCodes(
                CodeType.UINT4,
                tensor("t", DataType.UINT4, 2).addAllInt32Data(List.of(0xF1)).build(),
                1,
                15);
    }

    @Test
    void decodesAndEncodesWideCodes() {
        char[] codes = {0, 1, 0x8001, 0xFFFF};
        TensorProto raw = raw("t", DataType.UINT16, new int[] {4}, 0, 0, 1, 0, 1, 0x80, 0xFF, 0xFF);
        TensorProto listed = tensor("t", DataType.UINT16, 4)
                .addAllInt32Data(List.of(0, 1, 0x8001, 0xFFFF))
                .build();
        TensorProto written = TensorWriter.write("t", new Tensor.WideCodes(Shape.of(4), codes));
        assertEquals(8, written.getRawData().size());
        for (TensorProto proto : List.of(raw, listed, written)) {
            assertArrayEquals(
                    codes, assertInstanceOf(Tensor.WideCodes.class, read(proto)).data());
        }
        TensorProto tooLarge =
                tensor("t", DataType.UINT16, 1).addInt32Data(0x10000).build();
        assertThrows(InvalidInputException.class, () -> read(tooLarge));
    }

    private static void assertCodes(CodeType type, TensorProto proto, int... expected) {
        Tensor.Codes codes = assertInstanceOf(Tensor.Codes.class, read(proto));
        assertEquals(type, codes.type());
        int[] values = new int[codes.data().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.signed() ? codes.data()[i] : Byte.toUnsignedInt(codes.data()[i]);
        }
        assertArrayEquals(expected, values);
    }

    @Test
    void anEmptyListOfIntegersIsATensor() {
        TensorProto proto = tensor("t", DataType.INT64, 0).build();
        assertEquals(0, ((Tensor.Longs) read(proto)).data().length);
    }

    @ParameterizedTest
    @EnumSource(CodeType.class)
    void writesCodesAsItReadsThem(CodeType type) {
        int low = type.signed() ? -(1 << (type.bits() - 1)) : 0;
        byte[] codes = new byte[(1 << type.bits()) - 1];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (low + i);
        }
        TensorProto proto = TensorWriter.write("t", new Tensor.Codes(type, Shape.of(codes.length), codes));
        assertEquals(
                Math.ceilDiv(codes.length * type.bits(), 8), proto.getRawData().size());
        assertArrayEquals(codes, ((Tensor.Codes) read(proto)).data());
    }
}
