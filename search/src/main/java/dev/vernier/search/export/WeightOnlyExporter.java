package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.runtime.WeightOnlyNetwork;

/**
 * Writes a weight-only network as a graph of ONNX operators in which weights are codes behind a DequantizeLinear, by blocks
 * where groups of them share a scale; everything else is the float network. ONNX Runtime turns products by 4-bit blocks
 * into its MatMulNBits.
 */
public final class WeightOnlyExporter {
    private WeightOnlyExporter() {}

    /** The network as a graph with the inputs and outputs of the original. */
    public static Graph export(WeightOnlyNetwork network) {
        Graph model = network.plan().layout().graph();
        return network.graph(
                (graph, name, layer, weights) -> new DequantizedWeights(model, layer, weights).write(graph, name));
    }
}
