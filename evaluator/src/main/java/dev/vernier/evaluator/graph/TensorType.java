package dev.vernier.evaluator.graph;

/** What is known of a tensor before it is computed. */
public record TensorType(ElementType element, Shape shape) {
    /** {@code FLOAT 1×16×28×28}. */
    @Override
    public String toString() {
        return element + " " + shape;
    }
}
