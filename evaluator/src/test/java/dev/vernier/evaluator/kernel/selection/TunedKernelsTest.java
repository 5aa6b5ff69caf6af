package dev.vernier.evaluator.kernel.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.KernelCase;
import dev.vernier.evaluator.kernel.KernelCases;
import dev.vernier.evaluator.kernel.KernelRun;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunedKernelsTest {
    private static final Race.Effort SHORT = new Race.Effort(0, 0, 3, 1, 1);
    private static final ConvShape SHAPE = ConvShape.square(6, 2, 3, 3, 1, 1, 1);
    private static final Precision NARROW = new Precision(2, 4);

    @TempDir
    private Path cache = Path.of("");

    private static long noClock() {
        throw new AssertionError("a choice that is known was timed");
    }

    static List<Kernels> levels() {
        return KernelSelection.compared(KernelSelection.AUTO);
    }

    /** Every choice that the file can tell, for cases of every kind: they are what {@code front.json} does not depend on. */
    @ParameterizedTest
    @MethodSource("levels")
    void whateverIsChosenTheResultsAreTheSame(Kernels level) throws IOException {
        List<KernelCase> cases = KernelCases.all().toList();
        List<KernelCase> some = IntStream.range(0, cases.size() / 37)
                .mapToObj(i -> cases.get(i * 37))
                .toList();
        Kernels tuned = new TunedKernels(level, new Race(SHORT, System::nanoTime), choices(level));
        for (KernelCase each : some) {
            KernelRun.assertEqualsTheSpecification(tuned, each);
        }
        List<Kernels> first = List.of(recorded(level, "first", codes -> codes.replaceFirst(",.*", "")));
        List<Kernels> last = List.of(recorded(level, "last", codes -> codes.replaceFirst(".*,", "")));
        for (KernelCase each : some) {
            KernelRun.assertEqualTheSpecification(first, each);
            KernelRun.assertEqualTheSpecification(last, each);
        }
    }

    /** Kernels whose choices are made by a rule on the candidates, and that cannot make any other. */
    private Kernels recorded(Kernels level, String folder, UnaryOperator<String> rule) throws IOException {
        Path known = choices(level).file();
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(known)) {
            int codes = line.lastIndexOf(' ', line.indexOf(" = ") - 1) + 1;
            lines.add(
                    line.contains(" = ")
                            ? line.replaceFirst(" = .*", " = " + rule.apply(line.substring(codes, line.indexOf(" = "))))
                            : line);
        }
        assertTrue(lines.size() > 4, "only " + lines.size() + " choices");
        assertNotEquals(Files.readAllLines(known), lines, "the rule changes nothing");
        Path other = cache.resolve(folder);
        Files.createDirectories(other.resolve("tuning"));
        Files.write(other.resolve("tuning").resolve(known.getFileName()), lines);
        return new TunedKernels(level, new Race(SHORT, TunedKernelsTest::noClock), Choices.open(other, "this", level));
    }

    private Choices choices(Kernels level) {
        return Choices.open(cache, "this", level);
    }

    @Test
    void theFasterCodeIsTakenAndRemembered() {
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 130L, "w8", 50L));
        assertEquals("w8", staged.chosen(tuned(staged)));
        Kernels again = new TunedKernels(staged, new Race(SHORT, TunedKernelsTest::noClock), choices(staged));
        assertEquals("w8", staged.chosen(again));
    }

    @Test
    void narrowerCodeIsPreferredToCodeThatIsHardlyFaster() {
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 97L, "w8", 96L));
        assertEquals("w2", staged.chosen(tuned(staged)));
    }

    @Test
    void callsOfOneImageAndOfManyAreChosenForOnTheirOwn() {
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 50L, "w8", 200L));
        Kernels tuned = tuned(staged);
        assertEquals("w4", staged.chosen(tuned));
        staged.nanos = Map.of("w2", 100L, "w4", 200L, "w8", 50L);
        assertEquals("w8", staged.chosen(tuned.forCallsOf(16)));
        assertEquals("w4", staged.chosen(tuned.forCallsOf(1)));
        assertEquals("w8", staged.chosen(tuned.forCallsOf(5)));
    }

    @Test
    void codeIsNeverGivenInputsWhoseSumsItMightNotHold() {
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 50L, "w8", 50L));
        ConvShape deep = ConvShape.matrix(1, 60_000, 1);
        byte[] weights = new byte[deep.weights()];
        Arrays.fill(weights, (byte) 1);
        tuned(staged).prepare(deep, new Precision(8, 4), weights, new byte[] {-128});
        assertEquals(4, staged.prepared.activationBits());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "nonsense", "HEADING\nno choice", "HEADING\na = b = c", "HEADING\n= ", "\0\0 = \0"})
    void aDamagedOrForeignFileIsMadeAnew(String contents) throws IOException {
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 50L, "w8", 200L));
        staged.chosen(tuned(staged));
        Path file = choices(staged).file();
        String sound = Files.readString(file);
        Files.writeString(
                file, contents.replace("HEADING", sound.lines().findFirst().orElseThrow()));
        assertEquals("w4", staged.chosen(tuned(staged)));
        assertEquals(sound, Files.readString(file));
    }

    @Test
    void aChoiceThatIsNoneOfTheCodesIsMadeAnew() throws IOException {
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 50L, "w8", 200L));
        staged.chosen(tuned(staged));
        Path file = choices(staged).file();
        String sound = Files.readString(file);
        Files.writeString(file, sound.replace("= w4", "= w3"));
        assertEquals("w4", staged.chosen(tuned(staged)));
        assertEquals(sound, Files.readString(file));
    }

    @Test
    void processesAddToWhatOthersChose() {
        Staged staged = new Staged(Map.of());
        Choices one = choices(staged);
        Choices other = choices(staged);
        one.put("a", "x");
        other.put("b", "y");
        one.put("c", "z");
        Choices all = choices(staged);
        assertEquals(List.of("x", "y", "z"), List.of(code(all, "a"), code(all, "b"), code(all, "c")));
        Choices elsewhere = Choices.open(cache, "another processor", staged);
        assertTrue(elsewhere.find("a").isEmpty());
    }

    private static String code(Choices choices, String situation) {
        return choices.find(situation).orElse("nothing");
    }

    @Test
    void whereNothingCanBeWrittenChoicesLastForTheProcess() throws IOException {
        Path blocked = Files.createFile(cache.resolve("file"));
        Staged staged = new Staged(Map.of("w2", 100L, "w4", 50L, "w8", 200L));
        Kernels tuned = new TunedKernels(staged, new Race(SHORT, staged), Choices.open(blocked, "this", staged));
        assertEquals("w4", staged.chosen(tuned));
        staged.nanos = Map.of();
        assertEquals("w4", staged.chosen(tuned));
    }

    private Kernels tuned(Staged staged) {
        return new TunedKernels(staged, new Race(SHORT, staged), choices(staged));
    }

    /** Three codes that take as long as they are told, by a clock of their own. */
    private static final class Staged implements Kernels, LongSupplier {
        private Map<String, Long> nanos;
        private long now;
        private Precision prepared = NARROW;

        Staged(Map<String, Long> nanos) {
            this.nanos = nanos;
        }

        /** What the kernels prepare for a layer of 2-bit weights, once they have chosen. */
        String chosen(Kernels tuned) {
            Convolution convolution =
                    tuned.prepare(SHAPE, NARROW, new byte[SHAPE.weights()], new byte[SHAPE.outputChannels()]);
            return ((Timed) convolution).code();
        }

        @Override
        public long getAsLong() {
            return now;
        }

        @Override
        public String level() {
            return "staged";
        }

        @Override
        public String description() {
            return "staged 1";
        }

        @Override
        public String variant(LayerKind kind, Precision precision) {
            int bits = precision.weightBits();
            return "w" + (bits <= 2 ? 2 : bits <= 4 ? 4 : 8);
        }

        @Override
        public Scratch scratch() {
            return () -> 0;
        }

        @Override
        public Product product(ProductShape shape, Precision precision) {
            return new ScalarKernels().product(shape, precision);
        }

        @Override
        public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
            prepared = precision;
            return new Timed(shape, variant(LayerKind.CONV, precision));
        }

        private final class Timed implements Convolution {
            private final ConvShape shape;
            private final String code;

            Timed(ConvShape shape, String code) {
                this.shape = shape;
                this.code = code;
            }

            String code() {
                return code;
            }

            @Override
            public ConvShape shape() {
                return shape;
            }

            @Override
            public long weightBytes() {
                return 0;
            }

            @Override
            public void run(
                    int images,
                    MemorySegment input,
                    int inputZeroPoint,
                    Epilogue epilogue,
                    MemorySegment output,
                    Scratch scratch) {
                Long taken = nanos.get(code);
                if (taken == null) {
                    throw new AssertionError("a choice that is known was timed");
                }
                now += taken;
            }
        }
    }
}
