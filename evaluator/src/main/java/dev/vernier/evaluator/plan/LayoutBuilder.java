package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.RecurrenceSplitting;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Finds stages, layers and quantizers of a folded graph. */
final class LayoutBuilder {
    private final Graph graph;
    private final int joinBits;
    private final FloatingNodes floating;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<String, String> sharedWith = new HashMap<>();

    LayoutBuilder(Graph graph, int joinBits) {
        this.graph = QuantizationPoints.insert(RecurrenceSplitting.apply(graph));
        this.joinBits = joinBits;
        floating = FloatingNodes.of(this.graph);
    }

    NetworkLayout build() {
        addStages();
        Set<String> coded = codedTensors();
        List<String> order = new ArrayList<>(graph.inputs());
        stages.forEach(stage -> order.addAll(stage.outputs()));
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
                Layer layer = numbered(draft, layers.size(), quantizerOf);
                layers.add(layer);
                numbered.add(new Stage.OfLayer(layer, limits, output));
            } else if (stage instanceof Stage.OfProduct(Layer draft, Limits limits, String output)) {
                Layer layer = numbered(draft, layers.size(), quantizerOf);
                layers.add(layer);
                numbered.add(new Stage.OfProduct(layer, limits, output));
            } else if (stage instanceof Stage.Recurrence(Layer draft, Op.Recurrence op, var inputs, String output)) {
                Layer layer = numbered(draft, layers.size(), quantizerOf);
                layers.add(layer);
                numbered.add(new Stage.Recurrence(layer, op, inputs, output));
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
            OptionalInt rightOf = layers.stream()
                    .filter(layer -> !layer.hasWeights() && tensors.contains(layer.weights()))
                    .mapToInt(Layer::index)
                    .findFirst();
            quantizers.add(new QuantizerGroup(index, tensors, readers, rightOf));
        }
        return new NetworkLayout(graph, joinBits, numbered, layers, quantizers, quantizerOf);
    }

    private static Layer numbered(Layer draft, int index, Map<String, Integer> quantizerOf) {
        int quantizer = quantizerOf.getOrDefault(draft.input(), -1);
        return new Layer(index, draft.node(), draft.workload(), draft.bias(), quantizer);
    }

    /** Level by level, first what is computed in floating point; see {@link FloatingNodes#levels}. */
    private void addStages() {
        Map<String, Integer> levels = floating.levels();
        int last = levels.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        Set<Node> fused = new HashSet<>();
        for (int level = 0; level <= last; level++) {
            List<Node> together = new ArrayList<>();
            List<Node> alone = new ArrayList<>();
            for (Node node : graph.nodes()) {
                if (levels.getOrDefault(node.name(), 0) == level) {
                    requireSamplesApart(node);
                    (floating.contains(node) ? together : alone).add(node);
                }
            }
            if (!together.isEmpty()) {
                stages.add(floating(together));
            }
            for (Node node : alone) {
                if (!fused.contains(node)) {
                    stages.add(stage(node, fused));
                }
            }
        }
    }

    private Stage.Floating floating(List<Node> nodes) {
        Set<String> written = new LinkedHashSet<>();
        Set<String> read = new LinkedHashSet<>();
        for (Node node : nodes) {
            node.inputs().stream()
                    .filter(input -> !input.isEmpty() && !graph.isConstant(input) && !written.contains(input))
                    .forEach(read::add);
            node.outputs().stream().filter(output -> !output.isEmpty()).forEach(written::add);
        }
        List<String> wanted = written.stream()
                .filter(tensor -> graph.outputs().contains(tensor) || !nodes.containsAll(graph.consumers(tensor)))
                .toList();
        return new Stage.Floating(nodes.getFirst().name(), nodes, List.copyOf(read), wanted);
    }

    private Stage stage(Node node, Set<Node> fused) {
        return switch (node.op()) {
            case Op.Convolution _, Op.Gemm _, Op.MatMul _ -> {
                Optional<Node> bias = floating.bias(node);
                bias.ifPresent(fused::add);
                Layer draft = new Layer(0, node, Workloads.layer(graph, node), biasOf(node, bias), 0);
                Optional<Node> activation = fuse(node, fused);
                String output = output(bias.orElse(node), activation);
                yield draft.hasWeights()
                        ? new Stage.OfLayer(draft, limits(activation), output)
                        : new Stage.OfProduct(draft, limits(activation), output);
            }
            case Op.Recurrence recurrence -> {
                Layer draft = new Layer(0, node, Workloads.layer(graph, node), Optional.of(node.input(2)), 0);
                List<String> computed = node.inputs().stream()
                        .filter(input -> !graph.isConstant(input))
                        .toList();
                yield new Stage.Recurrence(draft, recurrence, computed, node.output());
            }
            case Op.Add _ -> {
                Optional<Node> activation = fuse(node, fused);
                yield new Stage.Add(node, limits(activation), output(node, activation));
            }
            case Op.Concat concat -> new Stage.Concat(node, concat, node.output());
            case Op.AveragePool _, Op.GlobalAveragePool _ -> new Stage.Average(node, node.output());
            case Op.MaxPool pool -> new Stage.MaxPool(node, pool, node.output());
            case Op.Pad _, Op.Flatten _, Op.Reshape _, Op.Transpose _, Op.Slice _ ->
                new Stage.Move(node, node.output());
            case Op.Relu _, Op.Clip _ -> new Stage.Activation(node, limits(Optional.of(node)), node.output());
            case Op.Softmax softmax -> new Stage.Softmax(node, softmax, node.output());
            case Op.QuantizeLinear _, Op.DequantizeLinear _ ->
                throw refuse(node, "the model is quantized already", "give the floating-point model it was made from");
            case Op.Identity _ -> new Stage.Activation(node, Limits.NONE, node.output());
            case Op.BatchNormalization _, Op.Dropout _, Op.Other _ ->
                throw new IllegalArgumentException("node '" + node.name() + "' should not be here");
        };
    }

    /** The constant that a layer's node, or an addition behind it, adds. */
    private static Optional<String> biasOf(Node node, Optional<Node> addition) {
        return addition.map(add -> Layers.bias(node, add))
                .or(() -> node.inputs().size() > 2 ? Optional.of(node.input(2)) : Optional.empty());
    }

    private Optional<Node> fuse(Node node, Set<Node> fused) {
        Optional<Node> activation = floating.activation(node);
        activation.ifPresent(fused::add);
        return activation;
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
                case Stage.OfLayer _, Stage.OfProduct _ -> coded.addAll(stage.inputs());
                case Stage.Recurrence _ -> coded.addAll(stage.outputs());
                case Stage.Add _, Stage.Concat _, Stage.Average _, Stage.MaxPool _ -> {
                    coded.addAll(stage.inputs());
                    coded.addAll(stage.outputs());
                }
                case Stage.Activation(Node node, Limits _, String output) -> {
                    if (coded.contains(output) && !(node.op() instanceof Op.Identity)) {
                        coded.addAll(stage.inputs());
                    }
                }
                case Stage.Move move -> {
                    if (coded.contains(move.output())) {
                        coded.addAll(stage.inputs());
                    }
                }
                case Stage.Softmax _, Stage.Floating _ -> {}
            }
        }
        for (Stage stage : stages) {
            if (stage instanceof Stage.Move && coded.containsAll(stage.inputs())) {
                coded.addAll(stage.outputs());
            }
        }
        return coded;
    }

    private void shareQuantizers(Set<String> coded) {
        for (Stage stage : stages) {
            boolean movesCodes = stage instanceof Stage.Move || stage instanceof Stage.MaxPool;
            String output = stage.outputs().getFirst();
            if (movesCodes && coded.contains(output)) {
                sharedWith.put(output, stage.inputs().getFirst());
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

    /** Refuses what mixes the samples of a batch: the first axis must stay the batch where there is one. */
    private void requireSamplesApart(Node node) {
        if (!graph.opsets().isEmpty()) {
            return;
        }
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

    private InvalidInputException refuse(Node node, String problem, String mend) {
        return new InvalidInputException(
                "model '" + graph.name() + "', node '" + node.name() + "' ("
                        + node.op().type() + ")",
                problem,
                mend);
    }
}
