package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encodes constants as little-endian raw bytes; two 4-bit codes share a byte, the first in its low half. */
final class TensorWriter {
    private TensorWriter() {}

    static TensorProto write(String name, Tensor tensor) {
        TensorProto.Builder proto = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataTypes.code(ElementType.of(tensor)))
                .setRawData(bytes(tensor));
        for (int extent : tensor.shape().toArray()) {
            proto.addDims(extent);
        }
        return proto.build();
    }

    private static ByteString bytes(Tensor tensor) {
        return switch (tensor) {
            case Tensor.Floats floats -> {
                ByteBuffer bytes = buffer(4L * floats.data().length);
                bytes.asFloatBuffer().put(floats.data());
                yield UnsafeByteOperations.unsafeWrap(bytes);
            }
            case Tensor.Longs longs -> {
                ByteBuffer bytes = buffer(8L * longs.data().length);
                bytes.asLongBuffer().put(longs.data());
                yield UnsafeByteOperations.unsafeWrap(bytes);
            }
            case Tensor.Ints ints -> {
                ByteBuffer bytes = buffer(4L * ints.data().length);
                bytes.asIntBuffer().put(ints.data());
                yield UnsafeByteOperations.unsafeWrap(bytes);
            }
            case Tensor.Bools bools -> {
                byte[] bytes = new byte[bools.data().length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (bools.data()[i] ? 1 : 0);
                }
                yield UnsafeByteOperations.unsafeWrap(bytes);
            }
            case Tensor.WideCodes codes -> {
                ByteBuffer bytes = buffer(2L * codes.data().length);
                bytes.asCharBuffer().put(codes.data());
                yield UnsafeByteOperations.unsafeWrap(bytes);
            }
            case Tensor.Codes codes ->
                codes.type().bits() == 4 ? nibbles(codes.data()) : UnsafeByteOperations.unsafeWrap(codes.data());
        };
    }

    private static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteString nibbles(byte[] codes) {
        byte[] packed = new byte[Math.ceilDiv(codes.length, 2)];
        for (int i = 0; i < codes.length; i++) {
            packed[i / 2] |= (byte) ((codes[i] & 0xF) << (4 * (i % 2)));
        }
        return UnsafeByteOperations.unsafeWrap(packed);
    }
}
