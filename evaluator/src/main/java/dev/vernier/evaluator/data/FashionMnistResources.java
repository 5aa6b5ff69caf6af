package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the built-in part of Fashion-MNIST again: {@code main FROM TO} reads the original files in folder FROM and
 * writes the resources into folder TO, the same bytes each time.
 *
 * <p>{@link Random}'s sequence is specified, so the drawn indices hold on every Java platform; the compressed bytes hold
 * for one version of zlib, their content on all.
 */
final class FashionMnistResources {
    static final int PER_CLASS = 300;
    private static final long SEED = 1708_07747L;

    private FashionMnistResources() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("two folders are needed: where to read and where to write");
        }
        write(Path.of(args[0]), Path.of(args[1]));
    }

    static void write(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        RawArray.Bytes images = bytes(from.resolve(FashionMnist.TRAIN_IMAGES));
        RawArray.Bytes labels = bytes(from.resolve(FashionMnist.TRAIN_LABELS));
        int[] drawn = draw(labels.elements());
        String lines = Arrays.stream(drawn).mapToObj(index -> index + "\n").collect(Collectors.joining());
        Files.writeString(to.resolve(FashionMnist.TRAIN_INDICES), lines);
        writeIdx(to.resolve(FashionMnist.TRAIN_IMAGES), select(images, drawn));
        writeIdx(to.resolve(FashionMnist.TRAIN_LABELS), select(labels, drawn));
        writeIdx(to.resolve(FashionMnist.TEST_IMAGES), bytes(from.resolve(FashionMnist.TEST_IMAGES)));
        writeIdx(to.resolve(FashionMnist.TEST_LABELS), bytes(from.resolve(FashionMnist.TEST_LABELS)));
    }

    /** The first {@link #PER_CLASS} of each class in a seeded shuffle, ascending. */
    static int[] draw(byte[] labels) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, labels.length).boxed().toList());
        Collections.shuffle(order, new Random(SEED));
        int[] taken = new int[FashionMnist.CLASSES];
        int[] drawn = new int[FashionMnist.CLASSES * PER_CLASS];
        int count = 0;
        for (int index : order) {
            if (taken[labels[index]]++ < PER_CLASS) {
                drawn[count++] = index;
            }
        }
        Arrays.sort(drawn);
        return drawn;
    }

    static RawArray.Bytes bytes(Path file) {
        if (IdxReader.read(file) instanceof RawArray.Bytes bytes) {
            return bytes;
        }
        throw new IllegalArgumentException(file + " does not hold bytes");
    }

    private static RawArray.Bytes select(RawArray.Bytes array, int[] indices) {
        int size = Math.toIntExact(array.shape().elements() / array.shape().get(0));
        byte[] selected = new byte[indices.length * size];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(array.elements(), indices[i] * size, selected, i * size, size);
        }
        return new RawArray.Bytes(array.shape().with(0, indices.length), selected);
    }

    static void writeIdx(Path file, RawArray.Bytes array) throws IOException {
        Shape shape = array.shape();
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * shape.rank());
        header.put(2, (byte) 0x08).put(3, (byte) shape.rank()).position(4);
        for (int axis = 0; axis < shape.rank(); axis++) {
            header.putInt(shape.get(axis));
        }
        try (OutputStream stream = new SmallestGzip(Files.newOutputStream(file))) {
            stream.write(header.array());
            stream.write(array.elements());
        }
    }

    /** gzip at the highest level; Java writes neither a time nor a name into the header. */
    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream target) throws IOException {
            super(target);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
