package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleInput;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.score.Compatibility;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether a search can take a model, whatever the data are. */
public final class ModelCheck {
    private ModelCheck() {}

    /** Why a search would refuse a model even with data that fit it. */
    public static Optional<InvalidInputException> obstacle(Graph graph) {
        try {
            Compatibility.check(graph, new FittingSamples(graph));
            return Optional.empty();
        } catch (InvalidInputException e) {
            return Optional.of(e);
        }
    }

    /** One labelled sample, all zeros, of the shapes that a model asks for. */
    private record FittingSamples(Graph graph) implements Dataset {
        @Override
        public List<SampleInput> inputs() {
            return graph.inputs().stream()
                    .map(input -> new SampleInput(input, sample(graph.shape(input))))
                    .toList();
        }

        private static Shape sample(Shape batch) {
            return Shape.of(Arrays.copyOfRange(batch.toArray(), 1, batch.rank()));
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Truth truth() {
            return Truth.CLASS;
        }

        @Override
        public int classes() {
            return 1;
        }

        @Override
        public void read(int index, int input, float[] into, int offset) {
            int elements = Math.toIntExact(inputs().get(input).shape().elements());
            Arrays.fill(into, offset, offset + elements, 0);
        }

        @Override
        public Target target(int index) {
            return new Target.OfClass(0);
        }

        @Override
        public String fingerprint() {
            return "";
        }
    }
}
