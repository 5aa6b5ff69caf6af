package dev.vernier.evaluator.runtime;

import java.util.List;

/** One stage of one quantized network, ready to run. Immutable. */
@FunctionalInterface
interface StageProgram {
    /**
     * @param images how many images the inputs hold
     * @param inputs the stage's inputs, in its order
     * @param output is filled; room for exactly these images, of the form that the output's quantizer asks for
     * @param memory of the calling thread
     */
    void run(int images, List<Values> inputs, Values output, WorkingMemory memory);
}
