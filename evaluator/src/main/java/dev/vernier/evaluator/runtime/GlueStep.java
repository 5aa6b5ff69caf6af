package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.hardware.workload.Step;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One step between layers on random codes of one image, as the runners take it: to measure what such steps cost. */
public final class GlueStep implements Runnable {
    /** A feature map of 14×14 with 32 channels: what small networks join and pool. */
    private static final int PIXELS = 14 * 14;

    private static final int CHANNELS = 32;
    private static final int ELEMENTS = PIXELS * CHANNELS;
    private static final ActivationQuantizer FROM = ActivationQuantizer.spanning(-2, 3, 8);
    private static final ActivationQuantizer TO = ActivationQuantizer.spanning(-1, 4, 8);

    private final Step.Glue.Kind kind;
    private final StageProgram program;
    private final Values input;
    private final Values output;
    private final WorkingMemory memory;

    private GlueStep(Step.Glue.Kind kind, StageProgram program, int outputs, Kernels kernels) {
        this.kind = kind;
        this.program = program;
        input = room(ELEMENTS);
        output = room(outputs);
        memory = new WorkingMemory(kernels);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < ELEMENTS; i++) {
            input.code(i, random.nextInt(FROM.maxCode() + 1));
        }
    }

    private static Values room(int elements) {
        return new Values(Values.Form.CODES, Arena.ofAuto().allocate(elements, Long.SIZE));
    }

    /** One for each kind of step, but for additions, which layers do on the way. */
    public static List<GlueStep> all(Kernels kernels) {
        int[] all = IntStream.range(0, PIXELS).toArray();
        PoolWindows window = new PoolWindows(CHANNELS, new int[][] {all}, new int[] {PIXELS});
        int[] transposition = new int[ELEMENTS];
        Arrays.setAll(transposition, i -> i % PIXELS * CHANNELS + i / PIXELS);
        char[] recoding = GluePrograms.recodeTable(FROM, Limits.NONE, TO);
        StageProgram recode = GluePrograms.activation(Optional.of(FROM), Limits.RELU, Optional.of(TO));
        return List.of(
                new GlueStep(
                        Step.Glue.Kind.CONCAT,
                        GluePrograms.concat(List.of(transposition), List.of(recoding)),
                        ELEMENTS,
                        kernels),
                new GlueStep(Step.Glue.Kind.POOL, GluePrograms.average(window, ELEMENTS, FROM, TO), CHANNELS, kernels),
                new GlueStep(
                        Step.Glue.Kind.MOVE, GluePrograms.move(Rearrangement.of(transposition), 0), ELEMENTS, kernels),
                new GlueStep(Step.Glue.Kind.ELEMENTWISE, recode, ELEMENTS, kernels));
    }

    public Step.Glue.Kind kind() {
        return kind;
    }

    /** How many elements the step reads. */
    public int elementsRead() {
        return ELEMENTS;
    }

    @Override
    public void run() {
        program.run(1, List.of(input), output, memory);
    }
}
