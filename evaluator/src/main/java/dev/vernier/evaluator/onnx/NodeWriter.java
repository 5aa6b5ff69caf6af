package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Writes nodes as the operators of opset 7 and later; what these take as constant inputs becomes initializers. */
final class NodeWriter {
    /** The domain of the operators that ONNX Runtime adds to the standard ones. */
    static final String CONTRIBUTED = "com.microsoft";

    private static final int FIRST_OF_ALL_CODES = 21;

    private final Graph graph;
    private final int opset;
    private final BatchAxes batchAxes;
    private final GraphProto.Builder proto;
    private final Set<String> tensors = new HashSet<>();

    NodeWriter(Graph graph, BatchAxes batchAxes, int opset, GraphProto.Builder proto) {
        this.graph = graph;
        this.opset = opset;
        this.batchAxes = batchAxes;
        this.proto = proto;
        tensors.addAll(graph.inputs());
        tensors.addAll(graph.constants().keySet());
        graph.nodes().forEach(node -> tensors.addAll(node.outputs()));
    }

    /** Whether a node of a graph with opsets of its own needs an operator that ONNX itself has only in later versions. */
    static boolean needsContribution(Graph graph, Node node) {
        boolean codes = node.op() instanceof Op.QuantizeLinear || node.op() instanceof Op.DequantizeLinear;
        return codes && graph.opsets().getOrDefault("", FIRST_OF_ALL_CODES) < FIRST_OF_ALL_CODES;
    }

    void write(Node node) {
        NodeProto.Builder out = NodeProto.newBuilder()
                .setName(node.name())
                .setOpType(node.op().type())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        if (needsContribution(graph, node)) {
            out.setDomain(CONTRIBUTED);
        }
        switch (node.op()) {
            case Op.Convolution conv -> convolution(out, node, conv);
            case Op.MaxPool pool -> {
                window(out, spans(node, pool.window()));
                ceil(out, pool.ceilMode());
            }
            case Op.AveragePool pool -> averagePool(out, node, pool);
            case Op.Gemm gemm -> {
                number(out, "alpha", gemm.alpha());
                number(out, "beta", gemm.beta());
                integer(out, "transA", gemm.transposeA() ? 1 : 0);
                integer(out, "transB", gemm.transposeB() ? 1 : 0);
            }
            case Op.Clip clip -> clip(out, node, clip);
            case Op.Reshape _ -> out.addInput(constant(node, "shape", longs(target(node))));
            case Op.Other other -> {
                out.setDomain(other.domain());
                Attributes.write(other.attributes(), out, this::body);
            }
            case Op.Pad pad
            when opset < 11 -> {
                integers(out, "pads", pad.pads());
                number(out, "value", pad.value());
            }
            case Op.Slice slice
            when opset < 10 -> {
                integers(out, "starts", slice.starts());
                integers(out, "ends", slice.ends());
                integers(out, "axes", slice.axes());
            }
            case Op.Pad pad -> {
                out.addInput(constant(node, "pads", longs(pad.pads())));
                out.addInput(constant(node, "value", Tensor.scalar(pad.value())));
            }
            case Op.Slice slice -> {
                out.addInput(constant(node, "starts", longs(slice.starts())));
                out.addInput(constant(node, "ends", longs(slice.ends())));
                out.addInput(constant(node, "axes", longs(slice.axes())));
                out.addInput(constant(node, "steps", longs(slice.steps())));
            }
            case Op.Concat concat -> integer(out, "axis", concat.axis());
            case Op.Flatten flatten -> integer(out, "axis", flatten.axis());
            case Op.Transpose transpose -> integers(out, "perm", transpose.permutation());
            case Op.Softmax softmax -> integer(out, "axis", softmax.axis());
            case Op.BatchNormalization normalization -> number(out, "epsilon", normalization.epsilon());
            case Op.QuantizeLinear quantize -> integer(out, "axis", quantize.axis());
            case Op.DequantizeLinear(int axis, int blockSize) -> {
                integer(out, "axis", axis);
                if (blockSize > 0) {
                    integer(out, "block_size", blockSize);
                }
            }
            case Op.Recurrence _ ->
                throw new IllegalArgumentException("ONNX has no " + node.op().type());
            case Op.Add _, Op.MatMul _, Op.Relu _, Op.GlobalAveragePool _, Op.Identity _, Op.Dropout _ -> {}
        }
        proto.addNode(out);
    }

