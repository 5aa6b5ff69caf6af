package dev.vernier.evaluator.score;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

/** What a network gives for a sample, and whether it can be judged. */
public final class NetworkOutput {
    private NetworkOutput() {}

    /** The shape of what one sample gives: that of the output without its batch axis. */
    public static Shape shape(Graph graph) {
        Shape output = graph.shape(graph.outputs().getFirst());
        return output.rank() > 1 && output.get(0) == 1
                ? Shape.of(Arrays.copyOfRange(output.toArray(), 1, output.rank()))
                : output;
    }

    /** Probabilities where a softmax comes last, but for moves of its values. */
    static Outputs.Form form(Graph graph) {
        Optional<Node> last = graph.producer(graph.outputs().getFirst());
        while (last.isPresent() && moves(last.get().op())) {
            last = graph.producer(last.get().inputs().getFirst());
        }
        return last.filter(node -> node.op() instanceof Op.Softmax).isPresent()
                ? Outputs.Form.PROBABILITIES
                : Outputs.Form.LOGITS;
    }

    private static boolean moves(Op op) {
        return switch (op) {
            case Op.Identity _, Op.Flatten _, Op.Reshape _, Op.Transpose _, Op.Slice _ -> true;
            default -> false;
        };
    }

    /**
     * Makes sure that a metric can judge a network on samples.
     *
     * @param refusal makes the exception where the two do not fit, from a problem and a mend
     * @throws InvalidInputException when it cannot
     */
    public static void check(
            Graph graph,
            QualityMetric metric,
            Dataset samples,
            BiFunction<String, String, InvalidInputException> refusal) {
        String output = graph.outputs().getFirst();
        ElementType element = graph.type(output).element();
        if (element != ElementType.FLOAT) {
            throw new InvalidInputException(
                    "model '" + graph.name() + "'",
                    "its output '" + output + "' is of type " + element + ", and only floating point is supported",
                    "the model makes indices rather than numbers");
        }
        metric.misfit(shape(graph), samples).ifPresent(misfit -> {
            throw refusal.apply(misfit.problem(), misfit.mend());
        });
        if (shape(graph).elements() * samples.size() > Integer.MAX_VALUE / 2) {
            throw refusal.apply(
                    "the outputs for " + samples.size() + " samples, of " + shape(graph)
                            + " numbers each, are too many to be kept",
                    "ask for fewer samples under 'data'");
        }
    }
}
