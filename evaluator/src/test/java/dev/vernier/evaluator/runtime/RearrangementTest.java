package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every element comes from where it should, in blocks of any length, with padding among them and behind them. */
class RearrangementTest {
    private static final int IMAGES = 2;
    private static final int READ = 100;

    @ParameterizedTest
    @EnumSource
    void elementsComeFromTheirSources(Values.Form form) {
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] sources = sources(random);
            Values from = room(form, IMAGES * READ);
            for (long i = 0; i < from.data().byteSize(); i++) {
                from.data().set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
            }
            Values to = room(form, IMAGES * sources.length);
            int padding = form == Values.Form.WIDE_CODES ? 0x1234 : form == Values.Form.CODES ? 0x7F : 0;
            Rearrangement.of(sources).run(IMAGES, from, to, padding);
            Values zero = room(form, 1);
            if (padding != 0) {
                zero.code(0, padding);
            }
            for (int i = 0; i < to.length(); i++) {
                int source = sources[i % sources.length];
                MemorySegment expected = source < 0 ? zero.data() : element(from, i / sources.length * READ + source);
                assertEquals(-1, expected.mismatch(element(to, i)), "seed " + seed + ", element " + i);
            }
        }
    }

    /** Runs of neighbours, some of them padding; all of lengths with a common factor in half of the cases. */
    private static int[] sources(SplittableRandom random) {
        int factor = random.nextInt(2) * 9 + 1;
        return random.ints(random.nextInt(1, 6), 0, 3)
                .flatMap(kind -> {
                    int length = factor * random.nextInt(1, 4);
                    int first = random.nextInt(READ - length);
                    boolean padding = kind == 0 && factor == 1;
                    return IntStream.range(0, length).map(i -> padding ? Offsets.PADDING : first + i);
                })
                .toArray();
    }

    private static MemorySegment element(Values values, int index) {
        return values.image(index, 1).data();
    }

    private static Values room(Values.Form form, int elements) {
        return new Values(form, Arena.ofAuto().allocate((long) elements * form.bytes(), Long.BYTES));
    }
}