    private GraphProto body(Attribute.OfGraph attribute) {
        Graph body = attribute.value();
        return OnnxWriter.graph(body, body.inputs().subList(0, attribute.given()), opset);
    }

    /** The attribute exists only from opset 10. */
    private static void ceil(NodeProto.Builder out, boolean up) {
        if (up) {
            integer(out, "ceil_mode", 1);
        }
    }

    private void convolution(NodeProto.Builder out, Node node, Op.Convolution conv) {
        List<Span> spans = new ArrayList<>(spans(node, conv.window()));
        if (conv instanceof Op.VolumeConv volume) {
            spans.addFirst(volume.slices());
        }
        window(out, spans);
        integer(out, "group", conv.groups());
        if (conv instanceof Op.ConvTranspose transpose && transpose.moreRows() + transpose.moreColumns() > 0) {
            List<Integer> more = List.of(transpose.moreRows(), transpose.moreColumns());
            integers(out, "output_padding", more.subList(2 - spans.size(), 2));
        }
    }

    private void averagePool(NodeProto.Builder out, Node node, Op.AveragePool pool) {
        Window window = pool.window();
        window(out, spans(node, window));
        if (window.dilationHeight() == 1 && window.dilationWidth() == 1) {
            // The attribute exists only from opset 19.
            out.removeAttribute(out.getAttributeCount() - 1);
        }
        ceil(out, pool.ceilMode());
        integer(out, "count_include_pad", pool.countIncludePad() ? 1 : 0);
    }

    /** How a window moves along the axes that the images have: those of one row may have none for rows. */
    private List<Span> spans(Node node, Window window) {
        return graph.shape(node.input(0)).rank() == 3
                ? List.of(window.columns())
                : List.of(window.rows(), window.columns());
    }

    private static void window(NodeProto.Builder out, List<Span> spans) {
        integers(out, "kernel_shape", spans.stream().map(Span::kernel).toList());
        integers(out, "strides", spans.stream().map(Span::stride).toList());
        Stream<Integer> before = spans.stream().map(Span::padBefore);
        integers(
                out,
                "pads",
                Stream.concat(before, spans.stream().map(Span::padAfter)).toList());
        integers(out, "dilations", spans.stream().map(Span::dilation).toList());
    }

    private void clip(NodeProto.Builder out, Node node, Op.Clip clip) {
        boolean hasMin = clip.min() != Float.NEGATIVE_INFINITY;
        boolean hasMax = clip.max() != Float.POSITIVE_INFINITY;
        if (opset < 11) {
            number(out, "min", Math.max(clip.min(), -Float.MAX_VALUE));
            number(out, "max", Math.min(clip.max(), Float.MAX_VALUE));
            return;
        }
        if (hasMin || hasMax) {
            out.addInput(hasMin ? constant(node, "min", Tensor.scalar(clip.min())) : "");
        }
        if (hasMax) {
            out.addInput(constant(node, "max", Tensor.scalar(clip.max())));
        }
    }

    /** The extents that the reshape gives one sample, with the batch's axis left open. */
    private List<Integer> target(Node node) {
        Shape input = graph.shape(node.input(0));
        Shape output = graph.shape(node.output());
        List<Integer> extents = new ArrayList<>(output.toList());
        OptionalInt before = batchAxes.axis(node.input(0));
        OptionalInt after = batchAxes.axis(node.output());
        if (after.isPresent()) {
            int axis = after.getAsInt();
            boolean copied = before.getAsInt() == axis && input.get(axis) == output.get(axis);
            extents.set(axis, copied ? 0 : -1);
        }
        return extents;
    }

    private String constant(Node node, String role, Tensor value) {
        String wish = node.name() + "_" + role;
        String name = wish;
        for (int suffix = 2; !tensors.add(name); suffix++) {
            name = wish + "_" + suffix;
        }
        proto.addInitializer(TensorWriter.write(name, value));
        return name;
    }

    private static Tensor longs(Collection<Integer> values) {
        return Tensor.longs(values.stream().mapToLong(Integer::longValue).toArray());
    }

    private static void integer(NodeProto.Builder out, String name, int value) {
        out.addAttribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value));
    }

    private static void number(NodeProto.Builder out, String name, float value) {
        out.addAttribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value));
    }

    private static void integers(NodeProto.Builder out, String name, List<Integer> values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        values.forEach(attribute::addInts);
        out.addAttribute(attribute);
    }
}
