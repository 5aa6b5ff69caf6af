package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The windows of convolutions and poolings, with {@code auto_pad} resolved. */
final class Windows {
    /** What helps where a window does not move over an image. */
    static final String IMAGES_ONLY =
            "use images (batch, channels, height, width) or sequences (batch, channels, width)";

    private Windows() {}

    /** The window of a pooling, whose kernel is an attribute. */
    static Window ofPool(NodeSource node, Shape input) {
        List<Integer> kernel = node.integers("kernel_shape")
                .orElseThrow(() -> node.refuse("attribute 'kernel_shape' is missing", "the file is damaged"));
        return window(node, spans(node, kernel, input));
    }

    /** The window that moves along one or two axes. */
    static Window window(NodeSource node, List<Span> spans) {
        return switch (spans.size()) {
            case 1 -> Window.ofRow(spans.getFirst());
            case 2 -> new Window(spans.getFirst(), spans.getLast());
            default ->
                throw node.refuse(
                        node.operator() + " with a kernel of " + spans.size() + " axes is not supported", IMAGES_ONLY);
        };
    }

    /** How a kernel moves along each axis behind the channels. */
    static List<Span> spans(NodeSource node, List<Integer> kernel, Shape input) {
        int axes = axes(node, kernel, input);
        List<Integer> strides = sized(node, "strides", axes, 1);
        List<Integer> dilations = sized(node, "dilations", axes, 1);
        List<Integer> pads = pads(node, kernel, strides, dilations, input);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            spans.add(span(node, kernel.get(i), strides.get(i), dilations.get(i), pads.get(i), pads.get(axes + i)));
        }
        return spans;
    }

    /** The number of axes that a kernel moves along. */
    static int axes(NodeSource node, List<Integer> kernel, Shape input) {
        if (kernel.isEmpty() || kernel.size() != input.rank() - 2) {
            throw node.refuse(
                    node.operator() + " with a kernel of " + kernel.size() + " axes over a tensor of " + input.rank()
                            + " axes is not supported",
                    IMAGES_ONLY);
        }
        return kernel.size();
    }

    static Span span(NodeSource node, int kernel, int stride, int dilation, int before, int after) {
        try {
            return new Span(kernel, stride, dilation, before, after);
        } catch (IllegalArgumentException e) {
            throw node.refuse(String.valueOf(e.getMessage()), "the file is damaged");
        }
    }

    /** An attribute of so many integers. */
    static List<Integer> sized(NodeSource node, String attribute, int size, int fallback) {
        List<Integer> values = node.integers(attribute).orElseGet(() -> Collections.nCopies(size, fallback));
        if (values.size() != size) {
            throw node.refuse(
                    "attribute '" + attribute + "' has " + values.size() + " values instead of " + size,
                    "the file is damaged");
        }
        return values;
    }

    /** The pads that are given, all those before an axis first, if {@code auto_pad} does not say otherwise. */
    static List<Integer> givenPads(NodeSource node, int axes) {
        List<Integer> given = sized(node, "pads", 2 * axes, 0);
        String mode = autoPad(node);
        if (!mode.equals("NOTSET") && given.stream().anyMatch(pad -> pad != 0)) {
            throw node.refuse("it has both pads and auto_pad " + mode, "use one of them");
        }
        return given;
    }

    static String autoPad(NodeSource node) {
        String mode = node.text("auto_pad", "NOTSET");
        return switch (mode) {
            case "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER" -> mode;
            default -> throw node.refuse("auto_pad '" + mode + "' is unknown", "the file is damaged");
        };
    }

    private static List<Integer> pads(
            NodeSource node, List<Integer> kernel, List<Integer> strides, List<Integer> dilations, Shape input) {
        int axes = kernel.size();
        List<Integer> pads = new ArrayList<>(givenPads(node, axes));
        String mode = autoPad(node);
        if (mode.startsWith("SAME")) {
            for (int i = 0; i < axes; i++) {
                int all = same(node, input.get(i + 2), kernel.get(i), strides.get(i), dilations.get(i));
                int before = (all + (mode.equals("SAME_LOWER") ? 1 : 0)) / 2;
                pads.set(i, before);
                pads.set(axes + i, all - before);
            }
        }
        return pads;
    }

    /**
     * All padding of an axis that makes its output {@code ⌈extent / stride⌉} long. Runtimes disagree on dilated kernels
     * and on strides that step over elements.
     */
    private static int same(NodeSource node, int extent, int kernel, int stride, int dilation) {
        if (kernel < 1 || stride < 1) {
            throw node.refuse("kernels and strides must be at least 1", "the file is damaged");
        }
        long padding = (Math.ceilDiv(extent, stride) - 1) * (long) stride + kernel - extent;
        boolean steps = padding < 0 && !node.operator().equals("Conv");
        if (dilation != 1 || steps || padding > Integer.MAX_VALUE) {
            throw node.refuse(
                    "auto_pad with kernel " + kernel + ", stride " + stride + " and dilation " + dilation
                            + " is not supported",
                    "export the model with explicit pads");
        }
        return (int) Math.max(0, padding);
    }
}
