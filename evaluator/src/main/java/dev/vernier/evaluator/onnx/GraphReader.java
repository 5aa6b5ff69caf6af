package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the graph of a file into ours, node by node, in the file's order. */
final class GraphReader {
    private final String file;
    private final int opset;
    private final GraphProto proto;
    private final ConstantPool constants;
    private final GraphOutline outline;
    private final Graph.Builder builder;
    private final Map<String, ElementType> types = new HashMap<>();

    private GraphReader(GraphProto proto, int opset, String file) {
        this.proto = proto;
        this.opset = opset;
        this.file = file;
        constants = new ConstantPool(file);
        proto.getInitializerList().forEach(constants::add);
        outline = GraphOutline.of(proto, file);
        builder = Graph.builder(proto.getName().isBlank() ? "graph" : proto.getName());
    }

    /**
     * @param file names the file in messages
     * @throws InvalidInputException when the graph is inconsistent or holds something that is not supported
     */
    static Graph read(GraphProto proto, int opset, String file) {
        return new GraphReader(proto, opset, file).read();
    }

    private Graph read() {
        if (proto.getSparseInitializerCount() > 0) {
            throw new InvalidInputException(
                    file, "sparse initializers are not supported", "export the model with dense weights");
        }
        List<ValueInfoProto> inputs = proto.getInputList().stream()
                .filter(input -> outline.isRead(input.getName()) && !constants.has(input.getName()))
                .toList();
        inputs.forEach(input -> input(input.getName(), InputShape.read(input, file)));
        for (int index : outline.liveNodes()) {
            NodeProto node = proto.getNode(index);
            NodeSource source = new NodeSource(outline.name(index), node, file, constants);
            Operators.read(source, this);
            source.requireAllAttributesRead();
        }
        proto.getOutputList().forEach(output -> output(output.getName()));
        if (inputs.isEmpty()) {
            throw new InvalidInputException(
                    file, "no output depends on an input", "export the model with its real inputs and outputs");
        }
        return builder.build();
    }

    int opset() {
        return opset;
    }

    /** The shape of a tensor read so far, for one sample. */
    Shape shape(NodeSource node, String tensor) {
        try {
            define(tensor);
            return builder.shape(tensor);
        } catch (IllegalArgumentException e) {
            throw node.refuse(String.valueOf(e.getMessage()), "the file is damaged");
        }
    }

    /** Appends what {@code node} computes. */
    void emit(NodeSource node, Op op, List<String> inputs) {
        emit(node, new Node(node.name(), op, inputs, node.output()));
    }

    /** Appends one of several steps that together compute {@code node}. */
    void emit(NodeSource node, Node step) {
        try {
            step.inputs().forEach(this::define);
            builder.node(step);
            types.put(
                    step.output(),
                    ElementType.infer(
                            step.op(), step.inputs().stream().map(types::get).toList()));
        } catch (IllegalArgumentException e) {
            throw node.refuse(String.valueOf(e.getMessage()), "the model is damaged or was exported for other inputs");
        }
    }

    /** Adds a constant that the file only implies. */
    void constant(String name, Tensor value) {
        constants.add(name, value);
    }

    ConstantPool constants() {
        return constants;
    }

    /** A name for a helping node or tensor, that no other has. */
    String fresh(String wish) {
        return outline.fresh(wish);
    }

    /** Constants enter the graph when the first node reads them; what only attributes need stays outside. */
    private void define(String tensor) {
        if (builder.has(tensor)) {
            return;
        }
        constants.get(tensor).ifPresent(value -> {
            requireFinite(tensor, value);
            builder.constant(tensor, value);
            types.put(tensor, ElementType.of(value));
        });
    }

    private void requireFinite(String tensor, Tensor value) {
        if (value instanceof Tensor.Floats floats) {
            for (int i = 0; i < floats.data().length; i++) {
                if (!Float.isFinite(floats.data()[i])) {
                    throw new InvalidInputException(
                            constants.place(tensor),
                            "its element " + i + " is " + floats.data()[i],
                            "the training diverged; export a model with finite weights");
                }
            }
        }
    }

    private void input(String name, Shape shape) {
        try {
            builder.input(name, shape);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    InputShape.place(file, name), String.valueOf(e.getMessage()), "the file is damaged");
        }
        types.put(name, ElementType.FLOAT);
    }

    private void output(String tensor) {
        String place = file + ", output '" + tensor + "'";
        if (constants.has(tensor)) {
            throw new InvalidInputException(place, "it is constant", "export the model with its real outputs");
        }
        try {
            builder.output(tensor);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(place, "nothing writes it", "the file is damaged", e);
        }
    }
}
