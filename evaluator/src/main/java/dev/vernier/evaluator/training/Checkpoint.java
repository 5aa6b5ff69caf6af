package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Where a training stands after an epoch. The file, all little-endian: the eight bytes {@code VERNCKP1}; the identity as
 * a text; the number of epochs done and of tensors as 32-bit integers; then each tensor: its name as a text, the number of
 * axes, each extent, and the elements as 32-bit floats; at last the CRC-32 of everything before. A text is its length in
 * bytes as a 32-bit integer, then UTF-8.
 *
 * @param identity fingerprint of what is trained; a training goes on only from a checkpoint of its own
 * @param epochs number of epochs done
 * @param tensors by name, in order
 */
record Checkpoint(String identity, int epochs, Map<String, Tensor.Floats> tensors) {
    private static final byte[] MAGIC = "VERNCKP1".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_AXES = 16;

    Checkpoint {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** Writes a file that is either complete or, after a crash, the one that was there before. */
    void write(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = encode();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * @throws InvalidInputException when the file is no intact checkpoint
     */
    static Checkpoint read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int length = content.length - Integer.BYTES;
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        boolean intact = length >= MAGIC.length
                && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && buffer.getInt(length) == checksum(content, length);
        if (!intact) {
            throw damaged(file, null);
        }
        try {
            return decode(buffer.limit(length).position(MAGIC.length));
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            throw damaged(file, e);
        }
    }

    /**
     * The elements of a tensor.
     *
     * @param file where the checkpoint comes from, for the message
     * @throws InvalidInputException when there is no tensor of that name and size
     */
    float[] values(Path file, String name, int length) {
        Tensor.Floats tensor = tensors.get(name);
        if (tensor == null || tensor.data().length != length) {
            throw new InvalidInputException(
                    file.toString(),
                    "it holds no tensor '" + name + "' of " + length + " elements",
                    "it belongs to another network");
        }
        return tensor.data();
    }

    private ByteBuffer encode() {
        int size = MAGIC.length + textBytes(identity) + 3 * Integer.BYTES;
        for (Map.Entry<String, Tensor.Floats> entry : tensors.entrySet()) {
            Tensor.Floats tensor = entry.getValue();
            int numbers = 1 + tensor.shape().rank() + tensor.data().length;
            size = Math.addExact(size, textBytes(entry.getKey()) + numbers * Integer.BYTES);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC);
        putText(buffer, identity);
        buffer.putInt(epochs).putInt(tensors.size());
        tensors.forEach((name, tensor) -> {
            putText(buffer, name);
            buffer.putInt(tensor.shape().rank());
            tensor.shape().toList().forEach(buffer::putInt);
            buffer.asFloatBuffer().put(tensor.data());
            buffer.position(buffer.position() + tensor.data().length * Float.BYTES);
        });
        buffer.putInt(checksum(buffer.array(), buffer.position()));
        return buffer.flip();
    }

    private static Checkpoint decode(ByteBuffer buffer) {
        String identity = text(buffer);
        int epochs = buffer.getInt();
        int count = buffer.getInt();
        Map<String, Tensor.Floats> tensors = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = text(buffer);
            int[] extents = new int[bounded(buffer.getInt(), MAX_AXES)];
            for (int axis = 0; axis < extents.length; axis++) {
                extents[axis] = buffer.getInt();
            }
            Shape shape = Shape.of(extents);
            float[] data = new float[bounded(shape.elements(), buffer.remaining() / Float.BYTES)];
            buffer.asFloatBuffer().get(data);
            buffer.position(buffer.position() + data.length * Float.BYTES);
            tensors.put(name, new Tensor.Floats(shape, data));
        }
        return new Checkpoint(identity, epochs, tensors);
    }

    private static int textBytes(String text) {
        return Integer.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void putText(ByteBuffer buffer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.putInt(bytes.length).put(bytes);
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[bounded(buffer.getInt(), buffer.remaining())];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int bounded(long value, int limit) {
        if (value < 0 || value > limit) {
            throw new IllegalArgumentException(value + " is outside 0…" + limit);
        }
        return (int) value;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static InvalidInputException damaged(Path file, @Nullable Exception cause) {
        return new InvalidInputException(
                file.toString(), "it is no intact checkpoint", "delete it and train from the start", cause);
    }
}
