package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassTest {
    private final Graph.Builder graph = Graph.builder("g")
            .input("x", Shape.of(1, 4, 6, 6))
            .constant("w", Tensor.floats(new float[4 * 4], 4, 4, 1, 1));

    @Test
    void anAdditionBelongsToTheLastLayerThatOnlyItReads() {
        conv("stem", "x");
        conv("main", "stem");
        conv("shortcut", "stem");
        graph.node("sum", new Op.Add(), "main", "shortcut").node("relu", new Op.Relu(), "sum");
        conv("next", "relu");
        graph.node("sum2", new Op.Add(), "relu", "next").output("sum2");
        assertPasses("stem x>stem", "main stem>main", "shortcut stem,main>relu", "next relu,relu>sum2");
    }

    @Test
    void whatOthersReadStaysATensor() {
        conv("stem", "x");
        conv("left", "stem");
        conv("right", "left");
        graph.node("sum", new Op.Add(), "left", "right").node("twice", new Op.Add(), "sum", "sum");
        conv("out", "twice");
        graph.node("last", new Op.Add(), "out", "left").output("last").output("out");
        assertPasses(
                "stem x>stem",
                "left stem>left",
                "right left,left>sum",
                "twice sum,sum>twice",
                "out twice>out",
                "last out,left>last");
    }

    private void conv(String name, String input) {
        graph.node(name, new Op.Conv(Window.square(1, 1, 0), 1), input, "w");
    }

    private void assertPasses(String... expected) {
        NetworkLayout layout = NetworkLayout.of(graph.build(), 8);
        List<String> passes = Pass.of(layout).stream()
                .map(pass -> pass.stage().name() + " " + String.join(",", pass.inputs()) + ">"
                        + String.join(",", pass.outputs()))
                .toList();
        assertEquals(List.of(expected), passes);
        long stages = layout.stages().size();
        long additions = Pass.of(layout).stream()
                .filter(pass -> pass.addition().isPresent())
                .count();
        assertEquals(stages, passes.size() + additions);
        layout.stages().stream()
                .filter(Stage.OfLayer.class::isInstance)
                .forEach(layer -> assertEquals(
                        1,
                        Pass.of(layout).stream()
                                .filter(pass -> pass.stage().equals(layer))
                                .count()));
    }
}
