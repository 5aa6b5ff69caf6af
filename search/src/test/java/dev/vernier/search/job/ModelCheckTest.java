package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
    private static Graph.Builder network() {
        return Graph.builder("test")
                .input("x", Shape.of(1, 4))
                .constant("w", Tensor.floats(new float[12], 3, 4))
                .node("scores", new Op.Gemm(1, 1, false, true), "x", "w")
                .node("positive", new Op.Relu(), "scores");
    }

    @Test
    void saysWhatASearchWouldRefuse() {
        assertEquals(
                Optional.empty(),
                ModelCheck.obstacle(network().output("positive").build()));
        Graph two = network().output("scores").output("positive").build();
        InvalidInputException told = ModelCheck.obstacle(two).orElseThrow();
        assertTrue(told.problem().contains("2 outputs"), told.problem());
    }
}
