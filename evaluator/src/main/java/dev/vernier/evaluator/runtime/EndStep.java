package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.SplittableRandom;

/** What a runner does with a random sample before the first layer, or with an output behind the last: to measure it. */
public final class EndStep implements Runnable {
    /** An image as small networks take it. */
    private static final Shape SAMPLE = Shape.of(1, 3, 32, 32);

    /** Scores of some classes. */
    private static final Shape OUTPUT = Shape.of(1, 100);

    private static final ActivationQuantizer QUANTIZER = ActivationQuantizer.spanning(-2, 3, 8);

    private final Runnable step;
    private final int elements;

    private EndStep(Runnable step, int elements) {
        this.step = step;
        this.elements = elements;
    }

    /** A sample becomes codes. */
    public static EndStep input() {
        int[] offsets = new OrderedShape(SAMPLE, Order.CHANNELS_INNERMOST).offsets();
        SplittableRandom random = new SplittableRandom(3);
        float[] sample = new float[offsets.length];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (float) random.nextDouble(-2, 3);
        }
        Values codes = room(Values.Form.CODES, sample.length);
        return new EndStep(() -> SampleEnds.encode(sample, offsets, Optional.of(QUANTIZER), codes), sample.length);
    }

    /** A network's output, which no quantizer sits on, is handed out. */
    public static EndStep output() {
        int[] offsets = new OrderedShape(OUTPUT, Order.ROW_MAJOR).offsets();
        Values floats = room(Values.Form.FLOATS, offsets.length);
        return new EndStep(() -> SampleEnds.decode(floats, offsets, Optional.empty()), offsets.length);
    }

    private static Values room(Values.Form form, int elements) {
        return new Values(form, Arena.ofAuto().allocate((long) elements * form.bytes(), Long.SIZE));
    }

    /** How many elements come in or go out. */
    public int elements() {
        return elements;
    }

    @Override
    public void run() {
        step.run();
    }
}
