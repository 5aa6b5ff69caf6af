package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes padding part of the window that reads it, where the window's own padding means the same. */
final class PadFolding {
    private final Graph graph;

    private PadFolding(Graph graph) {
        this.graph = graph;
    }

    static Graph apply(Graph graph) {
        PadFolding folding = new PadFolding(graph);
        return Rewriter.rewrite(graph, (node, out) -> out.emit(folding.folded(node)));
    }

    private Node folded(Node node) {
        Node result = node;
        Optional<Node> next = step(result);
        while (next.isPresent()) {
            result = next.get();
            next = step(result);
        }
        return result;
    }

    /** The node reading past one Pad; none when there is no Pad before it or it cannot be folded. */
    private Optional<Node> step(Node node) {
        if (node.inputs().isEmpty()) {
            return Optional.empty();
        }
        Node pad = graph.producer(node.input(0)).orElse(null);
        if (pad == null || !(pad.op() instanceof Op.Pad padding) || !isSpatial(padding)) {
            return Optional.empty();
        }
        Optional<Op> op =
                switch (node.op()) {
                    case Op.Conv conv
                    when padding.value() == 0 ->
                        widened(conv.window(), padding).map(window -> new Op.Conv(window, conv.groups()));
                    case Op.AveragePool pool -> averagePool(pool, padding);
                    case Op.MaxPool pool -> maxPool(node, pool, padding, pad.input(0));
                    default -> Optional.empty();
                };
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, pad.input(0));
        return op.map(changed -> new Node(node.name(), changed, inputs, node.output()));
    }

    /** Whether only rows and columns of images are padded. */
    private static boolean isSpatial(Op.Pad pad) {
        List<Integer> pads = pad.pads();
        int rank = pads.size() / 2;
        return (rank == 3 || rank == 4)
                && pads.get(0) == 0
                && pads.get(1) == 0
                && pads.get(rank) == 0
                && pads.get(rank + 1) == 0;
    }

    /** The window with the padding added to its own; none when no window is that large. */
    private static Optional<Window> widened(Window window, Op.Pad pad) {
        List<Integer> pads = pad.pads();
        int rank = pads.size() / 2;
        Optional<Span> columns = widened(window.columns(), pads.get(rank - 1), pads.getLast());
        Optional<Span> rows =
                rank == 3 ? Optional.of(window.rows()) : widened(window.rows(), pads.get(2), pads.get(rank + 2));
        return rows.flatMap(high -> columns.map(wide -> new Window(high, wide)));
    }

    private static Optional<Span> widened(Span span, int before, int after) {
        boolean fits = before <= Span.LIMIT - span.padBefore() && after <= Span.LIMIT - span.padAfter();
        return fits
                ? Optional.of(new Span(
                        span.kernel(),
                        span.stride(),
                        span.dilation(),
                        span.padBefore() + before,
                        span.padAfter() + after))
                : Optional.empty();
    }

    /** The padded zeros count as elements, so those of the pooling itself must count too, or not be there. */
    private static Optional<Op> averagePool(Op.AveragePool pool, Op.Pad pad) {
        Window own = pool.window();
        boolean unpadded = own.padTop() + own.padLeft() + own.padBottom() + own.padRight() == 0;
        boolean exact = pad.value() == 0 && !pool.ceilMode() && (pool.countIncludePad() || unpadded);
        return exact
                ? widened(own, pad).filter(PadFolding::seesInput).map(window -> new Op.AveragePool(window, false, true))
                : Optional.empty();
    }

    /** A padded value that is at most any real one never wins, if each window sees a real one. */
    private Optional<Op> maxPool(Node node, Op.MaxPool pool, Op.Pad pad, String input) {
        if (pad.value() > lowerBound(input)) {
            return Optional.empty();
        }
        return widened(pool.window(), pad)
                .filter(PadFolding::seesInput)
                .<Op>map(window -> new Op.MaxPool(window, pool.ceilMode()))
                .filter(widened -> ShapeInference.infer(widened, List.of(graph.shape(input)))
                        .equals(graph.shape(node.output())));
    }

    /** Whether no window can lie in the padding as a whole. Consumers demand the same of poolings. */
    private static boolean seesInput(Window window) {
        return window.dilationHeight() == 1
                && window.dilationWidth() == 1
                && Math.max(window.padTop(), window.padBottom()) < window.kernelHeight()
                && Math.max(window.padLeft(), window.padRight()) < window.kernelWidth();
    }

    private double lowerBound(String tensor) {
        return graph.producer(tensor)
                .map(Node::op)
                .map(op -> switch (op) {
                    case Op.Relu _ -> 0.0;
                    case Op.Clip clip -> (double) clip.min();
                    default -> Double.NEGATIVE_INFINITY;
                })
                .orElse(Double.NEGATIVE_INFINITY);
    }
}
