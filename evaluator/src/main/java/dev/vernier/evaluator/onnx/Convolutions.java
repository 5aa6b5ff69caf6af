package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How convolutions are read, over one axis to three, and transposed ones. */
final class Convolutions {
    private Convolutions() {}

    static void conv(NodeSource node, GraphReader graph) {
        List<Span> spans = Windows.spans(node, kernel(node, graph), graph.shape(node, node.input(0)));
        int groups = node.integer("group", 1);
        Op op = spans.size() == 3
                ? new Op.VolumeConv(spans.getFirst(), new Window(spans.get(1), spans.get(2)), groups)
                : new Op.Conv(Windows.window(node, spans), groups);
        graph.emit(node, op, node.inputs(3));
    }

    static void convTranspose(NodeSource node, GraphReader graph) {
        Shape input = graph.shape(node, node.input(0));
        List<Integer> kernel = kernel(node, graph);
        int axes = Windows.axes(node, kernel, input);
        List<Integer> more = new ArrayList<>(Windows.sized(node, "output_padding", axes, 0));
        List<Span> spans = transposedSpans(node, kernel, input, more);
        Window window = Windows.window(node, spans);
        int groups = node.integer("group", 1);
        Op op = new Op.ConvTranspose(window, axes == 1 ? 0 : more.getFirst(), more.getLast(), groups);
        graph.emit(node, op, node.inputs(3));
    }

    private static List<Integer> kernel(NodeSource node, GraphReader graph) {
        Shape weights = graph.shape(node, node.input(1));
        if (weights.rank() < 3) {
            throw node.refuse(
                    node.operator() + " with weights of " + weights.rank() + " axes is not supported",
                    Windows.IMAGES_ONLY);
        }
        return node.integers("kernel_shape").orElse(weights.toList().subList(2, weights.rank()));
    }

    /**
     * The spans of a transposed convolution, whose padding follows from the output's extents where those are known. As ONNX
     * Runtime does, an odd element goes before the input unless {@code auto_pad} is {@code SAME_UPPER}.
     *
     * @param more elements behind what the kernel reaches; receives those that the output's extents ask for
     */
    private static List<Span> transposedSpans(NodeSource node, List<Integer> kernel, Shape input, List<Integer> more) {
        int axes = kernel.size();
        List<Integer> strides = Windows.sized(node, "strides", axes, 1);
        List<Integer> dilations = Windows.sized(node, "dilations", axes, 1);
        List<Integer> pads = Windows.givenPads(node, axes);
        String mode = Windows.autoPad(node);
        Optional<List<Integer>> extents = node.integers("output_shape");
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            Span span = Windows.span(node, kernel.get(i), strides.get(i), dilations.get(i), 0, 0);
            requireSmall(node, more.get(i), span);
            int before = pads.get(i);
            int after = pads.get(axes + i);
            if (extents.isPresent() || mode.startsWith("SAME")) {
                int extent = input.get(i + 2);
                long wanted =
                        extents.isPresent() ? wanted(node, extents.get(), axes, i) : (long) extent * span.stride();
                long all = (extent - 1L) * span.stride() + span.reach() + more.get(i) - wanted;
                if (extents.isPresent()) {
                    more.set(i, more.get(i) + Math.clamp(-all, 0, Span.LIMIT));
                }
                int padding = Math.clamp(all, 0, 2 * Span.LIMIT + 1);
                before = (padding + (mode.equals("SAME_UPPER") ? 0 : 1)) / 2;
                after = padding - before;
                requireSmall(node, more.get(i), span);
            }
            spans.add(Windows.span(node, span.kernel(), span.stride(), span.dilation(), before, after));
        }
        return spans;
    }

    private static int wanted(NodeSource node, List<Integer> extents, int axes, int axis) {
        if (extents.size() < axes) {
            throw node.damaged("attribute 'output_shape' has " + extents.size() + " values for " + axes + " axes");
        }
        int extent = extents.get(extents.size() - axes + axis);
        if (extent < 1) {
            throw node.damaged("attribute 'output_shape' asks for " + extent + " elements");
        }
        return extent;
    }

    /** As ONNX Runtime, which takes no more than what a step of the kernel leaves out. */
    private static void requireSmall(NodeSource node, int more, Span span) {
        if (more < 0 || more >= span.stride()) {
            throw node.refuse(
                    "output padding of " + more + " with stride " + span.stride() + " is not supported",
                    "export the model with smaller output padding");
        }
    }
}
