package dev.vernier.evaluator.graph;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An LSTM or GRU of ONNX's whose whole meaning is known: with default activations, all sequences as long as the tensor, constant
 * parameters.
 *
 * @param directions 1 or 2
 * @param firstReverse whether the first direction runs backwards
 * @param weights W [directions,G·H,I]
 * @param recurrent R [directions,G·H,H]
 * @param biases B [directions,2·G·H], where there are any
 */
record RecurrentNode(
        Cell cell,
        int directions,
        boolean firstReverse,
        int steps,
        int rows,
        Tensor.Floats weights,
        Tensor.Floats recurrent,
        Optional<Tensor.Floats> biases) {
    /** The inputs of ONNX's operators that are not read here. */
    static final int HIDDEN_STATE = 5;

    static final int CELL_STATE = 6;
    /** What all steps of one direction may add up for one sample. */
    private static final double MOST_SUMS = 1 << 27;

    private static final int SEQUENCE_LENGTHS = 4;
    private static final int PEEPHOLES = 7;
    private static final int CELL_OUTPUT = 2;

    /** None where a node is something else, or a variant that is not known here. */
    static Optional<RecurrentNode> of(Graph graph, Node node) {
        if (!(node.op() instanceof Op.Other other)
                || !other.domain().isEmpty()
                || graph.opsets().getOrDefault("", 0) < RecurrenceScan.FIRST_OPSET) {
            return Optional.empty();
        }
        Attributes attributes = new Attributes(other);
        boolean plain = attributes.plain() && !reads(node, PEEPHOLES) && !isRead(graph, node, CELL_OUTPUT);
        return plain ? attributes.cell().flatMap(cell -> of(graph, node, cell, attributes)) : Optional.empty();
    }

    private static Optional<RecurrentNode> of(Graph graph, Node node, Cell cell, Attributes attributes) {
        Optional<Tensor.Floats> weights = floats(graph, node, 1);
        Optional<Tensor.Floats> recurrent = floats(graph, node, 2);
        Optional<Tensor.Floats> biases = floats(graph, node, 3);
        Shape x = graph.shape(node.input(0));
        if (weights.isEmpty()
                || recurrent.isEmpty()
                || (reads(node, 3) && biases.isEmpty())
                || recurrent.get().shape().rank() != 3
                || graph.isConstant(node.input(0))
                || x.rank() != 3
                || !hasFullLength(graph, node, x.get(0))) {
            return Optional.empty();
        }
        RecurrentNode found = new RecurrentNode(
                cell,
                attributes.directions(),
                attributes.text("direction").equals("reverse"),
                x.get(0),
                x.get(1),
                weights.get(),
                recurrent.get(),
                biases);
        return found.fits(graph, node, attributes) ? Optional.of(found) : Optional.empty();
    }

    /** Nobody has looked at the shapes yet: ONNX Runtime does so when the operator runs. */
    private boolean fits(Graph graph, Node node, Attributes attributes) {
        double sums = (steps + 1.0) * rows * cell.gates() * hidden();
        if (hidden() < 1 || sums > MOST_SUMS) {
            return false;
        }
        int gates = cell.gates() * hidden();
        Shape state = Shape.of(directions, rows, hidden());
        return recurrent.shape().equals(Shape.of(directions, gates, hidden()))
                && weights.shape()
                        .equals(Shape.of(
                                directions, gates, graph.shape(node.input(0)).get(2)))
                && biases.stream().allMatch(each -> each.shape().equals(Shape.of(directions, 2 * gates)))
                && IntStream.of(HIDDEN_STATE, CELL_STATE)
                        .filter(input -> reads(node, input))
                        .allMatch(input -> graph.shape(node.input(input)).equals(state))
                && attributes.whole("hidden_size", hidden()) == hidden()
                && attributes.areDefault(cell)
                && Stream.of(Optional.of(weights), Optional.of(recurrent), biases)
                        .flatMap(Optional::stream)
                        .allMatch(RecurrentNode::isFinite);
    }

    private static boolean isFinite(Tensor.Floats tensor) {
        for (float value : tensor.data()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static boolean reads(Node node, int input) {
        return input < node.inputs().size() && !node.input(input).isEmpty();
    }

    private static boolean isRead(Graph graph, Node node, int output) {
        if (output >= node.outputs().size()) {
            return false;
        }
        String tensor = node.outputs().get(output);
        return !tensor.isEmpty()
                && (!graph.consumers(tensor).isEmpty() || graph.outputs().contains(tensor));
    }

    private static Optional<Tensor.Floats> floats(Graph graph, Node node, int input) {
        return reads(node, input) && graph.constants().get(node.input(input)) instanceof Tensor.Floats floats
                ? Optional.of(floats)
                : Optional.empty();
    }

    private static boolean hasFullLength(Graph graph, Node node, int steps) {
        return !reads(node, SEQUENCE_LENGTHS)
                || (graph.constants().get(node.input(SEQUENCE_LENGTHS)) instanceof Tensor.Ints(Shape _, int[] lengths)
                        && IntStream.of(lengths).allMatch(length -> length == steps));
    }

    int hidden() {
        return recurrent.shape().get(2);
    }

    boolean reverse(int direction) {
        return firstReverse || direction == 1;
    }

    /** W of one direction, [I,G·H]. */
    Tensor inputWeights(int direction) {
        return ConstantFolding.transposed(slice(weights, direction), List.of(1, 0));
    }

    /** R of one direction, [G·H,H]. */
    Tensor recurrentWeights(int direction) {
        return slice(recurrent, direction);
    }

    /** The biases of one direction that belong to its W (half 0) or R (half 1), [G·H]. */
    Tensor bias(int direction, int half) {
        int length = recurrent.shape().get(1);
        int from = (2 * direction + half) * length;
        float[] values = biases.map(all -> Arrays.copyOfRange(all.data(), from, from + length))
                .orElseGet(() -> new float[length]);
        return Tensor.floats(values, length);
    }

    private static Tensor.Floats slice(Tensor.Floats all, int direction) {
        int rows = all.shape().get(1);
        int columns = all.shape().get(2);
        int from = direction * rows * columns;
        return Tensor.floats(Arrays.copyOfRange(all.data(), from, from + rows * columns), rows, columns);
    }

    /** How the operator is asked to compute. */
    private record Attributes(Op.Other op) {
        private static final List<String> OF_NUMBERS = List.of("activation_alpha", "activation_beta", "clip");

        Optional<Cell> cell() {
            return switch (op.operator()) {
                case "LSTM" -> Optional.of(Cell.LSTM);
                case "GRU" -> Optional.of(whole("linear_before_reset", 0) == 0 ? Cell.GRU : Cell.GRU_RESET_AFTER);
                default -> Optional.empty();
            };
        }

        boolean plain() {
            return whole("layout", 0) == 0
                    && whole("input_forget", 0) == 0
                    && op.attributes().keySet().stream().noneMatch(OF_NUMBERS::contains);
        }

        int directions() {
            return text("direction").equals("bidirectional") ? 2 : 1;
        }

        boolean areDefault(Cell cell) {
            List<String> usual = cell == Cell.LSTM ? List.of("sigmoid", "tanh", "tanh") : List.of("sigmoid", "tanh");
            return !(op.attributes().get("activations") instanceof Attribute.Texts(List<String> given))
                    || given.stream()
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .toList()
                            .equals(Collections.nCopies(directions(), usual).stream()
                                    .flatMap(List::stream)
                                    .toList());
        }

        String text(String name) {
            return op.attributes().get(name) instanceof Attribute.Text(String value) ? value : "";
        }

        long whole(String name, long fallback) {
            return op.attributes().get(name) instanceof Attribute.Whole(long value) ? value : fallback;
        }
    }
}
