package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads NumPy's {@code .npy} files, versions 1 to 3 (R. Kern 2007, NumPy Enhancement Proposal 1): a magic text, the
 * version, the length of the header, the header as a Python dictionary, then the elements.
 *
 * <p>Taken are whole numbers of 8 to 64 bits, unsigned only with 8, and floating point of 32 and 64 bits, of either byte
 * order, row-major.
 */
final class NpyReader {
    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final int MAX_AXES = 32;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");

    private NpyReader() {}

    static RawArray read(Path file) {
        try (ArrayInput input = ArrayInput.open(file)) {
            return read(input);
        }
    }

    static RawArray read(ArrayInput input) {
        byte[] start = input.header(MAGIC.length + 2);
        if (!ArrayInput.startsWith(start, MAGIC)) {
            throw input.otherFormat(start, FileKind.NPY);
        }
        String header = dictionary(input, start[MAGIC.length]);
        String type = field(input, header, TYPE, "descr");
        if (field(input, header, ORDER, "fortran_order").equals("True")) {
            throw input.problem(
                    "its array is stored column by column", "numpy.ascontiguousarray before saving puts it right");
        }
        Shape shape = shape(input, field(input, header, SHAPE, "shape"));
        ByteOrder order = type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return input.body(type(input, type), order, shape);
    }

    private static String dictionary(ArrayInput input, byte version) {
        if (version < 1 || version > 3) {
            throw input.problem("it has the unknown version " + version, "it was written by another program");
        }
        byte[] bytes = input.header(version == 1 ? 2 : 4);
        long length = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            length = (length << 8) | (bytes[i] & 0xff);
        }
        if (length > MAX_HEADER_BYTES) {
            throw input.problem("it claims a header of " + length + " bytes", "the file is damaged");
        }
        return new String(
                input.header((int) length), version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private static String field(ArrayInput input, String header, Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw input.problem(
                    "its header gives no usable '" + name + "': " + ArrayInput.shown(header),
                    "it holds records or objects, not one plain array");
        }
        return matcher.group(1);
    }

    private static Shape shape(ArrayInput input, String extents) {
        String[] parts = SEPARATOR.split(extents.strip());
        int axes = extents.isBlank() ? 0 : parts.length;
        if (axes > MAX_AXES) {
            throw input.problem("its header claims " + axes + " axes", "the file is damaged");
        }
        int[] shape = new int[axes];
        for (int axis = 0; axis < axes; axis++) {
            try {
                shape[axis] = Integer.parseInt(parts[axis]);
            } catch (NumberFormatException e) {
                throw input.problem(
                        "its header claims the extent '" + ArrayInput.shown(parts[axis]) + "'",
                        "the file is damaged",
                        e);
            }
        }
        return Shape.of(shape);
    }

    private static RawArray.Type type(ArrayInput input, String type) {
        return switch (type) {
            case "|u1", "|b1" -> RawArray.Type.UINT8;
            case "|i1" -> RawArray.Type.INT8;
            case "<i2", ">i2" -> RawArray.Type.INT16;
            case "<i4", ">i4" -> RawArray.Type.INT32;
            case "<i8", ">i8" -> RawArray.Type.INT64;
            case "<u2", ">u2" -> RawArray.Type.UINT16;
            case "<u4", ">u4" -> RawArray.Type.UINT32;
            case "<f2", ">f2" -> RawArray.Type.FLOAT16;
            case "<f4", ">f4" -> RawArray.Type.FLOAT32;
            case "<f8", ">f8" -> RawArray.Type.FLOAT64;
            default ->
                throw input.problem(
                        "its elements have the type '" + ArrayInput.shown(type) + "', which is not read here",
                        "numpy.astype to uint8, int64 or float32 before saving puts it right");
        };
    }
}
