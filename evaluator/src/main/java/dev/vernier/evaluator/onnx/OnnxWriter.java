package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.RecurrenceScan;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes any graph as an ONNX file whose batch is open: the first dimension of each input is {@code N}. A graph with
 * operators that are only passed on is written in the opsets that these came in, and for one sample at a time: what they
 * do to a batch is not known. Equal graphs give equal bytes.
 */
public final class OnnxWriter {
    private static final int FIRST_INT4_OPSET = 21;
    private static final int FIRST_DILATED_AVERAGE_OPSET = 19;
    /** The IR version that came with each opset, from opset 13 on. */
    private static final int[] IR_VERSIONS = {7, 7, 8, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13};

    private static final int MIN_OPSET = 13;
    private static final int MAX_OPSET = MIN_OPSET + IR_VERSIONS.length - 1;

    private OnnxWriter() {}

    /**
     * How to write.
     *
     * @param opset version of the standard operators, 13 to 26; 4-bit codes need 21; a graph's own opsets go before it
     * @param metadata what the file says about itself besides the graph, written sorted by key
     */
    public record Options(int opset, SortedMap<String, String> metadata) {
        public Options {
            if (opset < MIN_OPSET || opset > MAX_OPSET) {
                throw new IllegalArgumentException("opset " + opset + " is outside " + MIN_OPSET + "…" + MAX_OPSET);
            }
            metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        }

        /** Opset 21, no metadata. */
        public static Options defaults() {
            return new Options(FIRST_INT4_OPSET, new TreeMap<>());
        }

        public Options withOpset(int changed) {
            return new Options(changed, metadata);
        }

        public Options withMetadata(Map<String, String> changed) {
            return new Options(opset, new TreeMap<>(changed));
        }
    }

    /**
     * Writes a file, as a whole or not at all.
     *
     * @throws InvalidInputException when the place cannot be written
     * @throws IllegalArgumentException when the opset cannot express the graph
     */
    public static void write(Graph graph, Path path, Options options) {
        byte[] bytes = toBytes(graph, options);
        Path absolute = path.toAbsolutePath();
        try {
            // Not a temporary file of the platform's, which only its owner may read.
            Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID());
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    path.toString(), "it cannot be written", "the folder does not exist or is read-only", e);
        }
    }

    /**
     * The bytes of the file.
     *
     * @throws IllegalArgumentException when the opset cannot express the graph
     */
    public static byte[] toBytes(Graph graph, Options options) {
        int opset = graph.opsets().getOrDefault("", options.opset());
        requireExpressible(graph, opset);
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSIONS[Math.max(opset, MIN_OPSET) - MIN_OPSET])
                .setProducerName("vernier")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(graph(RecurrenceScan.expand(graph), graph.inputs(), opset));
        domains(graph)
                .forEach((domain, version) -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        options.metadata()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    /** @param fed the inputs that whoever runs the graph feeds; others are tensors around it */
    static GraphProto graph(Graph graph, List<String> fed, int opset) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        graph.constants().forEach((name, constant) -> proto.addInitializer(TensorWriter.write(name, constant)));
        BatchAxes batchAxes = BatchAxes.of(graph);
        NodeWriter nodes = new NodeWriter(graph, batchAxes, opset, proto);
        graph.nodes().forEach(nodes::write);
        fed.forEach(name -> proto.addInput(valueInfo(graph, name, batchAxes)));
        graph.outputs().forEach(name -> proto.addOutput(valueInfo(graph, name, batchAxes)));
        return proto.build();
    }

    /** The versions of all domains but ONNX's own. */
    private static SortedMap<String, Integer> domains(Graph graph) {
        SortedMap<String, Integer> domains = new TreeMap<>(graph.opsets());
        domains.remove("");
        if (graph.nodes().stream().anyMatch(node -> NodeWriter.needsContribution(graph, node))) {
            domains.putIfAbsent(NodeWriter.CONTRIBUTED, 1);
        }
        return domains;
    }

    private static void requireExpressible(Graph graph, int opset) {
        graph.constants().forEach((name, constant) -> {
            if (graph.opsets().isEmpty()
                    && opset < FIRST_INT4_OPSET
                    && constant instanceof Tensor.Codes codes
                    && codes.type().bits() == 4) {
                throw new IllegalArgumentException(
                        "the 4-bit tensor '" + name + "' needs opset " + FIRST_INT4_OPSET + ", not " + opset);
            }
        });
        for (Node node : graph.nodes()) {
            if (opset < FIRST_DILATED_AVERAGE_OPSET
                    && node.op() instanceof Op.AveragePool pool
                    && (pool.window().dilationHeight() > 1 || pool.window().dilationWidth() > 1)) {
                throw new IllegalArgumentException("the dilated average pooling '" + node.name() + "' needs opset "
                        + FIRST_DILATED_AVERAGE_OPSET + ", not " + opset);
            }
        }
    }

    private static ValueInfoProto valueInfo(Graph graph, String name, BatchAxes batchAxes) {
        Shape shape = graph.shape(name);
        OptionalInt batch = batchAxes.axis(name);
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < shape.rank(); axis++) {
            TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
            if (batch.isEmpty() || batch.getAsInt() != axis) {
                dimension.setDimValue(shape.get(axis));
            } else if (shape.get(axis) == 1) {
                dimension.setDimParam("N");
            }
        }
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder()
                .setElemType(DataTypes.code(graph.type(name).element()))
                .setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
