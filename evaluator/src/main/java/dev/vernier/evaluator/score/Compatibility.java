package dev.vernier.evaluator.score;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;

/** Whether a network and a set of samples belong together. */
public final class Compatibility {
    private Compatibility() {}

    /**
     * @throws InvalidInputException when the network does not take such samples
     */
    public static void check(Graph graph, Dataset samples) {
        String place = "model '" + graph.name() + "'";
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw new InvalidInputException(
                    place,
                    "it has " + graph.inputs().size() + " inputs and "
                            + graph.outputs().size() + " outputs, and one of each is needed",
                    "export it with one of each alone");
        }
        requireFloat(graph, place, graph.inputs().getFirst());
        Shape input = graph.shape(graph.inputs().getFirst());
        Shape expected = Shape.of(Arrays.copyOfRange(input.toArray(), 1, input.rank()));
        if (!expected.equals(samples.sampleShape())) {
            throw new InvalidInputException(
                    place,
                    "its input '" + graph.inputs().getFirst() + "' takes samples of shape " + expected
                            + ", and the data has " + samples.sampleShape(),
                    "the data's layout is another one: set 'layout: nchw' or 'layout: nhwc' under 'data'");
        }
    }

    private static void requireFloat(Graph graph, String place, String input) {
        ElementType element = graph.type(input).element();
        if (element != ElementType.FLOAT) {
            throw new InvalidInputException(
                    place,
                    "its input '" + input + "' is of type " + element + ", and only floating point is supported",
                    "the model takes indices rather than numbers");
        }
    }
}
