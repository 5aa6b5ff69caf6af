package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Reads IDX files, plain or gzip-compressed: two zero bytes, a type, the number of axes, each axis' extent as a
 * big-endian 32-bit integer, then the elements, big-endian (Y. LeCun, C. Cortes, C. Burges: "The MNIST database").
 */
final class IdxReader {
    private static final int MAX_AXES = 8;

    private IdxReader() {}

    static RawArray read(Path file) {
        try (ArrayInput input = ArrayInput.open(file)) {
            return read(input);
        }
    }

    static RawArray read(ArrayInput input) {
        byte[] magic = input.header(4);
        if (magic[0] != 0 || magic[1] != 0) {
            throw input.otherFormat(magic, FileKind.IDX);
        }
        RawArray.Type type = type(input, magic[2]);
        int axes = magic[3];
        if (axes < 1 || axes > MAX_AXES) {
            throw input.problem("its header claims " + axes + " axes", "it is no IDX file");
        }
        ByteBuffer extents = ByteBuffer.wrap(input.header(4 * axes));
        int[] shape = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            shape[axis] = extents.getInt();
            if (shape[axis] < 0) {
                throw input.problem(
                        "its header claims the extent " + Integer.toUnsignedString(shape[axis]),
                        "the header is damaged");
            }
        }
        return input.body(type, ByteOrder.BIG_ENDIAN, Shape.of(shape));
    }

    private static RawArray.Type type(ArrayInput input, byte code) {
        return switch (code) {
            case 0x08 -> RawArray.Type.UINT8;
            case 0x09 -> RawArray.Type.INT8;
            case 0x0b -> RawArray.Type.INT16;
            case 0x0c -> RawArray.Type.INT32;
            case 0x0d -> RawArray.Type.FLOAT32;
            case 0x0e -> RawArray.Type.FLOAT64;
            default ->
                throw input.problem("its elements have the unknown type 0x%02x".formatted(code), "it is no IDX file");
        };
    }
}
