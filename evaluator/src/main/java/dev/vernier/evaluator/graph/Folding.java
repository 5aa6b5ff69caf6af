package dev.vernier.evaluator.graph;

/**
 * Rewrites a graph into the few forms that quantization and the runners know, without changing what it computes by more
 * than rounding.
 *
 * <ul>
 *   <li>Identity and Dropout are gone, as are nodes that only move constants.
 *   <li>A Gemm with constant weights has {@code alpha = beta = 1}, weights [N,K] ({@code transposeB}) and at most a
 *       constant bias [N]; a MatMul of a matrix with constant weights has become one, with the constant vector that
 *       was added to it as its bias. (A computed addend scaled by {@code beta ≠ 1} keeps its Gemm as it was.)
 *   <li>A constant that is added to each channel of a Conv is its bias.
 *   <li>BatchNormalization is part of the Conv, ConvTranspose or Gemm before it, or of the Conv without padding or the Gemm
 *       behind it; else, of images, a depthwise 1×1 Conv; else {@link Op.Other}.
 *   <li>Padding is part of the window that reads it, where that is exact.
 *   <li>Neighbouring Relus and Clips are one.
 * </ul>
 *
 * Inputs and outputs of the graph keep their names; a layer keeps the name of its Conv, Gemm or MatMul.
 */
public final class Folding {
    private Folding() {}

    /**
     * Folds a graph.
     *
     * @throws dev.vernier.hardware.input.InvalidInputException when a BatchNormalization would leave weights that are no
     *     numbers
     */
    public static Graph fold(Graph graph) {
        Graph folded = IdentityRemoval.apply(graph);
        folded = ConstantFolding.apply(folded);
        folded = GemmNormalization.apply(folded);
        folded = BiasFolding.apply(folded);
        folded = BatchNormalizationFolding.apply(folded);
        folded = PadFolding.apply(folded);
        return ClipMerging.apply(folded);
    }
}
