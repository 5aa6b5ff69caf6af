package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.RecurrenceScan;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.runtime.QuantizedLayer;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Writes a quantized network as a graph of ONNX operators in which every quantizer is a QuantizeLinear followed by a
 * DequantizeLinear, the form that ONNX Runtime turns into integer kernels.
 *
 * <p>Weights are INT4 where their codes fit, else INT8, with zero points where they have some, and one scale where all
 * channels share it; biases are 32-bit codes; activations are 8-bit, and narrower ones are first clipped to what their
 * codes can say, which is exact.
 */
public final class QdqExporter {
    private static final int CONTAINER_BITS = 8;

    private final QuantizedNetwork network;
    private final Graph graph;
    private final Graph.Builder builder;
    private final Map<String, String> renamedInputs = new HashMap<>();

    private QdqExporter(QuantizedNetwork network) {
        this.network = network;
        graph = network.layout().graph();
        builder = Graph.builder(graph.name()).opsets(graph.opsets());
    }

    /** The network as a graph with the inputs and outputs of the original. */
    public static Graph export(QuantizedNetwork network) {
        return new QdqExporter(network).run();
    }

    private Graph run() {
        for (String input : graph.inputs()) {
            builder.input(input, graph.type(input));
            quantizer(input).ifPresent(index -> {
                renamedInputs.put(input, input + "/dequantized");
                quantize(input, input + "/dequantized", network.quantizers().get(index));
            });
        }
        for (Stage stage : network.layout().stages()) {
            switch (stage) {
                case Stage.OfLayer of -> {
                    List<String> inputs = inputs(of.node());
                    writeParameters(of.layer(), inputs);
                    writeStage(of, inputs);
                }
                case Stage.Recurrence of -> writeRecurrence(of);
                case Stage.OfNode of -> writeStage(of, inputs(of.node()));
                case Stage.Floating floating -> floating.nodes().forEach(this::writeFloating);
            }
        }
        graph.outputs().forEach(builder::output);
        return builder.build();
    }

    private List<String> inputs(Node node) {
        List<String> inputs = new ArrayList<>();
        node.inputs().forEach(input -> inputs.add(renamedInputs.getOrDefault(input, input)));
        return inputs;
    }

    /** A loop whose states are quantized before each product, with the quantizer of whoever else reads them. */
    private void writeRecurrence(Stage.Recurrence stage) {
        Node node = stage.node();
        addConstants(node.inputs().subList(3, node.inputs().size()));
        List<String> inputs = inputs(node);
        writeParameters(stage.layer(), inputs);
        String output = stage.output();
        ActivationQuantizer quantizer =
                network.quantizers().get(quantizer(output).orElseThrow());
        writeQuantizer(output, quantizer);
        RecurrenceScan.append(
                builder, new Node(node.name(), node.op(), inputs, output + "/raw"), new RecurrenceScan.Operand() {
                    @Override
                    public String of(Graph.Builder body, String state) {
                        String quantized = state + "/quantized";
                        quantize(body, state, quantized, output, quantizer);
                        return quantized;
                    }

                    @Override
                    public List<String> reads() {
                        return parameters(output);
                    }
                });
        quantize(builder, output + "/raw", output, output, quantizer);
    }

    private void addConstants(List<String> tensors) {
        for (String tensor : tensors) {
            if (!tensor.isEmpty() && graph.isConstant(tensor) && !builder.has(tensor)) {
                builder.constant(tensor, graph.constant(tensor));
            }
        }
    }

    /** A node as it is, with the constants it reads, and the quantizers behind it. */
    private void writeFloating(Node node) {
        addConstants(node.inputs());
        List<String> results = node.outputs().stream()
                .map(output -> quantizer(output).isPresent() ? output + "/raw" : output)
                .toList();
        builder.node(new Node(node.name(), node.op(), inputs(node), results));
        for (String output : node.outputs()) {
            quantizer(output)
                    .ifPresent(index -> quantize(
                            output + "/raw", output, network.quantizers().get(index)));
        }
    }

