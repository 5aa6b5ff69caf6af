package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFeedTest {
    /** A grey image of two rows, or as many steps of three numbers each. */
    private static final Dataset SAMPLES = samples(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);

    @Test
    void matricesFitWithAndWithoutAChannel() {
        for (Shape taken : List.of(Shape.of(1, 2, 3), Shape.of(1, 1, 2, 3), Shape.of(1, 2, 3, 1))) {
            SampleBatch batch = SampleFeed.of(network(taken), SAMPLES).batch(0, 1);
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, batch.values().getFirst());
            assertEquals(taken.elements(), batch.shapes().getFirst().elements());
        }
    }

    @Test
    void channelsComeLastWhereTheNetworkWantsThemSo() {
        Dataset colours = samples(new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);
        SampleBatch batch =
                SampleFeed.of(network(Shape.of(1, 1, 2, 3)), colours).batch(0, 1);
        assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, batch.values().getFirst());
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 3, another one: set 'layout: nchw'", "1, 2, 4, belong to another model"})
    void otherShapesAreRefused(int channels, int rows, int columns, String mend) {
        Graph graph = network(Shape.of(1, channels, rows, columns));
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> SampleFeed.of(graph, SAMPLES));
        assertTrue(refused.getMessage().contains(mend), refused.getMessage());
    }

    private static Graph network(Shape input) {
        return Graph.builder("network")
                .input("x", input)
                .node("y", new Op.Flatten(1), "x")
                .output("y")
                .build();
    }

    private static Dataset samples(float[] values, int channels, int height, int width) {
        RawArray images = new RawArray.Floats(Shape.of(1, channels, height, width), values);
        return ArrayDataset.of(
                "images", List.of(ImageTensor.of("images", images, Preprocessing.NONE)), "labels", Targets.none(1));
    }
}
