package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.kernel.Scratch;
import java.util.List;

/** One stage of one quantized network, ready to run. Immutable. */
@FunctionalInterface
interface StageProgram {
    /**
     * @param images how many images the inputs hold
     * @param inputs the stage's inputs, in its order
     */
    Values run(int images, List<Values> inputs, Scratch scratch);
}
