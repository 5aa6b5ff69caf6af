package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.IntStream;

/** Turns the graph of a file into ours, node by node, in the file's order. */
final class GraphReader {
    private final Setting setting;
    private final GraphProto proto;
    private final ConstantPool constants;
    private final Optional<OtherOperators> others;
    private final GraphOutline outline;
    private final Graph.Builder builder;
    private final Set<Integer> declared = new HashSet<>();
    private final List<String> understood = new ArrayList<>();

    /** The inputs whose shapes do not come from the file. */
    private final List<String> given = new ArrayList<>();

    /**
     * Where a graph comes from, and who helps to read it.
     *
     * @param opsets versions of all domains, that of the standard operators under an empty name
     * @param file names the file in messages
     * @param external where data is read that is not in that file
     */
    record Setting(Map<String, Integer> opsets, String file, ExternalData external, OnnxReader.Options options) {
        int opset() {
            return opsets.getOrDefault("", 0);
        }
    }

    private GraphReader(GraphProto proto, Setting setting) {
        this.proto = proto;
        this.setting = setting;
        constants = new ConstantPool(setting.file(), setting.external());
        proto.getInitializerList().forEach(constants::add);
        others = setting.options().oracle().map(oracle -> new OtherOperators(setting.opsets(), constants, oracle));
        outline = GraphOutline.of(
                proto, setting.file(), setting.options().oracle().isPresent());
        builder = Graph.builder(proto.getName().isBlank() ? "graph" : proto.getName());
    }

    /** @throws InvalidInputException when the graph is inconsistent or holds something that is not supported */
    static Graph read(GraphProto proto, Setting setting) {
        return new GraphReader(proto, setting).read();
    }

    private Graph read() {
        if (proto.getSparseInitializerCount() > 0) {
            throw new InvalidInputException(
                    setting.file(), "sparse initializers are not supported", "export the model with dense weights");
        }
        List<String> outputs = outputs();
        SortedSet<Integer> nodes = outline.need(outputs);
        inputs();
        nodes.forEach(this::readNode);
        requireShapesOfInputs();
        outputs.forEach(this::output);
        if (builder.inputs().isEmpty()) {
            throw new InvalidInputException(
                    setting.file(),
                    "no output depends on an input",
                    "export the model with its real inputs and outputs");
        }
        return builder.build();
    }

    /** The outputs that count. */
    private List<String> outputs() {
        List<String> all =
                proto.getOutputList().stream().map(ValueInfoProto::getName).toList();
        setting.options().output().filter(name -> !all.contains(name)).ifPresent(name -> {
            throw new InvalidInputException(
                    setting.file(), "it has no output '" + name + "'", Suggestions.mend(name, all));
        });
        return setting.options().output().map(List::of).orElse(all);
    }

    /** Declares the inputs that are read, as far as is known yet. */
    private void inputs() {
        for (int i = 0; i < proto.getInputCount(); i++) {
            ValueInfoProto input = proto.getInput(i);
            String name = input.getName();
            if (outline.isRead(name) && !constants.has(name) && declared.add(i)) {
                Optional<Shape> bound = bound(input);
                bound.ifPresent(shape -> given.add("'" + name + "' (" + shape + ")"));
                input(name, InputShape.read(input, setting.file(), bound));
            }
        }
    }

    private void requireShapesOfInputs() {
        for (String named : setting.options().sampleShapes().keySet()) {
            if (!builder.inputs().contains(named)) {
                throw new InvalidInputException(
                        setting.file(),
                        "it has no input '" + named + "' to give a shape to",
                        Suggestions.mend(named, builder.inputs()));
            }
        }
    }

    private void readNode(int index) {
        NodeProto node = outline.node(index);
        NodeSource source = new NodeSource(outline.name(index), node, setting.file(), constants);
        others.ifPresentOrElse(passing -> read(source, node, passing), () -> understand(source));
    }

    /** Constants are computed, what has a meaning here gets it, and the rest is passed on. */
    private void read(NodeSource source, NodeProto node, OtherOperators others) {
        boolean standard = Operators.isStandard(node.getDomain());
        if (standard && node.getOpType().equals("Shape")) {
            constants.add(source.output(), MovingOperators.shapeOf(source, shape(source, source.input(0))));
        } else if (standard && node.getOpType().equals("Size")) {
            constants.add(source.output(), MovingOperators.sizeOf(source, shape(source, source.input(0))));
        } else if (standard && node.getOpType().equals("If")) {
            branch(source, node);
        } else if (others.isConstant(node)) {
            others.compute(source, node).forEach(constants::add);
        } else if (!Operators.supports(node) || source.outputs() > 1) {
            emitOther(others, source, node);
        } else {
            understandOrPassOn(others, source, node);
        }
    }

