package dev.vernier.evaluator.score;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.hardware.input.InvalidInputException;

/** Whether a network can be fed with a set of samples. */
public final class Compatibility {
    private Compatibility() {}

    /**
     * @throws InvalidInputException when the network does not take such samples, or has several outputs
     */
    public static void check(Graph graph, Dataset samples) {
        SampleFeed.of(graph, samples).requireNumbersOfItsTypes();
        requireOneOutput(graph);
    }

    static void requireOneOutput(Graph graph) {
        if (graph.outputs().size() != 1) {
            throw new InvalidInputException(
                    "model '" + graph.name() + "'",
                    "it has " + graph.outputs().size() + " outputs, " + String.join(", ", graph.outputs())
                            + ", and one counts",
                    "choose it in the configuration: 'output: "
                            + graph.outputs().getFirst() + "'");
        }
    }
}
