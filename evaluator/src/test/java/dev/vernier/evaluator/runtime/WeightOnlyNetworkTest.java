package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.evaluator.quantize.WeightCodes;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Codes become numbers in the shapes that the model has, and biases go where they are read. */
class WeightOnlyNetworkTest {
    /** Two products that read one constant, one with an addition behind it, and a layer with rows of weights. */
    private static final Graph GRAPH = Graph.builder("shared")
            .input("x", Shape.of(1, 3, 2))
            .constant("w", Tensor.floats(new float[] {1, 2, 3, 4}, 2, 2))
            .constant("b", Tensor.floats(new float[] {5, 6}, 2))
            .constant("rows", Tensor.floats(new float[] {1, 2, 3, 4, 5, 6}, 1, 6))
            .node("first", new Op.MatMul(), "x", "w")
            .node("sum", new Op.Add(), "b", "first")
            .node("second", new Op.MatMul(), "sum", "w")
            .node("flat", new Op.Flatten(1), "second")
            .node("fc", new Op.Gemm(1, 1, false, true), "flat", "rows")
            .output("fc")
            .build();

    private static final NetworkLayout LAYOUT = NetworkLayout.of(GRAPH, 8);

    private static WeightOnlyNetwork network(String precisions, SortedMap<Integer, CorrectedWeights> layers) {
        List<Precision> widths =
                Stream.of(precisions.split(" ", -1)).map(Precision::parse).toList();
        return new WeightOnlyNetwork(PrecisionPlan.of(LAYOUT, widths), layers);
    }

    @Test
    void onlyTheLayersOfCodesAreOthers() {
        QuantizedWeights codes = new QuantizedWeights(
                4, WeightCodes.RESTRICTED, new byte[] {1, -2, 3, 7}, 2, 1, new float[] {1, 0.5f, 2, 1}, new byte[4]);
        SortedMap<Integer, CorrectedWeights> layers = new TreeMap<>();
        layers.put(0, new CorrectedWeights(codes, new float[] {50, 60}));

        Graph decoded = network("4/32 32/32 32/32", layers).decoded();

        // Channel by channel the codes stand for 1, -1 and 6, 7; the model has channels side by side.
        assertArrayEquals(
                new float[] {1, 6, -1, 7}, decoded.floats("first/weights").data());
        assertArrayEquals(new float[] {50, 60}, decoded.floats("first/bias").data());
        assertFalse(decoded.isConstant("b"), "nobody reads the old bias");
        assertSame(GRAPH.constant("w"), decoded.constant("w"), "the other product still reads what both did");
        assertEquals(
                List.of("first/bias", "first"),
                decoded.producer("sum").orElseThrow().inputs());
    }

    @Test
    void theLastGroupOfAChannelMayBeShort() {
        QuantizedWeights codes = new QuantizedWeights(
                8, WeightCodes.RESTRICTED, new byte[] {1, 2, 3, 4, 5, 6}, 6, 4, new float[] {1, 10}, new byte[2]);
        SortedMap<Integer, CorrectedWeights> layers = new TreeMap<>();
        layers.put(2, new CorrectedWeights(codes, new float[1]));

        Graph decoded = network("32/32 32/32 8/32", layers).decoded();

        assertArrayEquals(
                new float[] {1, 2, 3, 4, 50, 60}, decoded.floats("fc/weights").data());
        assertFalse(decoded.isConstant("fc/bias"), "the layer has none");
    }
}
