package dev.vernier.evaluator.runtime;

import java.util.List;

/** One pass of one quantized network, ready to run. Immutable. */
@FunctionalInterface
interface PassProgram {
    /**
     * @param images how many images the inputs hold
     * @param inputs the pass' inputs, in its order
     * @param outputs are filled, in the pass' order; each has room for exactly these images, of the form that its
     *     quantizer asks for
     * @param memory of the calling thread
     */
    void run(int images, List<Values> inputs, List<Values> outputs, WorkingMemory memory);

    /** A stage that leaves one tensor. */
    static PassProgram of(StageProgram program) {
        return (images, inputs, outputs, memory) -> program.run(images, inputs, outputs.getFirst(), memory);
    }
}
