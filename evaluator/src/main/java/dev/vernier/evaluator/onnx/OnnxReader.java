package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads ONNX files of opsets 7 to 26. Operators that no {@link dev.vernier.evaluator.graph.Op} knows are passed on as they
 * are, where an {@link OperatorOracle} says what they leave; without one they are refused. What depends on constants alone
 * is computed by the oracle, shapes that a model computes for itself among it.
 *
 * <p>Everything is checked before a graph leaves: operators, shapes, sizes against the bytes at hand, finite weights.
 * The graph is that of one sample: the first dimension of each input, dynamic or 1, becomes 1. What no output needs is
 * left out. Format: <a href="https://onnx.ai/onnx/repo-docs/IR.html">Open Neural Network Exchange</a>.
 */
public final class OnnxReader {
    private static final int MIN_IR = 3;
    private static final int MAX_IR = 13;
    private static final int MIN_OPSET = 7;
    private static final int MAX_OPSET = 26;

    private OnnxReader() {}

    /**
     * How to read.
     *
     * @param oracle knows the operators that have no meaning here; without one they are refused
     * @param sampleShapes by input, the shapes of one sample, without the batch: where a file leaves a dimension open it
     *     is theirs
     * @param dataShapes asked for the shapes of the data's tensors by name, where {@code sampleShapes} does not give
     *     dimensions that a file leaves open; a single one stands for a file's only input, whatever its name
     * @param output the only output that counts; all of them where it is not given
     */
    public record Options(
            Optional<OperatorOracle> oracle,
            SortedMap<String, Shape> sampleShapes,
            Supplier<Map<String, Shape>> dataShapes,
            Optional<String> output) {
        public Options {
            sampleShapes = Collections.unmodifiableSortedMap(new TreeMap<>(sampleShapes));
        }

        public Options(Optional<OperatorOracle> oracle, SortedMap<String, Shape> sampleShapes) {
            this(oracle, sampleShapes, Map::of, Optional.empty());
        }

        /** No oracle, and no dimension left open. */
        public static Options strict() {
            return new Options(Optional.empty(), new TreeMap<>());
        }
    }

    /** Reads a file with {@linkplain Options#strict strict} options. */
    public static OnnxModel read(Path path) {
        return read(path, Options.strict());
    }

    /**
     * Reads a file, and from files in its folder the constants that it keeps there.
     *
     * @throws InvalidInputException when the file cannot be read, is no sound ONNX model, or uses what is not
     *     supported; the message names the file and, where there is one, the node
     */
    public static OnnxModel read(Path path, Options options) {
        long size = InputFile.size(path);
        try {
            if (size > Integer.MAX_VALUE) {
                throw new InvalidInputException(
                        path.toString(), "its " + size + " bytes are more than 2 GB", "use a smaller model");
            }
            long memory = Runtime.getRuntime().maxMemory();
            if (size > memory / 2) {
                throw new InvalidInputException(
                        path.toString(),
                        "its " + size + " bytes need twice as much memory, but Java may take only " + memory,
                        "give Java more memory: JDK_JAVA_OPTIONS=-Xmx8g");
            }
            Path folder = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
            return read(mapped(path), path.toString(), Optional.of(folder), options);
        } catch (IOException e) {
            throw InputFile.unreadable(path.toString(), e);
        }
    }

    /**
     * Reads a model to the end of a stream.
     *
     * @param name what messages call the model
     * @throws IOException when the stream cannot be read
     * @throws InvalidInputException as {@link #read(byte[], String)}
     */
    public static OnnxModel read(InputStream stream, String name) throws IOException {
        return read(stream.readAllBytes(), name);
    }

    /**
     * Reads a model from the bytes of a file, which must hold all constants.
     *
     * @param name what messages call the model
     * @throws InvalidInputException when they are no sound ONNX model, or use what is not supported; the message gives
     *     the name and, where there is one, the node
     */
    public static OnnxModel read(byte[] bytes, String name) {
        return read(bytes, name, Options.strict());
    }

    /** As {@link #read(byte[], String)}, with other options. */
    public static OnnxModel read(byte[] bytes, String name, Options options) {
        return read(ByteBuffer.wrap(bytes), name, Optional.empty(), options);
    }

    /** A file's bytes where the system keeps them, since constants are copied out of them anyway. */
    private static ByteBuffer mapped(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private static OnnxModel read(ByteBuffer bytes, String name, Optional<Path> folder, Options options) {
        if (!bytes.hasRemaining()) {
            throw new InvalidInputException(name, "the file is empty", "it was not downloaded completely");
        }
        ModelProto proto = parse(bytes, name);
        if (proto.getIrVersion() == 0 || !proto.hasGraph()) {
            throw new InvalidInputException(name, "it is no ONNX model: it has no graph", "it is another kind of file");
        }
        if (proto.getIrVersion() < MIN_IR || proto.getIrVersion() > MAX_IR) {
            throw new InvalidInputException(
                    name,
                    "its IR version " + proto.getIrVersion() + " is outside " + MIN_IR + "…" + MAX_IR,
                    "export it again with a current exporter");
        }
        int opset = opset(proto, name);
        MessageDigest digest = sha256();
        digest.update(bytes.duplicate());
        ExternalData external =
                new ExternalData(folder, digest::update, Runtime.getRuntime().maxMemory() / 2 - bytes.remaining());
        Graph graph = GraphReader.read(
                proto.getGraph(), new GraphReader.Setting(opsets(proto, opset), name, external, options));
        return new OnnxModel(
                name,
                graph,
                HexFormat.of().formatHex(digest.digest()),
                (int) proto.getIrVersion(),
                opset,
                (proto.getProducerName() + " " + proto.getProducerVersion()).strip());
    }

    private static ModelProto parse(ByteBuffer bytes, String name) {
        try {
            // The graph takes copies of what it needs, so that the bytes need not be copied before.
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            input.enableAliasing(true);
            ModelProto model = ModelProto.parseFrom(input);
            input.checkLastTagWas(0);
            return model;
        } catch (IOException e) {
            throw new InvalidInputException(
                    name, "it is truncated or no ONNX model", "it was not downloaded completely", e);
        }
    }

    private static int opset(ModelProto proto, String name) {
        long found = 0;
        for (OperatorSetIdProto set : proto.getOpsetImportList()) {
            if (Operators.isStandard(set.getDomain())) {
                if (found != 0 && found != set.getVersion()) {
                    throw new InvalidInputException(name, "it names two opsets", "the file is damaged");
                }
                found = set.getVersion();
            }
        }
        if (found < MIN_OPSET || found > MAX_OPSET) {
            throw new InvalidInputException(
                    name,
                    (found == 0
                            ? "it names no opset"
                            : "its opset " + found + " is outside " + MIN_OPSET + "…" + MAX_OPSET),
                    "export it again with an opset between " + MIN_OPSET + " and " + MAX_OPSET);
        }
        return (int) found;
    }

    /** The versions of all domains, that of the standard operators under an empty name. */
    private static Map<String, Integer> opsets(ModelProto proto, int standard) {
        Map<String, Integer> opsets = new TreeMap<>();
        for (OperatorSetIdProto set : proto.getOpsetImportList()) {
            if (!Operators.isStandard(set.getDomain())) {
                opsets.put(set.getDomain(), Math.clamp(set.getVersion(), 0, Integer.MAX_VALUE));
            }
        }
        opsets.put("", standard);
        return opsets;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
