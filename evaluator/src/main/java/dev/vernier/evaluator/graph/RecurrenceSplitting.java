package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes LSTM and GRU apart, per direction, into a product of all inputs with their matrix and an {@link Op.Recurrence}, so that
 * both matrices belong to a node of their own: {@code NAME/input} and {@code NAME/recurrent}, with {@code forward} or {@code
 * reverse} between where there are two directions. What behind them only moves elements then gets a form that moves codes as
 * well. Variants that are not known here (peepholes, clipping, other activations, sequences of different lengths, a cell state
 * that is read) stay as they are.
 */
public final class RecurrenceSplitting {
    private final Graph graph;
    private final Rewriter out;

    private RecurrenceSplitting(Graph graph, Rewriter out) {
        this.graph = graph;
        this.out = out;
    }

    /** A graph with the same inputs and outputs. */
    public static Graph apply(Graph graph) {
        // Most models have none, and keep their graph.
        if (graph.nodes().stream()
                .noneMatch(node -> RecurrentNode.of(graph, node).isPresent())) {
            return graph;
        }
        return Rewriter.rewrite(graph, (node, out) -> new RecurrenceSplitting(graph, out).rewrite(node));
    }

    private void rewrite(Node node) {
        Optional<RecurrentNode> recurrent = RecurrentNode.of(graph, node);
        if (recurrent.isPresent()) {
            split(node, recurrent.get());
        } else if (!move(node)) {
            out.emit(node);
        }
    }

    private void split(Node node, RecurrentNode parts) {
        List<String> sequences = new ArrayList<>();
        List<String> lasts = new ArrayList<>();
        for (int direction = 0; direction < parts.directions(); direction++) {
            boolean reverse = parts.reverse(direction);
            String name = node.name() + (parts.directions() == 1 ? "" : reverse ? "/reverse" : "/forward");
            String states = direction(node, parts, direction, name);
            int first = reverse ? 0 : 1;
            int last = reverse ? 0 : parts.steps();
            sequences.add(slice(name + "/sequence", states, first, first + parts.steps()));
            lasts.add(slice(name + "/last", states, last, last + 1));
        }
        int rows = parts.rows();
        int hidden = parts.hidden();
        leave(node, 0, sequences, List.of(parts.steps(), 1, rows, hidden), 1);
        leave(node, 1, lasts, List.of(1, rows, hidden), 0);
    }

    /** One direction; returns the name of all its states. */
    private String direction(Node node, RecurrentNode parts, int direction, String name) {
        String weights = out.add(name + "/input_weight", parts.inputWeights(direction));
        String product = out.fresh(name + "/input");
        out.emit(new Node(product, new Op.MatMul(), List.of(node.input(0), weights), product));
        String bias = out.add(name + "/input_bias", parts.bias(direction, 0));
        String sums = emit(name + "/input_sum", new Op.Add(), product, bias);
        Op recurrence = new Op.Recurrence(parts.cell(), parts.reverse(direction));
        Stream<String> inputs = Stream.of(
                sums,
                out.add(name + "/recurrent_weight", parts.recurrentWeights(direction)),
                out.add(name + "/recurrent_bias", parts.bias(direction, 1)),
                initial(node, parts, direction, RecurrentNode.HIDDEN_STATE, name + "/first_state"));
        Stream<String> cellState = parts.cell().hasCellState()
                ? Stream.of(initial(node, parts, direction, RecurrentNode.CELL_STATE, name + "/first_cell"))
                : Stream.empty();
        return emit(
                name + "/recurrent",
                recurrence,
                Stream.concat(inputs, cellState).toArray(String[]::new));
    }

    /** The state of one direction before the first step. */
    private String initial(Node node, RecurrentNode parts, int direction, int input, String name) {
        int length = parts.rows() * parts.hidden();
        Shape shape = Shape.of(parts.rows(), parts.hidden());
        if (input >= node.inputs().size() || node.input(input).isEmpty()) {
            return out.add(name, new Tensor.Floats(shape, new float[length]));
        }
        String tensor = node.input(input);
        Optional<Tensor.Floats> constant = out.floats(tensor);
        if (constant.isPresent()) {
            int from = direction * length;
            float[] values = Arrays.copyOfRange(constant.get().data(), from, from + length);
            return out.add(name, new Tensor.Floats(shape, values));
        }
        String own = parts.directions() == 1 ? tensor : slice(name + "_row", tensor, direction, direction + 1);
        return emit(name, new Op.Reshape(shape.toList()), own);
    }

    /** Writes one of the node's outputs: what each direction leaves, in this shape, side by side along an axis. */
    private void leave(Node node, int output, List<String> directions, List<Integer> extents, int axis) {
        if (output >= node.outputs().size() || node.outputs().get(output).isEmpty()) {
            return;
        }
        String tensor = node.outputs().get(output);
        Op shaped = new Op.Reshape(extents);
        if (directions.size() == 1) {
            out.emit(new Node(out.fresh(tensor + "/shaped"), shaped, directions, tensor));
            return;
        }
        List<String> all = directions.stream()
                .map(each -> emit(each + "/shaped", shaped, each))
                .toList();
        out.emit(new Node(out.fresh(tensor + "/directions"), new Op.Concat(axis), all, tensor));
    }

    private String slice(String wish, String tensor, int from, int to) {
        return emit(wish, new Op.Slice(List.of(from), List.of(to), List.of(0), List.of(1)), tensor);
    }

    private String emit(String wish, Op op, String... inputs) {
        String name = out.fresh(wish);
        out.emit(new Node(name, op, List.of(inputs), name));
        return name;
    }

    /** Squeeze, Unsqueeze, and Gather of a single place, as exporters put them behind recurrent layers; says whether it was one. */
    private boolean move(Node node) {
        if (!(node.op() instanceof Op.Other other)
                || !other.domain().isEmpty()
                || other.results().getFirst().element() != ElementType.FLOAT
                || graph.isConstant(node.input(0))) {
            return false;
        }
        Op shaped = new Op.Reshape(other.results().getFirst().shape().toList());
        switch (other.operator()) {
            case "Squeeze", "Unsqueeze" ->
                out.emit(new Node(node.name(), shaped, List.of(node.input(0)), node.output()));
            case "Gather" -> {
                Optional<Op.Slice> place = place(node, other);
                place.ifPresent(slice -> {
                    String row = emit(node.name() + "/row", slice, node.input(0));
                    out.emit(new Node(node.name(), shaped, List.of(row), node.output()));
                });
                return place.isPresent();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Optional<Op.Slice> place(Node gather, Op.Other op) {
        int rank = graph.shape(gather.input(0)).rank();
        int axis = op.attributes().get("axis") instanceof Attribute.Whole(long value) ? (int) value : 0;
        if (!(out.constant(gather.input(1)).orElse(null) instanceof Tensor.Longs(Shape _, long[] data))
                || data.length != 1) {
            return Optional.empty();
        }
        int extent = graph.shape(gather.input(0)).get(Math.floorMod(axis, rank));
        int from = (int) Math.floorMod(data[0], (long) extent);
        return Optional.of(
                new Op.Slice(List.of(from), List.of(from + 1), List.of(Math.floorMod(axis, rank)), List.of(1)));
    }
}
