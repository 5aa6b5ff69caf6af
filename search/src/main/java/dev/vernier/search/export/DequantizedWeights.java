package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.WeightOrder;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one layer as codes behind a DequantizeLinear, in the shape that they have in the model. Codes are INT4
 * where they fit, else INT8, with zero points where they have some, and one scale where all channels share it.
 *
 * @param model the graph that the layer is from
 * @param order how the model orders the weights
 */
record DequantizedWeights(Graph model, Layer layer, WeightOrder order, QuantizedWeights weights) {
    /** The first opset whose DequantizeLinear knows blocks. */
    private static final int FIRST_OF_BLOCKS = 21;

    DequantizedWeights(Graph model, Layer layer, QuantizedWeights weights) {
        this(model, layer, WeightOrder.of(layer), weights);
    }

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

    /**
     * A scale for each channel runs along one axis, and where groups of channels share that axis there is none for all
     * channels: then the codes are written with the output channel outermost and moved once they are numbers.
     */
    private void writeByChannels(Graph.Builder graph, String name) {
        boolean apart = order.inputsFirst() && layer.workload().groups() > 1 && !weights.uniform();
        Shape written = apart ? shape().with(0, weights.channels()).with(1, order.inputs()) : shape();
        byte[] codes = apart ? weights.codes() : placed(weights.codes());
        graph.constant(name + "/codes", new Tensor.Codes(type(), written, codes));
        graph.constant(name + "/scale", scales(weights.scales(), weights.uniform()));
        List<String> inputs = new ArrayList<>(List.of(name + "/codes", name + "/scale"));
        if (!weights.symmetric()) {
            inputs.add(name + "/zero_point");
            graph.constant(name + "/zero_point", zeroPoints());
        }
        List<Op> steps = new ArrayList<>();
        steps.add(new Op.DequantizeLinear(apart ? 0 : order.outputAxis()));
        if (apart) {
            steps.addAll(fromRows());
        }
        chain(graph, name, inputs, steps);
    }

    /** A matrix dequantized by blocks: the columns of a product's, else a row for each output channel. */
    private void writeByBlocks(Graph.Builder graph, String name) {
        boolean columns = order.inputsFirst() && shape().rank() == 2;
        int channels = weights.channels();
        int depth = weights.depth();
        int groups = weights.groups();
        Shape matrix = columns ? Shape.of(depth, channels) : Shape.of(channels, depth);
        byte[] codes = columns ? placed(weights.codes()) : weights.codes();
        graph.constant(name + "/codes", new Tensor.Codes(type(), matrix, codes));
        graph.constant(
                name + "/scale",
                columns
                        ? Tensor.floats(transposed(weights.scales(), groups), groups, channels)
                        : Tensor.floats(weights.scales(), channels, groups));
        List<Op> steps = new ArrayList<>();
        steps.add(new Op.DequantizeLinear(columns ? 0 : 1, weights.group()));
        if (!matrix.equals(shape())) {
            steps.addAll(fromRows());
        }
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
        steps.addAll(fromRows());
        chain(graph, name, List.of(name + "/codes", name + "/scale"), steps);
    }

    /** From a row for each output channel to the order that the model has. */
    private List<Op> fromRows() {
        Op shaped = new Op.Reshape(shape().toList());
        if (!order.inputsFirst()) {
            return List.of(shaped);
        }
        int groups = layer.workload().groups();
        return List.of(
                new Op.Reshape(List.of(groups, order.outputs(), order.inputs(), order.kernel())),
                new Op.Transpose(List.of(0, 2, 1, 3)),
                shaped);
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

    private byte[] placed(byte[] codes) {
        byte[] placed = new byte[codes.length];
        for (int i = 0; i < placed.length; i++) {
            placed[order.place(i)] = codes[i];
        }
        return placed;
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