    /** Where it is known beforehand which branch runs, that takes the place of the node. */
    private void branch(NodeSource source, NodeProto node) {
        GraphProto branch = Subgraph.renamed(source.branch(), outline::fresh);
        if (branch.getInputCount() > 0 || branch.getSparseInitializerCount() > 0) {
            throw source.refuse(
                    "its branch has inputs or sparse initializers", "export the model without control flow");
        }
        if (branch.getOutputCount() < node.getOutputCount()) {
            throw source.damaged("its branch has only " + branch.getOutputCount() + " outputs");
        }
        branch.getInitializerList().forEach(constants::add);
        outline.add(branch);
        List<Integer> wanted = IntStream.range(0, node.getOutputCount())
                .filter(i -> !node.getOutput(i).isEmpty())
                .boxed()
                .toList();
        SortedSet<Integer> nodes = outline.need(
                wanted.stream().map(i -> branch.getOutput(i).getName()).toList());
        inputs();
        nodes.forEach(this::readNode);
        for (int i : wanted) {
            alias(source, branch.getOutput(i).getName(), node.getOutput(i));
        }
    }

    /** Gives a tensor a second name. */
    private void alias(NodeSource source, String tensor, String name) {
        Optional<Tensor> constant = constants.get(tensor);
        if (constant.isPresent()) {
            constants.add(name, constant.get());
        } else {
            String identity = fresh(source.name() + "_" + name);
            emit(source, new Node(identity, new Op.Identity(), List.of(tensor), name));
        }
    }

    private void understand(NodeSource source) {
        Operators.read(source, this);
        source.requireAllAttributesRead();
        requireFinite();
    }

    /** A variant of an operator that has no meaning here may still be one that ONNX Runtime takes. */
    private void understandOrPassOn(OtherOperators others, NodeSource source, NodeProto node) {
        int before = builder.nodes();
        try {
            understand(source);
        } catch (InvalidInputException refusal) {
            if (builder.nodes() > before) {
                // It was understood, and found to be unsound.
                throw refusal;
            }
            try {
                emitOther(others, source, node);
            } catch (InvalidInputException _) {
                throw refusal;
            }
        }
    }

    private void emitOther(OtherOperators others, NodeSource source, NodeProto node) {
        for (String input : node.getInputList()) {
            if (!input.isEmpty()) {
                type(source, input);
            }
        }
        Node other = others.read(source, node, tensor -> type(source, tensor), mend("export the model without it"));
        try {
            builder.node(other);
        } catch (IllegalArgumentException e) {
            throw source.refuse(String.valueOf(e.getMessage()), mend("the model was exported for other inputs"));
        }
        builder.opsets(others.opsets(node));
    }

    int opset() {
        return setting.opset();
    }

    private TensorType type(NodeSource node, String tensor) {
        shape(node, tensor);
        return builder.type(tensor);
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
            understood.addAll(step.inputs());
        } catch (IllegalArgumentException e) {
            throw node.refuse(
                    String.valueOf(e.getMessage()), mend("the model is damaged or was exported for other inputs"));
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
        constants.get(tensor).ifPresent(value -> builder.constant(tensor, value));
    }

    /** Looks at the constants that the last node understood reads. */
    private void requireFinite() {
        understood.forEach(input -> constants.get(input).ifPresent(value -> requireFinite(input, value)));
        understood.clear();
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

    /** Where shapes do not fit together, one that was given is to blame before the file is. */
    private String mend(String otherwise) {
        return given.isEmpty()
                ? otherwise
                : "the model takes another shape than the one given for " + String.join(" and ", given);
    }

    private Optional<Shape> bound(ValueInfoProto input) {
        Optional<Shape> named =
                Optional.ofNullable(setting.options().sampleShapes().get(input.getName()));
        boolean alone = proto.getInputList().stream()
                        .filter(each -> !constants.has(each.getName()))
                        .count()
                == 1;
        if (named.isPresent() || !InputShape.leavesOpen(input)) {
            return named;
        }
        Map<String, Shape> data = setting.options().dataShapes().get();
        return alone && data.size() == 1
                ? data.values().stream().findFirst()
                : Optional.ofNullable(data.get(input.getName()));
    }

    private void input(String name, TensorType type) {
        try {
            builder.input(name, type);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    InputShape.place(setting.file(), name), String.valueOf(e.getMessage()), "the file is damaged");
        }
    }

    private void output(String tensor) {
        String place = setting.file() + ", output '" + tensor + "'";
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
