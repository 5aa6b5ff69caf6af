package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;

/**
 * A graph convolutional network (T. N. Kipf, M. Welling 2017, arXiv:1609.02907): three layers {@code σ(Â·(X·W + b))}, the
 * normalised adjacency Â an input like the nodes' features X, so that every sample has a graph of its own; then the mean over
 * the nodes and two dense layers. About 9,200 parameters.
 */
final class GraphConvolution {
    private static final int NODES = 24;
    private static final int FEATURES = 8;
    private static final int WIDTH = 64;
    private static final int LAYERS = 3;
    private static final int CLASSES = 4;

    private GraphConvolution() {}

    static Untrained create(NetworkDraft draft) {
        draft.graph().input("adjacency", Shape.of(1, NODES, NODES)).input("nodes", Shape.of(1, NODES, FEATURES));
        String nodes = "nodes";
        for (int layer = 1; layer <= LAYERS; layer++) {
            String dense = draft.dense("layer" + layer, nodes, WIDTH);
            draft.graph().node("propagate" + layer, new Op.MatMul(), "adjacency", dense);
            nodes = draft.relu("layer" + layer + ".relu", "propagate" + layer);
        }
        String columns = draft.transpose("columns", nodes, 0, 2, 1);
        String image = draft.reshape("image", columns, 1, WIDTH, NODES, 1);
        return draft.classifier(image, CLASSES);
    }
}
