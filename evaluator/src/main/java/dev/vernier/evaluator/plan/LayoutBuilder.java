package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds stages, layers and quantizers of a folded graph. */
final class LayoutBuilder {
    private final Graph graph;
    private final int joinBits;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, String> sharedWith = new HashMap<>();

    LayoutBuilder(Graph graph, int joinBits) {
        this.graph = graph;
        this.joinBits = joinBits;
    }

    NetworkLayout build() {
        Set<Node> fused = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (!fused.contains(node)) {
                stages.add(stage(node, fused));
            }
        }
        Set<String> coded = codedTensors();
        List<String> order = new ArrayList<>(graph.inputs());
        stages.forEach(stage -> order.add(stage.output()));
        shareQuantizers(coded);

        Map<String, List<String>> members = new LinkedHashMap<>();
        for (String tensor : order) {
            if (coded.contains(tensor)) {
                members.computeIfAbsent(representative(tensor), key -> new ArrayList<>())
                        .add(tensor);
            }
        }
        return assemble(members);
    }

    /** Numbers the quantizers in the order their first tensors are written, and the layers in execution order. */
    private NetworkLayout assemble(Map<String, List<String>> members) {
        Map<String, Integer> quantizerOf = new HashMap<>();
        int next = 0;
        for (List<String> tensors : members.values()) {
            for (String tensor : tensors) {
                quantizerOf.put(tensor, next);
            }
            next++;
        }
        List<Layer> layers = new ArrayList<>();
        List<Stage> numbered = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage instanceof Stage.OfLayer(Layer draft, Limits limits, String output)) {
                int quantizer = quantizerOf.getOrDefault(draft.node().input(0), -1);
                Layer layer = new Layer(layers.size(), draft.node(), draft.workload(), quantizer);
                layers.add(layer);
                numbered.add(new Stage.OfLayer(layer, limits, output));
            } else {
                numbered.add(stage);
            }
        }
        if (layers.isEmpty()) {
            throw new InvalidInputException(
                    "model '" + graph.name() + "'",
                    "it has no layer that can be quantized",
                    "its weights are inputs rather than constants: export it with constant weights");
        }
        List<QuantizerGroup> quantizers = new ArrayList<>();
        for (List<String> tensors : members.values()) {
            int index = quantizers.size();
            List<Integer> readers = layers.stream()
                    .filter(layer -> layer.inputQuantizer() == index)
                    .map(Layer::index)
                    .toList();
            quantizers.add(new QuantizerGroup(index, tensors, readers));
        }
        return new NetworkLayout(graph, joinBits, numbered, layers, quantizers, quantizerOf);
    }

    private Stage stage(Node node, Set<Node> fused) {
        requireSamplesApart(node);
        return switch (node.op()) {
            case Op.Conv _, Op.Gemm _, Op.MatMul _ -> {
                requireConstantParameters(node);
                requireRunnable(node);
                Layer draft = new Layer(0, node, Workloads.layer(graph, node), 0);
                Optional<Node> activation = fuse(node, fused);
                yield new Stage.OfLayer(draft, limits(activation), output(node, activation));
            }
            case Op.Add _ -> {
                requireJoin(node);
                Optional<Node> activation = fuse(node, fused);
                yield new Stage.Add(node, limits(activation), output(node, activation));
            }
            case Op.Concat concat -> new Stage.Concat(requireActivations(node), concat, node.output());
            case Op.AveragePool _, Op.GlobalAveragePool _ -> new Stage.Average(node, node.output());
            case Op.MaxPool pool -> new Stage.MaxPool(node, pool, node.output());
            case Op.Pad pad -> new Stage.Move(requireZeroPadding(node, pad), node.output());
            case Op.Flatten _, Op.Reshape _, Op.Transpose _, Op.Slice _ -> new Stage.Move(node, node.output());
            case Op.Relu _, Op.Clip _ -> new Stage.Activation(node, limits(Optional.of(node)), node.output());
            case Op.Softmax softmax -> new Stage.Softmax(node, softmax, node.output());
            case Op.QuantizeLinear _, Op.DequantizeLinear _ ->
                throw refuse(node, "the model is quantized already", "give the floating-point model it was made from");
            case Op.BatchNormalization _, Op.Identity _, Op.Dropout _ ->
                throw new IllegalArgumentException("node '" + node.name() + "' should have been folded away");
        };
    }

    /** The activation function that alone reads this node's output, which then belongs to this node's stage. */
    private Optional<Node> fuse(Node node, Set<Node> fused) {
        List<Node> readers = graph.consumers(node.output());
        if (readers.size() != 1 || graph.outputs().contains(node.output())) {
            return Optional.empty();
        }
        Node reader = readers.getFirst();
        if (reader.op() instanceof Op.Relu || reader.op() instanceof Op.Clip) {
            fused.add(reader);
            return Optional.of(reader);
        }
        return Optional.empty();
    }

    private static String output(Node node, Optional<Node> activation) {
        return activation.map(Node::output).orElse(node.output());
    }

    private static Limits limits(Optional<Node> activation) {
        if (activation.isEmpty()) {
            return Limits.NONE;
        }
        return activation.get().op() instanceof Op.Clip(float min, float max) ? new Limits(min, max) : Limits.RELU;
    }

    /**
     * The tensors that hold codes: what a layer, a join or a pooling reads, what a join or a pooling writes, and what
     * only moves such codes.
     */
    private Set<String> codedTensors() {
        Set<String> coded = new HashSet<>();
        for (Stage stage : stages.reversed()) {
            switch (stage) {
                case Stage.OfLayer _ -> coded.addAll(stage.inputs());
                case Stage.Add _, Stage.Concat _, Stage.Average _, Stage.MaxPool _ -> {
                    coded.addAll(activations(stage));
                    coded.add(stage.output());
                }
                case Stage.Activation _, Stage.Move _ -> {
                    if (coded.contains(stage.output())) {
                        coded.addAll(stage.inputs());
                    }
                }
                case Stage.Softmax _ -> {}
            }
        }
        for (Stage stage : stages) {
            if (stage instanceof Stage.Move && coded.containsAll(stage.inputs())) {
                coded.add(stage.output());
            }
        }
        return coded;
    }

    private List<String> activations(Stage stage) {
        return stage.inputs().stream()
                .filter(tensor -> !graph.isConstant(tensor))
                .toList();
    }

    private void shareQuantizers(Set<String> coded) {
        for (Stage stage : stages) {
            boolean movesCodes = stage instanceof Stage.Move || stage instanceof Stage.MaxPool;
            if (movesCodes && coded.contains(stage.output())) {
                sharedWith.put(stage.output(), stage.inputs().getFirst());
            }
        }
    }

    private String representative(String tensor) {
        String root = tensor;
        for (String next = sharedWith.get(root); next != null; next = sharedWith.get(root)) {
            root = next;
        }
        return root;
    }

    private void requireConstantParameters(Node node) {
        if (graph.isConstant(node.input(0))) {
            throw refuse(node, "its input is a constant", "fold constants when exporting the model");
        }
        for (String parameter : node.inputs().subList(1, node.inputs().size())) {
            if (!graph.isConstant(parameter)) {
                throw refuse(
                        node,
                        "its operand '" + parameter + "' is computed at run time, and only layers with constant weights"
                                + " can be quantized",
                        "the weights are graph inputs: export them as initializers");
            }
        }
    }

    /** Products of other shapes than rows times a matrix, and windows too large for sums in 32 bits, have no kernel. */
    private void requireRunnable(Node node) {
        boolean product = !(node.op() instanceof Op.Conv);
        if (product
                && (graph.shape(node.input(0)).rank() > 3
                        || graph.shape(node.input(1)).rank() != 2)) {
            throw refuse(
                    node,
                    "it multiplies the shapes " + graph.shape(node.input(0)) + " and " + graph.shape(node.input(1))
                            + ", and only rows of features times a matrix can be quantized",
                    "reshape its input to [batch, rows, features] and its weights to [features, outputs]");
        }
        LayerWorkload work = Workloads.layer(graph, node);
        long together = work.groups() == 1 ? (long) work.kernelHeight() * work.kernelWidth() : work.depth();
        if (together > ConvShape.MAX_ASYMMETRIC_DEPTH) {
            throw refuse(
                    node,
                    "each output sums " + together + " products of one "
                            + (work.groups() == 1 ? "channel" : "group of channels") + ", and more than "
                            + ConvShape.MAX_ASYMMETRIC_DEPTH + " may overflow 32 bits",
                    "pool or stride before it");
        }
    }

    /** Refuses what mixes the samples of a batch: the first axis must stay the batch. */
    private void requireSamplesApart(Node node) {
        int rank = node.inputs().isEmpty() ? 1 : graph.shape(node.input(0)).rank();
        boolean apart =
                switch (node.op()) {
                    case Op.Softmax(int axis) -> Math.floorMod(axis, rank) != 0;
                    case Op.Concat(int axis) -> Math.floorMod(axis, rank) != 0;
                    case Op.Flatten(int axis) -> Math.floorMod(axis, rank) != 0 || axis == rank;
                    case Op.Slice slice -> slice.axes().stream().allMatch(axis -> Math.floorMod(axis, rank) != 0);
                    case Op.Transpose transpose -> transpose.permutation().getFirst() == 0;
                    case Op.Pad pad -> pad.pads().getFirst() == 0 && pad.pads().get(rank) == 0;
                    default -> true;
                };
        if (!apart) {
            throw refuse(node, "it works along the batch", "keep the first axis for the batch");
        }
    }

    private void requireJoin(Node node) {
        requireActivations(node);
        if (!graph.shape(node.input(0)).equals(graph.shape(node.input(1)))) {
            throw refuse(
                    node,
                    "it adds tensors of the shapes " + graph.shape(node.input(0)) + " and " + graph.shape(node.input(1))
                            + ", and only equal shapes can be joined",
                    "expand the smaller one before it");
        }
    }

    private Node requireActivations(Node node) {
        for (String input : node.inputs()) {
            if (graph.isConstant(input)) {
                throw refuse(
                        node,
                        "it joins activations with the constant '" + input + "'",
                        "fold the constant into the bias of the layer before it");
            }
        }
        return node;
    }

    private Node requireZeroPadding(Node node, Op.Pad pad) {
        if (pad.value() != 0) {
            throw refuse(node, "it pads with " + pad.value() + ", and only zeros have an exact code", "pad with zeros");
        }
        return node;
    }

    private InvalidInputException refuse(Node node, String problem, String mend) {
        return new InvalidInputException(
                "model '" + graph.name() + "', node '" + node.name() + "' ("
                        + node.op().type() + ")",
                problem,
                mend);
    }
}
