package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says in ONNX's operators what an {@link Op.Recurrence} computes: a Scan over its steps, whose body has the same formulas.
 * ONNX's own LSTM and GRU leave no place for quantizers between the states and the matrix.
 */
public final class RecurrenceScan {
    /** The first opset whose Scan has no axis for the batch. */
    static final int FIRST_OPSET = 9;

    private final Graph.Builder outside;
    private final Node node;
    private final Cell cell;
    private final boolean reverse;
    private final Shape state;
    private final Operand operand;
    private final Graph.Builder body;

    /** What is put between a state and the product that reads it. */
    @FunctionalInterface
    public interface Operand {
        /** The state itself. */
        Operand UNCHANGED = (_, state) -> state;

        /**
         * Appends to the body of the loop.
         *
         * @param state the state's name
         * @return the name of what the product is to read
         */
        String of(Graph.Builder body, String state);

        /** The tensors outside the loop that the appended nodes read. */
        default List<String> reads() {
            return List.of();
        }
    }

    private RecurrenceScan(Graph.Builder outside, Node node, Op.Recurrence op, Operand operand) {
        this.outside = outside;
        this.node = node;
        this.operand = operand;
        cell = op.cell();
        reverse = op.reverse();
        state = outside.shape(node.input(3));
        body = Graph.builder(node.name() + "/step").opsets(outside.opsets());
    }

