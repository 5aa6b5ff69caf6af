package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of one array, plain or compressed, with a bound on how many there can be. A header that claims more is
 * refused before any memory is taken for it, and the memory taken afterwards follows the bytes really there.
 */
final class ArrayInput implements Closeable {
    /**
     * DEFLATE (RFC 1951) spends at least two bits on 258 bytes: it never shrinks data more than 1,032 times.
     */
    static final long DEFLATE_MAX_RATIO = 1032;

    private static final int MAX_SHOWN = 120;
    private static final long MAX_BYTES = Integer.MAX_VALUE - 64L;

    private final String place;
    private final InputStream stream;
    private final long bound;
    private long consumed;

    private ArrayInput(String place, InputStream stream, long bound) {
        this.place = place;
        this.stream = stream;
        this.bound = bound;
    }

    /** Opens a file, decompressing it when it starts like gzip. */
    static ArrayInput open(Path file) {
        long bytes = InputFile.size(file);
        try {
            byte[] start = new byte[2];
            int read;
            try (InputStream probe = Files.newInputStream(file)) {
                read = probe.readNBytes(start, 0, 2);
            }
            boolean gzip = read == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
            return of(file.toString(), Files.newInputStream(file), bytes, gzip);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }

    /**
     * @param stored number of bytes behind the stream, before any decompression
     */
    static ArrayInput of(String place, InputStream stored, long storedBytes, boolean gzip) throws IOException {
        if (!gzip) {
            return new ArrayInput(place, new BufferedInputStream(stored), storedBytes);
        }
        try {
            return new ArrayInput(place, new GZIPInputStream(stored, 1 << 16), storedBytes * DEFLATE_MAX_RATIO);
        } catch (IOException e) {
            stored.close();
            throw InputFile.unreadable(place, e);
        }
    }

    /** An entry of a zip archive, which says its sizes itself. */
    static ArrayInput entry(String place, InputStream inflated, long inflatedBytes, long deflatedBytes) {
        return new ArrayInput(place, inflated, Math.min(inflatedBytes, deflatedBytes * DEFLATE_MAX_RATIO));
    }

    String place() {
        return place;
    }

    /**
     * The next bytes of a header.
     *
     * @throws InvalidInputException when the input ends before
     */
    byte[] header(int count) {
        byte[] bytes = read(count);
        if (bytes.length < count) {
            if (consumed == 0) {
                throw problem("it is empty", "it was not written completely");
            }
            throw problem("it ends inside its header", "the file is truncated");
        }
        return bytes;
    }

    /**
     * The rest of the input as an array.
     *
     * @throws InvalidInputException when the input is not exactly as long as type and shape ask
     */
    RawArray body(RawArray.Type type, ByteOrder order, Shape shape) {
        long elements = elements(shape);
        long left = Math.max(0, bound - consumed);
        if (elements > left / type.bytes()) {
            throw problem(
                    "its header claims " + elements + " elements of " + type.bytes() + " bytes, but there "
                            + "is room for at most " + left / type.bytes(),
                    "the file is truncated or its header damaged");
        }
        long bytes = elements * type.bytes();
        if (bytes > MAX_BYTES) {
            throw problem("its array of " + bytes + " bytes is over the limit of 2 GiB", "fewer samples would do");
        }
        requireMemory(bytes + Math.max(bytes, elements * type.decodedBytes()));
        byte[] content = read((int) bytes);
        if (content.length < bytes) {
            throw problem(
                    "its header claims " + bytes + " bytes of elements, but it ends after " + content.length,
                    "the file is truncated");
        }
        if (read(1).length > 0) {
            throw problem("bytes follow its " + elements + " elements", "its header is damaged");
        }
        return RawArray.decode(type, order, shape, content);
    }

    private void requireMemory(long bytes) {
        long memory = Runtime.getRuntime().maxMemory();
        if (bytes > memory) {
            throw problem(
                    "its array takes " + bytes + " bytes of memory, but Java may take only " + memory,
                    "fewer samples would do, or JAVA_TOOL_OPTIONS=-Xmx8g");
        }
    }

    private long elements(Shape shape) {
        try {
            return shape.elements();
        } catch (ArithmeticException e) {
            throw problem("its header claims the absurd shape " + shape, "the header is damaged", e);
        }
    }

    private byte[] read(int count) {
        try {
            byte[] bytes = stream.readNBytes(count);
            consumed += bytes.length;
            return bytes;
        } catch (EOFException e) {
            throw problem("its compressed data end early", "the file is truncated", e);
        } catch (ZipException e) {
            throw problem("its compressed data are damaged", "the download was interrupted", e);
        } catch (IOException e) {
            throw InputFile.unreadable(place, e);
        }
    }

    /**
     * The problem that the input has another format.
     *
     * @param start the bytes of a header that were read already
     * @param wanted the format that was asked for
     */
    InvalidInputException otherFormat(byte[] start, FileKind wanted) {
        byte[] more = read(FileKind.LONGEST_START - Math.min(start.length, FileKind.LONGEST_START));
        byte[] known = Arrays.copyOf(start, start.length + more.length);
        System.arraycopy(more, 0, known, start.length, more.length);
        return FileKind.refusal(place, known, wanted);
    }

    InvalidInputException problem(String problem, String mend) {
        return new InvalidInputException(place, problem, mend);
    }

    InvalidInputException problem(String problem, String mend, Exception cause) {
        return new InvalidInputException(place, problem, mend, cause);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw InputFile.unreadable(place, e);
        }
    }

    /** Text from a file as it may stand in a message: short, and on one line. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}|\\R", " ").strip();
        return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "…" : line;
    }

    static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(Arrays.copyOf(bytes, start.length), start);
    }
}
