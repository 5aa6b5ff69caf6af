package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Window;
import java.util.Collections;
import java.util.List;

/** The windows of convolutions and poolings, with {@code auto_pad} resolved. */
final class Windows {
    /** What helps where a window does not move over two axes. */
    static final String IMAGES_ONLY = "use images (batch, channels, height, width)";

    private Windows() {}

    /** The window of a pooling, whose kernel is an attribute. */
    static Window ofPool(NodeSource node, Shape input) {
        List<Integer> kernel = node.integers("kernel_shape")
                .orElseThrow(() -> node.refuse("attribute 'kernel_shape' is missing", "the file is damaged"));
        return read(node, kernel, input);
    }

    static Window read(NodeSource node, List<Integer> kernel, Shape input) {
        if (input.rank() != 4 || kernel.size() != 2) {
            throw node.refuse(
                    node.operator() + " with a kernel of " + kernel.size() + " axes over a tensor of " + input.rank()
                            + " axes is not supported",
                    IMAGES_ONLY);
        }
        List<Integer> strides = pair(node, "strides");
        List<Integer> dilations = pair(node, "dilations");
        List<Integer> pads = pads(node, kernel, strides, dilations, input);
        try {
            return new Window(
                    kernel.get(0),
                    kernel.get(1),
                    strides.get(0),
                    strides.get(1),
                    dilations.get(0),
                    dilations.get(1),
                    pads.get(0),
                    pads.get(1),
                    pads.get(2),
                    pads.get(3));
        } catch (IllegalArgumentException e) {
            throw node.refuse(String.valueOf(e.getMessage()), "the file is damaged");
        }
    }

    private static List<Integer> pair(NodeSource node, String attribute) {
        return sized(node, attribute, node.integers(attribute).orElse(List.of(1, 1)), 2);
    }

    private static List<Integer> sized(NodeSource node, String attribute, List<Integer> values, int size) {
        if (values.size() != size) {
            throw node.refuse(
                    "attribute '" + attribute + "' has " + values.size() + " values instead of " + size,
                    "the file is damaged");
        }
        return values;
    }

    /** Top, left, bottom, right. */
    private static List<Integer> pads(
            NodeSource node, List<Integer> kernel, List<Integer> strides, List<Integer> dilations, Shape input) {
        List<Integer> none = Collections.nCopies(4, 0);
        List<Integer> given = sized(node, "pads", node.integers("pads").orElse(none), 4);
        String mode = node.text("auto_pad", "NOTSET");
        if (!mode.equals("NOTSET") && !given.equals(none)) {
            throw node.refuse("it has both pads and auto_pad " + mode, "use one of them");
        }
        return switch (mode) {
            case "NOTSET" -> given;
            case "VALID" -> none;
            case "SAME_UPPER", "SAME_LOWER" -> {
                int height = same(node, input.get(2), kernel.get(0), strides.get(0), dilations.get(0));
                int width = same(node, input.get(3), kernel.get(1), strides.get(1), dilations.get(1));
                int odd = mode.equals("SAME_LOWER") ? 1 : 0;
                int top = (height + odd) / 2;
                int left = (width + odd) / 2;
                yield List.of(top, left, height - top, width - left);
            }
            default -> throw node.refuse("auto_pad '" + mode + "' is unknown", "the file is damaged");
        };
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
