package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.runtime.WorkingMemory.Part;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A recurrent layer on integers. In each step the states of all images are quantized and multiplied by the matrix at once;
 * what follows is {@link dev.vernier.evaluator.graph.Cell}'s formula in 32-bit floating point, in the order of
 * {@link CellFormulas}. States go from step to step in floating point: only products, and whoever reads the layer, see their
 * codes.
 *
 * @param steps T
 * @param rows B of one image
 * @param hidden H
 * @param products from codes of states to real numbers: with all of R, or with the gates' and then the candidate's part of it
 * @param codes the quantizer of the states
 * @param sums what is added to the products
 * @param first the hidden state before the first step
 * @param firstCell the cell state before it, if the cell has one
 */
record RecurrenceProgram(
        Op.Recurrence op,
        int steps,
        int rows,
        int hidden,
        List<Product> products,
        ActivationQuantizer codes,
        Source sums,
        Source first,
        Source firstCell)
        implements StageProgram {
    /** From codes of states to real numbers, so many for each row. */
    record Product(StageProgram program, int outputs) {}

    /** Where real numbers come from. */
    sealed interface Source {
        /** The same for each image. */
        record Constant(float[] values) implements Source {}

        /** One of the stage's inputs. */
        record Computed(int input, Optional<ActivationQuantizer> quantizer) implements Source {}

        /** Those of so many images, one after the other; the caller's own. */
        default float[] values(int images, List<Values> inputs) {
            return switch (this) {
                case Constant(float[] values) -> {
                    float[] all = new float[images * values.length];
                    for (int image = 0; image < images; image++) {
                        System.arraycopy(values, 0, all, image * values.length, values.length);
                    }
                    yield all;
                }
                case Computed(int input, Optional<ActivationQuantizer> quantizer) ->
                    inputs.get(input).decoded(quantizer);
            };
        }
    }

    RecurrenceProgram {
        products = List.copyOf(products);
    }

    @Override
    public void run(int images, List<Values> inputs, Values output, WorkingMemory memory) {
        float[] added = sums.values(images, inputs);
        float[] h = first.values(images, inputs);
        float[] c = firstCell.values(images, inputs);
        leave(images, h, op.reverse() ? steps : 0, output);
        for (int step = 0; step < steps; step++) {
            int time = op.reverse() ? steps - 1 - step : step;
            float[] x = at(time, images, added);
            float[] product = product(0, images, h, memory);
            switch (op.cell()) {
                case LSTM -> CellFormulas.lstm(hidden, x, product, h, c);
                case GRU -> {
                    float[] reset = CellFormulas.reset(hidden, x, product, h);
                    CellFormulas.gru(hidden, x, product, product(1, images, reset, memory), h);
                }
                case GRU_RESET_AFTER -> CellFormulas.gruResetAfter(hidden, x, product, h);
            }
            leave(images, h, op.reverse() ? time : time + 1, output);
        }
    }

    /** The rows of one step, image by image. */
    private float[] at(int time, int images, float[] added) {
        int length = added.length / images / steps;
        float[] x = new float[images * length];
        for (int image = 0; image < images; image++) {
            System.arraycopy(added, (image * steps + time) * length, x, image * length, length);
        }
        return x;
    }

    private float[] product(int number, int images, float[] states, WorkingMemory memory) {
        Values.Form form = Values.Form.of(Optional.of(codes));
        long codeBytes = (long) states.length * form.bytes();
        Values coded = new Values(form, memory.part(Part.STATES, codeBytes).asSlice(0, codeBytes));
        coded.encode(states, Optional.of(codes));
        Product product = products.get(number);
        long bytes = (long) images * rows * product.outputs() * Float.BYTES;
        MemorySegment made = memory.part(Part.PRODUCTS, bytes).asSlice(0, bytes);
        Values result = new Values(Values.Form.FLOATS, made);
        product.program().run(images, List.of(coded), result, memory);
        return result.floats();
    }

    /** Writes the states of one moment. */
    private void leave(int images, float[] h, int moment, Values output) {
        int length = rows * hidden;
        for (int image = 0; image < images; image++) {
            int to = (image * (steps + 1) + moment) * length;
            for (int i = 0; i < length; i++) {
                output.code(to + i, codes.encode(h[image * length + i]));
            }
        }
    }
}
