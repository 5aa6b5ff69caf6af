package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.plan.NetworkLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UntrainedNetworksTest {
    /**
     * Counted by hand. ResNet-20: a stem of 32²·27·16 products, 18 convolutions of 32²·144·16, two of which read half the
     * channels, two shortcuts of 16²·16·32 and 8²·32·64, and a classifier of 640. MobileNet: a stem of 32²·27·32, then
     * for each block its positions times 9 and its outputs times its inputs, and a classifier of 5120.
     */
    @ParameterizedTest
    @CsvSource({"resnet20, 22, 40813184", "mobilenet, 16, 22930432"})
    void hasTheLayersAndTheWorkOfItsTopology(String name, int layers, long macs) {
        Graph graph = UntrainedNetworks.create(name, 1);
        NetworkLayout layout = NetworkLayout.of(Folding.fold(graph), 8);
        assertEquals(Shape.of(1, 3, 32, 32), graph.shape("image"));
        assertEquals(Shape.of(1, 10), graph.shape("logits"));
        assertEquals(layers, layout.layers().size());
        assertEquals(macs, layout.workload().macs());
    }

    @Test
    void unknownNamesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> UntrainedNetworks.create("resnet21", 1));
    }
}
