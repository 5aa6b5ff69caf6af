package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The files beside a model that hold the data of its large tensors. Nothing outside the model's folder is read, and no
 * memory is taken before a file is known to hold as many bytes. Format: <a
 * href="https://onnx.ai/onnx/repo-docs/ExternalData.html">ONNX, external data</a>.
 */
final class ExternalData {
    private static final String ONE_FILE = "save the model with all weights in one file";

    private final @Nullable Path folder;
    private final Consumer<ByteBuffer> witness;
    private final long limit;
    private long taken;

    /**
     * @param folder the model's; none when a model comes without one, so that it cannot have files beside it
     * @param witness takes in every byte that is read
     * @param limit how many bytes may be read in all
     */
    ExternalData(Optional<Path> folder, Consumer<ByteBuffer> witness, long limit) {
        this.folder = folder.orElse(null);
        this.witness = witness;
        this.limit = limit;
    }

    /** Whether a tensor says that its data is in another file. */
    static boolean holds(TensorProto proto) {
        return proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL || proto.getExternalDataCount() > 0;
    }

    /**
     * The data of a tensor.
     *
     * @param bytes how many its shape and type need
     * @param place names the tensor in messages
     * @throws InvalidInputException when the file is missing, outside the model's folder or too short
     */
    ByteBuffer read(TensorProto proto, long bytes, String place) {
        if (folder == null) {
            throw new InvalidInputException(place, "its data is in another file", ONE_FILE);
        }
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : proto.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        String location = entries.getOrDefault("location", "");
        if (location.isBlank()) {
            throw new InvalidInputException(place, "it does not say in which file its data is", "the file is damaged");
        }
        String file = "'" + location + "'";
        long offset = number(entries.get("offset"), 0, "offset", place);
        long length = number(entries.get("length"), bytes, "length", place);
        if (length != bytes) {
            throw new InvalidInputException(
                    place,
                    "its shape " + proto.getDimsList() + " needs " + bytes + " bytes, but " + length
                            + " are said to be in " + file,
                    "the file is damaged");
        }
        if (bytes > limit - taken) {
            throw new InvalidInputException(
                    place,
                    "its " + bytes + " bytes in " + file
                            + ", with those read before, need twice as much memory, but Java" + " may take only "
                            + Runtime.getRuntime().maxMemory(),
                    "give Java more memory: JDK_JAVA_OPTIONS=-Xmx8g");
        }
        taken += bytes;
        ByteBuffer data = read(within(folder, location, place), offset, (int) bytes, file, place);
        witness.accept(data.duplicate());
        return data;
    }

    private static long number(@Nullable String text, long fallback, String key, String place) {
        try {
            long value = text == null ? fallback : Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Refused below, like negative numbers.
        }
        throw new InvalidInputException(
                place, "its external data has the " + key + " '" + text + "'", "the file is damaged");
    }

    /** The file, once all symbolic links are followed. */
    private static Path within(Path folder, String location, String place) {
        try {
            Path root = folder.toRealPath();
            if (!root.resolve(location).normalize().startsWith(root)) {
                throw outside(location, place);
            }
            Path file = root.resolve(location).toRealPath();
            if (!file.startsWith(root)) {
                throw outside(location, place);
            }
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException(
                        place, "its data is said to be in '" + location + "', which is no file", ONE_FILE);
            }
            return file;
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(
                    place,
                    "its data is in the file '" + location + "', which is not beside the model",
                    "fetch or copy that file, too",
                    e);
        } catch (InvalidPathException e) {
            throw new InvalidInputException(
                    place, "its data is said to be in '" + location + "', which is no path", "the file is damaged", e);
        } catch (IOException e) {
            throw unreadable("'" + location + "'", place, e);
        }
    }

    private static InvalidInputException outside(String location, String place) {
        return new InvalidInputException(
                place, "its data is in '" + location + "', outside the model's folder", "copy it beside the model");
    }

    private static InvalidInputException unreadable(String file, String place, IOException e) {
        return new InvalidInputException(
                place, "its data in " + file + " cannot be read", "the permissions forbid it", e);
    }

    private static ByteBuffer read(Path path, long offset, int bytes, String file, String place) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (bytes > size || offset > size - bytes) {
                throw tooShort(offset, bytes, size, file, place);
            }
            ByteBuffer data = ByteBuffer.allocate(bytes);
            while (data.hasRemaining()) {
                if (channel.read(data, offset + data.position()) < 0) {
                    throw tooShort(offset, bytes, channel.size(), file, place);
                }
            }
            return data.flip();
        } catch (IOException e) {
            throw unreadable(file, place, e);
        }
    }

    private static InvalidInputException tooShort(long offset, int bytes, long size, String file, String place) {
        return new InvalidInputException(
                place,
                "its " + bytes + " bytes from " + offset + " on are not in " + file + ", which has " + size,
                "that file was not downloaded completely, or belongs to another model");
    }
}
