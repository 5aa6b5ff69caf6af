package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An immutable model: nodes in execution order, constants, and the shape of every tensor for one sample.
 *
 * <p>Built through {@link #builder}; every tensor is written once, by an input, a constant or a node, before it is read.
 */
public final class Graph {
    private final String name;
    private final List<String> inputs;
    private final List<String> outputs;
    private final List<Node> nodes;
    private final Map<String, Tensor> constants;
    private final Map<String, TensorType> types;
    private final SortedMap<String, Integer> opsets;
    private final Map<String, Node> producers;
    private final Map<String, List<Node>> consumers;

    private Graph(Builder builder) {
        name = builder.name;
        inputs = List.copyOf(builder.inputs);
        outputs = List.copyOf(builder.outputs);
        nodes = List.copyOf(builder.nodes);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(builder.constants));
        types = Collections.unmodifiableMap(new LinkedHashMap<>(builder.types));
        opsets = Collections.unmodifiableSortedMap(new TreeMap<>(builder.opsets));
        producers = new LinkedHashMap<>();
        consumers = new LinkedHashMap<>();
        for (Node node : nodes) {
            node.outputs().forEach(output -> producers.put(output, node));
            for (String input : new HashSet<>(node.inputs())) {
                consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
            }
        }
    }

    public static Builder builder(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /** Names of the tensors that a caller feeds. */
    public List<String> inputs() {
        return inputs;
    }

    /** Names of the tensors that a caller reads. */
    public List<String> outputs() {
        return outputs;
    }

    /** The nodes in execution order. */
    public List<Node> nodes() {
        return nodes;
    }

    public Map<String, Tensor> constants() {
        return constants;
    }

    public boolean isConstant(String tensor) {
        return constants.containsKey(tensor);
    }

    /**
     * The constant of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Tensor constant(String tensor) {
        Tensor constant = constants.get(tensor);
        if (constant == null) {
            throw new IllegalArgumentException("'" + tensor + "' is not a constant of graph '" + name + "'");
        }
        return constant;
    }

    /**
     * The floating-point constant of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Tensor.Floats floats(String tensor) {
        if (constant(tensor) instanceof Tensor.Floats floats) {
            return floats;
        }
        throw new IllegalArgumentException("constant '" + tensor + "' of graph '" + name + "' is not floating point");
    }

    /** The shape of a tensor for one sample. */
    public Shape shape(String tensor) {
        return type(tensor).shape();
    }

    /** What a tensor is, for one sample. */
    public TensorType type(String tensor) {
        TensorType type = types.get(tensor);
        if (type == null) {
            throw new IllegalArgumentException("no tensor '" + tensor + "' in graph '" + name + "'");
        }
        return type;
    }

    /**
     * The versions of the operators, by domain, that {@link Op.Other} nodes are written in; empty where there are none,
     * so that the graph may be written in any version.
     */
    public SortedMap<String, Integer> opsets() {
        return opsets;
    }

    /** The node that writes a tensor; none for inputs and constants. */
    public Optional<Node> producer(String tensor) {
        return Optional.ofNullable(producers.get(tensor));
    }

    /** The nodes that read a tensor, in execution order. */
    public List<Node> consumers(String tensor) {
        return Collections.unmodifiableList(consumers.getOrDefault(tensor, List.of()));
    }

    /** This graph with other outputs: any of its tensors may be read. */
    public Graph withOutputs(List<String> tensors) {
        Builder builder = like();
        constants.forEach(builder::constant);
        nodes.forEach(builder::node);
        tensors.forEach(builder::output);
        return builder.build();
    }

    /** The beginning of a graph with this one's name, inputs and opsets. */
    public Builder like() {
        Builder builder = builder(name).opsets(opsets);
        inputs.forEach(input -> builder.input(input, type(input)));
        return builder;
    }

    /** Collects a graph in execution order, inferring shapes as nodes arrive. */
    public static final class Builder {
        private final String name;
        private final List<String> inputs = new ArrayList<>();
        private final List<String> outputs = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, Tensor> constants = new LinkedHashMap<>();
        private final Map<String, TensorType> types = new LinkedHashMap<>();
        private final SortedMap<String, Integer> opsets = new TreeMap<>();
        private final Set<String> nodeNames = new HashSet<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Says which versions of which domains' operators {@link Op.Other} nodes are written in. */
        public Builder opsets(Map<String, Integer> versions) {
            opsets.putAll(versions);
            return this;
        }

        /** Declares a floating-point tensor that callers feed, with its shape for one sample. */
        public Builder input(String tensor, Shape shape) {
            return input(tensor, new TensorType(ElementType.FLOAT, shape));
        }

        /** Declares a tensor that callers feed, for one sample. */
        public Builder input(String tensor, TensorType type) {
            define(tensor, type);
            inputs.add(tensor);
            return this;
        }

        public Builder constant(String tensor, Tensor value) {
            declare(tensor, new TensorType(ElementType.of(value), value.shape()));
            constants.put(tensor, value);
            return this;
        }

        /**
         * Appends a node and infers what its output is.
         *
         * @throws IllegalArgumentException when an input is unknown, a name is taken, or types or shapes do not fit or are
         *     larger than an array; the message says what, without naming the node
         */
        public Builder node(Node node) {
            List<TensorType> results = results(node);
            if (!nodeNames.add(node.name())) {
                throw new IllegalArgumentException("two nodes are named '" + node.name() + "'");
            }
            for (int i = 0; i < results.size(); i++) {
                if (!node.outputs().get(i).isEmpty()) {
                    define(node.outputs().get(i), results.get(i));
                }
            }
            nodes.add(node);
            return this;
        }

        private List<TensorType> results(Node node) {
            List<TensorType> read = node.inputs().stream()
                    .filter(input -> !(input.isEmpty() && node.op() instanceof Op.Other))
                    .map(this::type)
                    .toList();
            if (node.op() instanceof Op.Other other) {
                if (other.results().size() != node.outputs().size()) {
                    throw new IllegalArgumentException(
                            other.results().size() + " results for the outputs " + node.outputs());
                }
                return other.results();
            }
            Shape shape = ShapeInference.infer(
                    node.op(), read.stream().map(TensorType::shape).toList());
            ElementType element = ElementType.infer(
                    node.op(), read.stream().map(TensorType::element).toList());
            return List.of(new TensorType(element, shape));
        }

        /** Appends a node whose output is named after it. */
        public Builder node(String nodeName, Op op, String... nodeInputs) {
            return node(new Node(nodeName, op, List.of(nodeInputs), nodeName));
        }

        public Builder output(String tensor) {
            shape(tensor);
            outputs.add(tensor);
            return this;
        }

        /** The shape of a tensor declared so far. */
        public Shape shape(String tensor) {
            return type(tensor).shape();
        }

        /** What a tensor declared so far is. */
        public TensorType type(String tensor) {
            TensorType type = types.get(tensor);
            if (type == null) {
                throw new IllegalArgumentException("tensor '" + tensor + "' is read before anything writes it");
            }
            return type;
        }

        /** Names of the tensors declared so far that callers feed. */
        public List<String> inputs() {
            return Collections.unmodifiableList(inputs);
        }

        /** The versions declared so far that {@link Op.Other} nodes are written in. */
        public SortedMap<String, Integer> opsets() {
            return Collections.unmodifiableSortedMap(opsets);
        }

        /** How many nodes there are so far. */
        public int nodes() {
            return nodes.size();
        }

        public boolean has(String tensor) {
            return types.containsKey(tensor);
        }

        /**
         * @throws IllegalArgumentException when the graph has no input or no output
         */
        public Graph build() {
            if (inputs.isEmpty() || outputs.isEmpty()) {
                throw new IllegalArgumentException("a graph needs at least one input and one output");
            }
            return new Graph(this);
        }

        private void define(String tensor, TensorType type) {
            requireSize(tensor, type.shape());
            declare(tensor, type);
        }

        private void declare(String tensor, TensorType type) {
            if (types.putIfAbsent(tensor, type) != null) {
                throw new IllegalArgumentException("tensor '" + tensor + "' is written twice");
            }
        }

        /** Everybody may count on elements that an array can hold. */
        private static void requireSize(String tensor, Shape shape) {
            long elements;
            try {
                elements = shape.elements();
            } catch (ArithmeticException _) {
                elements = Long.MAX_VALUE;
            }
            if (elements < 1 || elements > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("tensor '" + tensor + "' of shape " + shape
                        + (elements < 1 ? " has no elements" : " has more than 2147483647 elements"));
            }
        }
    }
}
