package dev.vernier.evaluator.graph;

import java.util.List;

/** An attribute of an operator that is passed on as it was read. */
public sealed interface Attribute {
    record Whole(long value) implements Attribute {}

    record Wholes(List<Long> values) implements Attribute {
        public Wholes {
            values = List.copyOf(values);
        }
    }

    record Real(float value) implements Attribute {}

    record Reals(List<Float> values) implements Attribute {
        public Reals {
            values = List.copyOf(values);
        }
    }

    record Text(String value) implements Attribute {}

    record Texts(List<String> values) implements Attribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    record OfTensor(Tensor value) implements Attribute {}

    /**
     * A graph that the operator runs. It is only written.
     *
     * @param given how many of its inputs the operator feeds, the first ones; the others are tensors of the same names in
     *     the graph around it
     */
    record OfGraph(Graph value, int given) implements Attribute {}
}