    /** A graph without recurrences that computes the same. */
    public static Graph expand(Graph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.op() instanceof Op.Recurrence)) {
            return graph;
        }
        Graph.Builder builder = graph.like();
        graph.constants().forEach(builder::constant);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Recurrence) {
                append(builder, node, Operand.UNCHANGED);
            } else {
                builder.node(node);
            }
        }
        graph.outputs().forEach(builder::output);
        return builder.build();
    }

    /**
     * Appends what takes the place of a node.
     *
     * @param node an {@link Op.Recurrence} whose inputs the graph has
     */
    public static void append(Graph.Builder graph, Node node, Operand operand) {
        new RecurrenceScan(graph, node, (Op.Recurrence) node.op(), operand).append();
    }

    private void append() {
        List<String> matrices = matrices();
        body.input(name("h"), state);
        if (cell.hasCellState()) {
            body.input(name("c"), state);
        }
        Shape sums = outside.shape(node.input(0));
        body.input(name("x"), Shape.of(sums.get(1), sums.get(2)));
        int given = body.inputs().size();
        matrices.forEach(this::capture);
        operand.reads().forEach(this::capture);
        step(matrices);
        scan(given, sums.get(0));
    }

    /** What the products of one step read: R and the bias, in parts where the candidate has another state to read. */
    private List<String> matrices() {
        if (cell != Cell.GRU) {
            return List.of(node.input(1), node.input(2));
        }
        return List.of(
                rows("matrix_gates", node.input(1), 0, 2),
                rows("bias_gates", node.input(2), 0, 2),
                rows("matrix_n", node.input(1), 2, 3),
                rows("bias_n", node.input(2), 2, 3));
    }

    private String rows(String wish, String tensor, int from, int to) {
        outside.node(new Node(name(wish), slice(0, from, to), List.of(tensor), name(wish)));
        return name(wish);
    }

    /** Some of the gates. */
    private Op slice(int axis, int from, int to) {
        int hidden = state.get(1);
        return new Op.Slice(List.of(from * hidden), List.of(to * hidden), List.of(axis), List.of(1));
    }

    private void capture(String tensor) {
        if (!body.has(tensor)) {
            body.input(tensor, outside.type(tensor));
        }
    }

    private void step(List<String> matrices) {
        String h = name("h");
        String product = product("product", operand.of(body, h), matrices.subList(0, 2));
        String next =
                switch (cell) {
                    case LSTM -> lstm(add("sum", name("x"), product));
                    case GRU -> {
                        String sum = add("sum", part("x_gates", name("x"), 0, 2), product);
                        String reset = binary("Mul", "reset", gate(sum, "r", "Sigmoid", 1), h);
                        String rest = product("rest", operand.of(body, reset), matrices.subList(2, 4));
                        String candidate = unary("Tanh", "n", add("n_sum", part("x_n", name("x"), 2, 3), rest));
                        yield blend(gate(sum, "z", "Sigmoid", 0), candidate);
                    }
                    case GRU_RESET_AFTER -> {
                        String gates = part("product_gates", product, 0, 2);
                        String sum = add("sum", part("x_gates", name("x"), 0, 2), gates);
                        String rest = part("product_n", product, 2, 3);
                        String reset = binary("Mul", "reset", gate(sum, "r", "Sigmoid", 1), rest);
                        String candidate = unary("Tanh", "n", add("n_sum", part("x_n", name("x"), 2, 3), reset));
                        yield blend(gate(sum, "z", "Sigmoid", 0), candidate);
                    }
                };
        body.output(next);
        if (cell.hasCellState()) {
            body.output(name("c_next"));
        }
        body.output(node("y", new Op.Identity(), next));
    }

    private String lstm(String sum) {
        String kept = binary("Mul", "kept", gate(sum, "f", "Sigmoid", 2), name("c"));
        String taken = binary("Mul", "taken", gate(sum, "i", "Sigmoid", 0), gate(sum, "g", "Tanh", 3));
        String memory = add("c_next", kept, taken);
        return binary("Mul", "h_next", gate(sum, "o", "Sigmoid", 1), unary("Tanh", "c_tanh", memory));
    }

    /** {@code n + z∘(h − n)}. */
    private String blend(String z, String candidate) {
        String share = binary("Mul", "share", z, binary("Sub", "difference", name("h"), candidate));
        return add("h_next", candidate, share);
    }

    private void scan(int given, int steps) {
        List<String> inputs =
                new ArrayList<>(node.inputs().subList(3, node.inputs().size()));
        inputs.add(node.input(0));
        List<String> outputs = new ArrayList<>();
        List<TensorType> results = new ArrayList<>();
        for (int i = 0; i < inputs.size() - 1; i++) {
            outputs.add(name(i == 0 ? "h_last" : "c_last"));
            results.add(new TensorType(ElementType.FLOAT, state));
        }
        Shape all = Shape.of(steps, state.get(0), state.get(1));
        outputs.add(name("states"));
        results.add(new TensorType(ElementType.FLOAT, all));
        Attribute direction = new Attribute.Wholes(List.of(reverse ? 1L : 0L));
        Map<String, Attribute> attributes = Map.of(
                "body",
                new Attribute.OfGraph(body.build(), given),
                "num_scan_inputs",
                new Attribute.Whole(1),
                "scan_input_directions",
                direction,
                "scan_output_directions",
                direction);
        outside.node(
                new Node(node.name(), new Op.Other("", "Scan", new TreeMap<>(attributes), results), inputs, outputs));
        String first = name("first");
        Op row = new Op.Reshape(List.of(1, state.get(0), state.get(1)));
        outside.node(new Node(first, row, List.of(node.input(3)), first));
        List<String> ordered = reverse ? List.of(name("states"), first) : List.of(first, name("states"));
        outside.node(new Node(name("all"), new Op.Concat(0), ordered, node.outputs()));
    }

    private String product(String wish, String operand, List<String> matrix) {
        return node(wish, new Op.Gemm(1, 1, false, true), operand, matrix.get(0), matrix.get(1));
    }

    private String gate(String sum, String wish, String function, int number) {
        return unary(function, wish, part(wish + "_sum", sum, number, number + 1));
    }

    private String part(String wish, String tensor, int from, int to) {
        return node(wish, slice(1, from, to), tensor);
    }

    private String add(String wish, String a, String b) {
        return node(wish, new Op.Add(), a, b);
    }

    private String unary(String operator, String wish, String x) {
        return node(wish, other(operator), x);
    }

    private String binary(String operator, String wish, String a, String b) {
        return node(wish, other(operator), a, b);
    }

    private Op other(String operator) {
        return new Op.Other("", operator, new TreeMap<>(), List.of(new TensorType(ElementType.FLOAT, state)));
    }

    private String node(String wish, Op op, String... inputs) {
        body.node(name(wish), op, inputs);
        return name(wish);
    }

    private String name(String part) {
        return node.name() + "/" + part;
    }
}
