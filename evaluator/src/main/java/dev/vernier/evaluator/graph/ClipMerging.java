package dev.vernier.evaluator.graph;

import java.util.Optional;

/** Makes chains of Relu and Clip one: limiting twice is limiting once, by the limits as the second sees them. */
final class ClipMerging {
    private ClipMerging() {}

    static Graph apply(Graph graph) {
        return Rewriter.rewrite(graph, (node, out) -> {
            Optional<Op.Clip> limits = limits(node.op());
            Node last = node;
            while (limits.isPresent()) {
                Optional<Node> next = out.soleConsumer(last.output());
                Optional<Op.Clip> outer = next.map(Node::op).flatMap(ClipMerging::limits);
                if (outer.isEmpty()) {
                    break;
                }
                limits = Optional.of(clipped(limits.get(), outer.get()));
                last = next.orElseThrow();
                out.absorb(last);
            }
            out.emit(
                    last.equals(node)
                            ? node
                            : new Node(node.name(), simplest(limits.orElseThrow()), node.inputs(), last.output()));
        });
    }

    private static Optional<Op.Clip> limits(Op op) {
        return switch (op) {
            case Op.Relu _ -> Optional.of(new Op.Clip(0, Float.POSITIVE_INFINITY));
            case Op.Clip clip -> Optional.of(clip);
            default -> Optional.empty();
        };
    }

    private static Op.Clip clipped(Op.Clip inner, Op.Clip outer) {
        return new Op.Clip(
                Math.clamp(inner.min(), outer.min(), outer.max()), Math.clamp(inner.max(), outer.min(), outer.max()));
    }

    private static Op simplest(Op.Clip clip) {
        return clip.min() == 0 && clip.max() == Float.POSITIVE_INFINITY ? new Op.Relu() : clip;
    }
}
