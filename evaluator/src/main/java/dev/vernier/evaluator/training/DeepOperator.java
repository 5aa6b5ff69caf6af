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

    static Untrained create(NetworkDraft draft) {
        draft.graph().input("function", Shape.of(1, SENSORS)).input("places", Shape.of(1, PLACES, 1));
        String branch = draft.relu("branch1.relu", draft.dense("branch1", "function", WIDTH));
        branch = draft.relu("branch2.relu", draft.dense("branch2", branch, WIDTH));
        branch = draft.reshape("branch", draft.dense("branch3", branch, FEATURES), 1, FEATURES, 1);
        String trunk = draft.relu("trunk1.relu", draft.dense("trunk1", "places", WIDTH));
        trunk = draft.relu("trunk2.relu", draft.dense("trunk2", trunk, WIDTH));
        trunk = draft.relu("trunk", draft.dense("trunk3", trunk, FEATURES));
        draft.graph().node("product", new Op.MatMul(), trunk, branch);
        return draft.build(draft.reshape("result", "product", 1, PLACES));
    }
}