    /** Writes the node, its activation function, and the quantizer behind it, whose result bears the tensor's name. */
    private void writeStage(Stage.OfNode stage, List<String> inputs) {
        OptionalInt quantizer = quantizer(stage.output());
        String result = quantizer.isPresent() ? stage.output() + "/raw" : stage.output();
        Node node = stage.node();
        Limits limits = fusedLimits(stage);
        if (limits.equals(Limits.NONE)) {
            writeNode(node, inputs, result);
        } else {
            String before = stage.output() + "/unlimited";
            writeNode(node, inputs, before);
            builder.node(new Node(stage.output() + "/activation", activation(limits), List.of(before), result));
        }
        quantizer.ifPresent(
                index -> quantize(result, stage.output(), network.quantizers().get(index)));
    }

    /** MatMul has no input for a bias, so a layer's bias is added behind it; a product of two activations has none. */
    private void writeNode(Node node, List<String> inputs, String result) {
        if (!(node.op() instanceof Op.MatMul) || inputs.size() == 2) {
            builder.node(new Node(node.name(), node.op(), inputs, result));
            return;
        }
        String product = node.name() + "/product";
        builder.node(new Node(node.name(), node.op(), inputs.subList(0, 2), product));
        builder.node(new Node(node.name() + "/sum", new Op.Add(), List.of(product, inputs.get(2)), result));
    }

    private static Limits fusedLimits(Stage.OfNode stage) {
        return switch (stage) {
            case Stage.OfLayer layer -> layer.limits();
            case Stage.OfProduct product -> product.limits();
            case Stage.Add add -> add.limits();
            default -> Limits.NONE;
        };
    }

    private static Op activation(Limits limits) {
        return limits.equals(Limits.RELU) ? new Op.Relu() : new Op.Clip(limits.low(), limits.high());
    }

    private OptionalInt quantizer(String tensor) {
        return network.layout().quantizer(tensor);
    }

    private void quantize(String from, String to, ActivationQuantizer quantizer) {
        writeQuantizer(to, quantizer);
        quantize(builder, from, to, to, quantizer);
    }

    private void writeQuantizer(String tensor, ActivationQuantizer quantizer) {
        builder.constant(tensor + "/scale", Tensor.scalar(quantizer.scale()));
        builder.constant(tensor + "/zero_point", zeroPoint(quantizer));
    }

    /** The scale and the zero point of a tensor's quantizer. */
    private static List<String> parameters(String tensor) {
        return List.of(tensor + "/scale", tensor + "/zero_point");
    }

    /** @param owner the tensor whose quantizer it is */
    private static void quantize(
            Graph.Builder builder, String from, String to, String owner, ActivationQuantizer quantizer) {
        String source = from;
        if (quantizer.bits() < CONTAINER_BITS) {
            source = to + "/clipped";
            Op clip = new Op.Clip(quantizer.lowest(), quantizer.highest());
            builder.node(new Node(source, clip, List.of(from), source));
        }
        String codes = to + "/codes";
        builder.node(new Node(to + "/quantize", new Op.QuantizeLinear(0), with(source, parameters(owner)), codes));
        builder.node(new Node(to + "/dequantize", new Op.DequantizeLinear(0), with(codes, parameters(owner)), to));
    }

    /** A scalar of the type that the quantizer's codes have. */
    private static Tensor zeroPoint(ActivationQuantizer quantizer) {
        return quantizer.bits() > CONTAINER_BITS
                ? new Tensor.WideCodes(Shape.of(), new char[] {(char) quantizer.zeroPoint()})
                : new Tensor.Codes(Tensor.CodeType.UINT8, Shape.of(), new byte[] {(byte) quantizer.zeroPoint()});
    }

    private static List<String> with(String first, List<String> rest) {
        List<String> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return all;
    }

    /** Replaces a layer's constants among {@code inputs} by their codes, dequantized. */
    private void writeParameters(Layer layer, List<String> inputs) {
        QuantizedLayer numbers = network.layer(layer);
        String weights = layer.name() + "/weights";
        new DequantizedWeights(graph, layer, numbers.weights()).write(builder, weights);
        inputs.set(1, weights);
        String bias = layer.name() + "/bias";
        builder.constant(bias + "/codes", new Tensor.Ints(Shape.of(numbers.bias().length), numbers.bias()));
        builder.constant(
                bias + "/scale",
                DequantizedWeights.scales(
                        numbers.multiplier(), numbers.weights().uniform()));
        builder.node(bias, new Op.DequantizeLinear(0), bias + "/codes", bias + "/scale");
        if (inputs.size() > 2) {
            inputs.set(2, bias);
        } else {
            inputs.add(bias);
        }
    }
}
