package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A recurrent network that reads letters and foretells the next, {@code h ← σ(W·x + U·h + b)} with rectifiers, U beginning as
 * identity (Q. Le, N. Jaitly, G. Hinton 2015, arXiv:1504.00941), unrolled over 24 letters. All steps share U; the products with W,
 * and those of the output, are made for all letters at once. About 3,900 parameters.
 */
final class RecurrentNetwork {
    private static final int LENGTH = 24;
    private static final int LETTERS = 16;
    private static final int WIDTH = 48;

    private RecurrentNetwork() {}

    static Untrained create(NetworkDraft draft) {
        draft.graph().input("letters", Shape.of(1, LENGTH, LETTERS));
        String read = draft.dense("read", "letters", WIDTH);
        draft.graph().constant("recurrent.weight", identity());
        List<String> states = new ArrayList<>();
        for (int step = 1; step <= LENGTH; step++) {
            String name = "step" + step;
            String sum = name + ".letter";
            draft.graph().node(sum, new Op.Slice(List.of(step - 1), List.of(step), List.of(1), List.of(1)), read);
            if (step > 1) {
                draft.graph().node(name + ".recurrent", new Op.MatMul(), states.getLast(), "recurrent.weight");
                sum = draft.sum(name + ".sum", sum, name + ".recurrent");
            }
            states.add(draft.relu(name, sum));
        }
        draft.graph().node("states", new Op.Concat(1), states.toArray(String[]::new));
        return draft.build(draft.dense("foretell", "states", LETTERS));
    }

    private static Tensor identity() {
        float[] matrix = new float[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            matrix[i * WIDTH + i] = 1;
        }
        return Tensor.floats(matrix, WIDTH, WIDTH);
    }
}
