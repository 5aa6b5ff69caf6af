package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;

/**
 * A DeepONet (L. Lu et al. 2021, arXiv:1910.03193): a branch network reads a function at 64 sensors, a trunk network each of
 * 32 places, and their products, summed over 32 features, are the result at these places. About 16,800 parameters.
 */
final class DeepOperator {
    private static final int SENSORS = 64;
    private static final int PLACES = 32;
    private static final int WIDTH = 64;
    private static final int FEATURES = 32;

    private DeepOperator() {}

    static Untrained create(Weights weights) {
        weights.graph().input("function", Shape.of(1, SENSORS)).input("places", Shape.of(1, PLACES, 1));
        String branch = weights.relu("branch1.relu", weights.dense("branch1", "function", WIDTH));
        branch = weights.relu("branch2.relu", weights.dense("branch2", branch, WIDTH));
        branch = weights.reshape("branch", weights.dense("branch3", branch, FEATURES), 1, FEATURES, 1);
        String trunk = weights.relu("trunk1.relu", weights.dense("trunk1", "places", WIDTH));
        trunk = weights.relu("trunk2.relu", weights.dense("trunk2", trunk, WIDTH));
        trunk = weights.relu("trunk", weights.dense("trunk3", trunk, FEATURES));
        weights.graph().node("product", new Op.MatMul(), trunk, branch);
        return weights.build(weights.reshape("result", "product", 1, PLACES));
    }
}
