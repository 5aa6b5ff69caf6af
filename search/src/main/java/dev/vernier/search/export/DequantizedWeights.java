package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one layer as codes behind a DequantizeLinear, in the shape that they have in the model. Codes are INT4
 * where they fit, else INT8, with zero points where they have some, and one scale where all channels share it.
 *
 * @param model the graph that the layer is from
 */
record DequantizedWeights(Graph model, Layer layer, QuantizedWeights weights) {
    /** The first opset whose DequantizeLinear knows blocks. */
    private static final int FIRST_OF_BLOCKS = 21;

    /** Adds a tensor of that name. */
    void write(Graph.Builder graph, String name) {
        if (weights.groups() == 1) {
            writeByChannels(graph, name);
        } else if (model.opsets().getOrDefault("", FIRST_OF_BLOCKS) >= FIRST_OF_BLOCKS) {
            writeByBlocks(graph, name);
        } else {
            writeByRows(graph, name);
        }
    }

    private void writeByChannels(Graph.Builder graph, String name) {
        boolean columns = layer.outputsInnermost();
        byte[] codes = columns ? transposed(weights.codes(), weights.depth()) : weights.codes();
        graph.constant(name + "/codes", new Tensor.Codes(type(), shape(), codes));
        graph.constant(name + "/scale", scales(weights.scales(), weights.uniform()));
        List<String> inputs = new ArrayList<>(List.of(name + "/codes", name + "/scale"));
        if (!weights.symmetric()) {
            inputs.add(name + "/zero_point");
            graph.constant(name + "/zero_point", zeroPoints());
        }
        chain(graph, name, inputs, List.of(new Op.DequantizeLinear(columns ? 1 : 0)));
    }

    /** A matrix dequantized by blocks, which may become the kernels of a convolution. */
    private void writeByBlocks(Graph.Builder graph, String name) {
        boolean columns = layer.outputsInnermost();
        int channels = weights.channels();
        int depth = weights.depth();
        int groups = weights.groups();
        Shape matrix = columns ? Shape.of(depth, channels) : Shape.of(channels, depth);
        byte[] codes = columns ? transposed(weights.codes(), depth) : weights.codes();
        graph.constant(name + "/codes", new Tensor.Codes(type(), matrix, codes));
        graph.constant(
                name + "/scale",
                columns
                        ? Tensor.floats(transposed(weights.scales(), groups), groups, channels)
                        : Tensor.floats(weights.scales(), channels, groups));
        List<Op> steps = new ArrayList<>(List.of(new Op.DequantizeLinear(columns ? 0 : 1, weights.group())));
        reshape(matrix, steps);
        chain(graph, name, List.of(name + "/codes", name + "/scale"), steps);
    }

    /**
     * In operators of any opset: each group is a row with a scale of its own, the rows of a channel are put side by side,
     * and what fills up its last group is cut off.
     */
    private void writeByRows(Graph.Builder graph, String name) {
        int channels = weights.channels();
        int depth = weights.depth();
        int rows = channels * weights.groups();
        int filled = weights.groups() * weights.group();
        byte[] codes = new byte[rows * weights.group()];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(weights.codes(), c * depth, codes, c * filled, depth);
        }
        graph.constant(name + "/codes", new Tensor.Codes(type(), Shape.of(rows, weights.group()), codes));
        graph.constant(name + "/scale", Tensor.floats(weights.scales(), rows));
        List<Op> steps = new ArrayList<>();
        steps.add(new Op.DequantizeLinear(0));
        steps.add(new Op.Reshape(List.of(channels, filled)));
        if (filled > depth) {
            steps.add(new Op.Slice(List.of(0), List.of(depth), List.of(1), List.of(1)));
        }
        if (layer.outputsInnermost()) {
            steps.add(new Op.Transpose(List.of(1, 0)));
        } else {
            reshape(Shape.of(channels, depth), steps);
        }
        chain(graph, name, List.of(name + "/codes", name + "/scale"), steps);
    }

    private void reshape(Shape matrix, List<Op> steps) {
        if (!shape().equals(matrix)) {
            steps.add(new Op.Reshape(shape().toList()));
        }
    }

    /** Operations one behind the other; what the last one leaves bears the name. */
    private static void chain(Graph.Builder graph, String name, List<String> inputs, List<Op> steps) {
        List<String> read = inputs;
        for (int i = 1; i <= steps.size(); i++) {
            String written = i == steps.size() ? name : name + "/" + i;
            graph.node(new Node(written, steps.get(i - 1), read, written));
            read = List.of(written);
        }
    }

    private Shape shape() {
        return model.shape(layer.weights());
    }

    private Tensor.CodeType type() {
        return weights.storageBits() <= 4 ? Tensor.CodeType.INT4 : Tensor.CodeType.INT8;
    }

    /** One scale for each channel, or one for all. */
    static Tensor scales(float[] scales, boolean uniform) {
        return uniform ? Tensor.scalar(scales[0]) : Tensor.floats(scales, scales.length);
    }

    private Tensor zeroPoints() {
        byte[] all = weights.zeroPoints();
        return weights.uniform()
                ? new Tensor.Codes(type(), Shape.of(), new byte[] {all[0]})
                : new Tensor.Codes(type(), Shape.of(all.length), all);
    }

    private static byte[] transposed(byte[] rows, int length) {
        int count = rows.length / length;
        byte[] columns = new byte[rows.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows[i % count * length + i / count];
        }
        return columns;
    }

    private static float[] transposed(float[] rows, int length) {
        int count = rows.length / length;
        float[] columns = new float[rows.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows[i % count * length + i / count];
        }
        return columns;
    }
}
