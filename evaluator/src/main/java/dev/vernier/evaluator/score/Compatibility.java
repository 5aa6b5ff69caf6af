package dev.vernier.evaluator.score;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;

/** Whether a network and a set of samples belong together. */
public final class Compatibility {
    private Compatibility() {}

    /** Values per sample in the network's output. */
    public static int classes(Graph graph) {
        return FloatReference.classes(graph);
    }

    /**
     * @throws InvalidInputException when the network does not take such samples
     */
    public static void check(Graph graph, Dataset samples) {
        String place = "model '" + graph.name() + "'";
        SampleFeed.of(graph, samples).requireNumbersOfItsTypes();
        if (graph.outputs().size() != 1) {
            throw new InvalidInputException(
                    place,
                    "it has " + graph.outputs().size() + " outputs, " + String.join(", ", graph.outputs())
                            + ", and one counts",
                    "choose it in the configuration: 'output: "
                            + graph.outputs().getFirst() + "'");
        }
        requireFloat(graph, place, graph.outputs().getFirst(), "output");
        Shape output = graph.shape(graph.outputs().getFirst());
        int classes = FloatReference.classes(graph);
        if (output.toList().stream().filter(extent -> extent > 1).count() > 1 || classes < 2) {
            throw new InvalidInputException(
                    place,
                    "its output '" + graph.outputs().getFirst() + "' has the shape " + output
                            + ", which is no list of class scores",
                    "the model is no classifier, or its last pooling was cut off");
        }
        if (classes < samples.classes()) {
            throw new InvalidInputException(
                    place,
                    "it tells " + classes + " classes apart, and the data's labels go up to " + (samples.classes() - 1),
                    "the labels belong to another model, or start at 1 instead of 0");
        }
    }

    private static void requireFloat(Graph graph, String place, String tensor, String role) {
        ElementType element = graph.type(tensor).element();
        if (element != ElementType.FLOAT) {
            throw new InvalidInputException(
                    place,
                    "its " + role + " '" + tensor + "' is of type " + element
                            + ", and only floating point is supported",
                    "the model takes or makes indices rather than numbers");
        }
    }
}
