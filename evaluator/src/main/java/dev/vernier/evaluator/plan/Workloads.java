package dev.vernier.evaluator.plan;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Translates layouts into the words of hardware. */
final class Workloads {
    private Workloads() {}

    static NetworkWorkload of(NetworkLayout layout) {
        Map<String, Integer> indices = new LinkedHashMap<>();
        List<NetworkWorkload.Tensor> tensors = new ArrayList<>();
        layout.graph().inputs().forEach(input -> declare(layout.graph(), input, indices, tensors));
        List<Step> steps = new ArrayList<>();
        for (Stage stage : layout.stages()) {
            switch (stage) {
                case Stage.OfLayer of -> {
                    int input = index(indices, of.inputs().getFirst());
                    int output = declare(layout.graph(), of.output(), indices, tensors);
                    steps.add(new Step.Layer(of.layer().workload(), input, output));
                }
                case Stage.OfProduct of -> {
                    List<Integer> inputs = known(indices, of.inputs());
                    int output = declare(layout.graph(), of.output(), indices, tensors);
                    steps.add(new Step.Layer(of.layer().workload(), inputs, output));
                }
                case Stage.Recurrence of -> {
                    List<Integer> inputs = known(indices, of.inputs());
                    int output = declare(layout.graph(), of.output(), indices, tensors);
                    steps.add(new Step.Layer(of.layer().workload(), inputs, output));
                }
                case Stage.OfNode of -> {
                    List<Integer> inputs = known(indices, of.inputs());
                    int output = declare(layout.graph(), of.output(), indices, tensors);
                    steps.add(new Step.Glue(of.name(), kind(of), inputs, output));
                }
                case Stage.Floating floating ->
                    floating.nodes().forEach(node -> floating(layout.graph(), node, indices, tensors, steps));
            }
        }
        return new NetworkWorkload(tensors, steps);
    }

    /** What is computed in floating point costs as much as its elements do, node by node. */
    private static void floating(
            Graph graph,
            Node node,
            Map<String, Integer> indices,
            List<NetworkWorkload.Tensor> tensors,
            List<Step> steps) {
        List<Integer> inputs = known(indices, node.inputs());
        String name = node.name();
        for (String output : node.outputs()) {
            if (!output.isEmpty()) {
                int written = declare(graph, output, indices, tensors);
                steps.add(new Step.Glue(name, Step.Glue.Kind.ELEMENTWISE, inputs, written));
                name = node.name() + "/" + output;
            }
        }
    }

    private static List<Integer> known(Map<String, Integer> indices, List<String> tensors) {
        return tensors.stream()
                .filter(indices::containsKey)
                .map(tensor -> index(indices, tensor))
                .toList();
    }

    private static int declare(
            Graph graph, String tensor, Map<String, Integer> indices, List<NetworkWorkload.Tensor> tensors) {
        indices.put(tensor, tensors.size());
        tensors.add(new NetworkWorkload.Tensor(tensor, graph.shape(tensor).elements()));
        return tensors.size() - 1;
    }

    private static int index(Map<String, Integer> indices, String tensor) {
        return indices.getOrDefault(tensor, -1);
    }

    private static Step.Glue.Kind kind(Stage.OfNode stage) {
        return switch (stage) {
            case Stage.Add _ -> Step.Glue.Kind.ADD;
            case Stage.Concat _ -> Step.Glue.Kind.CONCAT;
            case Stage.Average _, Stage.MaxPool _ -> Step.Glue.Kind.POOL;
            case Stage.Move _ -> Step.Glue.Kind.MOVE;
            case Stage.Activation _, Stage.Softmax _, Stage.OfLayer _, Stage.OfProduct _, Stage.Recurrence _ ->
                Step.Glue.Kind.ELEMENTWISE;
        };
    }

    /** The shape of one layer's work. */
    static LayerWorkload layer(Graph graph, Node node) {
        if (Layers.isProductOfActivations(graph, node)) {
            Shape left = graph.shape(node.input(0));
            int products = left.get(-3);
            return LayerWorkload.products(
                    node.name(),
                    products,
                    left.get(-2),
                    left.get(-1),
                    graph.shape(node.output()).get(-1));
        }
        Shape x = graph.shape(node.input(0));
        if (node.op() instanceof Op.Recurrence) {
            Shape matrix = graph.shape(node.input(1));
            return LayerWorkload.recurrent(node.name(), x.get(0), x.get(1), matrix.get(1), matrix.get(0));
        }
        Shape y = graph.shape(node.output());
        return node.op() instanceof Op.Convolution conv
                ? convolution(node.name(), conv, x, graph.shape(node.input(1)), y)
                : matrix(node.name(), Math.toIntExact(x.elements() / x.get(-1)), x.get(-1), y.get(-1));
    }

    /** The slices of a volume are rows below each other. */
    private static LayerWorkload convolution(String name, Op.Convolution conv, Shape x, Shape w, Shape y) {
        int upsampling = conv instanceof Op.ConvTranspose transpose
                ? Math.multiplyExact(
                        transpose.window().strideHeight(), transpose.window().strideWidth())
                : 1;
        return new LayerWorkload(
                name,
                conv.groups() > 1 && conv.groups() == x.get(1) ? LayerKind.DEPTHWISE : LayerKind.CONV,
                rows(x),
                x.get(-1),
                x.get(1),
                rows(y),
                y.get(-1),
                y.get(1),
                rows(w),
                w.get(-1),
                conv.groups(),
                0,
                upsampling,
                0);
    }

    /** The product of the extents between channels and columns. */
    private static int rows(Shape shape) {
        int rows = 1;
        for (int axis = 2; axis < shape.rank() - 1; axis++) {
            rows = Math.multiplyExact(rows, shape.get(axis));
        }
        return rows;
    }

    private static LayerWorkload matrix(String name, int rows, int depth, int columns) {
        return new LayerWorkload(name, LayerKind.GEMM, rows, 1, depth, rows, 1, columns, 1, 1, 1);
    }
}
