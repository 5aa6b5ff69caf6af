package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps between layers against their formulas, on codes of every kind of width. */
class GlueProgramsTest {
    private static final int IMAGES = 2;
    private static final int PIXELS = 4;
    private static final int CHANNELS = 3;
    private static final int ELEMENTS = IMAGES * PIXELS * CHANNELS;

    private final WorkingMemory memory = new WorkingMemory(KernelSelection.select());
    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @CsvSource({"8, 4, 8", "16, 8, 8", "8, 16, 16", "16, 16, 16", "1, 2, 16"})
    void sumsAreThoseOfTheRealNumbers(int aBits, int bBits, int outputBits) {
        ActivationQuantizer a = ActivationQuantizer.spanning(-3, 5, aBits);
        ActivationQuantizer b = ActivationQuantizer.spanning(0, 2, bBits);
        ActivationQuantizer to = ActivationQuantizer.spanning(-1, 6, outputBits);
        Values left = random(a);
        Values right = random(b);
        StageProgram program = Math.max(aBits, bBits) > 8
                ? GluePrograms.wideSum(a, b, Limits.RELU, to)
                : GluePrograms.sum(GluePrograms.sumTable(a, b, Limits.RELU, to), b.maxCode() + 1);
        Values output = run(program, to, ELEMENTS, left, right);
        for (int i = 0; i < ELEMENTS; i++) {
            float sum = Math.max(0, a.decode(left.code(i)) + b.decode(right.code(i)));
            assertEquals(to.encode(sum), output.code(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 16})
    void poolingsTakeTheMeanAndTheLargest(int bits) {
        ActivationQuantizer from = ActivationQuantizer.spanning(-2, 7, bits);
        ActivationQuantizer to = ActivationQuantizer.spanning(-1, 4, bits);
        PoolWindows windows = new PoolWindows(CHANNELS, new int[][] {{0, 1, 2}, {3}}, new int[] {3, 2});
        Values input = random(from);
        int outputs = IMAGES * 2 * CHANNELS;
        Values mean = run(GluePrograms.average(windows, PIXELS * CHANNELS, from, to), to, outputs, input);
        Values largest = run(GluePrograms.max(windows, PIXELS * CHANNELS), from, outputs, input);
        for (int i = 0; i < outputs; i++) {
            int window = i / CHANNELS % 2;
            long sum = 0;
            int most = 0;
            for (int pixel : windows.pixels()[window]) {
                int code = input.code((i / CHANNELS / 2 * PIXELS + pixel) * CHANNELS + i % CHANNELS);
                sum += code - from.zeroPoint();
                most = Math.max(most, code);
            }
            assertEquals(to.encode(sum * from.scale() / windows.divisors()[window]), mean.code(i));
            assertEquals(most, largest.code(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 8", "16, 8", "8, 16", "16, 16"})
    void concatenationsAndFunctionsRecode(int fromBits, int toBits) {
        ActivationQuantizer from = ActivationQuantizer.spanning(-2, 7, fromBits);
        ActivationQuantizer to = ActivationQuantizer.spanning(-1, 4, toBits);
        char[] recoding = GluePrograms.recodeTable(from, Limits.NONE, to);
        Values a = random(from);
        Values b = random(from);
        int[] even = new int[PIXELS * CHANNELS];
        int[] odd = new int[even.length];
        for (int i = 0; i < even.length; i++) {
            even[i] = 2 * i;
            odd[i] = 2 * i + 1;
        }
        Values joined =
                run(GluePrograms.concat(List.of(even, odd), List.of(recoding, recoding)), to, 2 * ELEMENTS, a, b);
        Values limited = run(GluePrograms.activation(Optional.of(from), Limits.RELU, Optional.of(to)), to, ELEMENTS, a);
        for (int i = 0; i < ELEMENTS; i++) {
            assertEquals(to.encode(from.decode(a.code(i))), joined.code(2 * i));
            assertEquals(to.encode(from.decode(b.code(i))), joined.code(2 * i + 1));
            assertEquals(to.encode(Math.max(0, from.decode(a.code(i)))), limited.code(i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void movesPadWithZero(int bits) {
        Optional<ActivationQuantizer> quantizer =
                bits == 32 ? Optional.empty() : Optional.of(ActivationQuantizer.spanning(-2, 7, bits));
        float[] values = {1, 2, 3, 4};
        Values input = room(quantizer, 4);
        input.encode(values, quantizer);
        int zero = quantizer.map(ActivationQuantizer::zeroPoint).orElse(0);
        StageProgram program = GluePrograms.move(Rearrangement.of(new int[] {1, Offsets.PADDING, 0}), zero);
        Values output = room(quantizer, 6);
        program.run(IMAGES, List.of(input), output, memory);
        float step = quantizer.map(ActivationQuantizer::scale).orElse(0f);
        assertArrayEquals(new float[] {2, 0, 1, 4, 0, 3}, output.decoded(quantizer), step);
        assertEquals(0, output.decoded(quantizer)[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void numbersBecomeCodes(int bits) {
        ActivationQuantizer to = ActivationQuantizer.spanning(-1, 4, bits);
        float[] values = new float[2500];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 5);
        }
        Values input = room(Optional.empty(), values.length);
        input.encode(values, Optional.empty());
        Optional<ActivationQuantizer> codes = Optional.of(to);
        Values all = run(GluePrograms.activation(Optional.empty(), Limits.NONE, codes), to, values.length, input);
        Values limited = run(GluePrograms.activation(Optional.empty(), Limits.RELU, codes), to, values.length, input);
        for (int i = 0; i < values.length; i++) {
            assertEquals(to.encode(values[i]), all.code(i));
            assertEquals(to.encode(Math.max(0, values[i])), limited.code(i));
        }
    }

    private Values run(StageProgram program, ActivationQuantizer to, int elements, Values... inputs) {
        Values output = room(Optional.of(to), elements);
        output.data().fill((byte) 0x55);
        program.run(IMAGES, List.of(inputs), output, memory);
        return output;
    }

    private Values random(ActivationQuantizer quantizer) {
        Values values = room(Optional.of(quantizer), ELEMENTS);
        for (int i = 0; i < ELEMENTS; i++) {
            values.code(i, random.nextInt(quantizer.maxCode() + 1));
        }
        return values;
    }

    private static Values room(Optional<ActivationQuantizer> quantizer, int elements) {
        Values.Form form = Values.Form.of(quantizer);
        return new Values(form, Arena.ofAuto().allocate((long) elements * form.bytes(), 64));
    }
}
