package dev.vernier.evaluator.kernel;

import dev.vernier.evaluator.kernel.vector.VectorKernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How fast each kernel of the vector level is, in a fresh JVM each, beside the peak of the machine's multiplier for
 * floats; and a guard against a compiler that gives up on a kernel without a word, which makes it slower by a factor of
 * fifty and no less right. It is no part of the tests: run {@link #main} with the test classes and their libraries on the
 * class path. It fails when a kernel is below its floor or when the compiler skipped one of our methods.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+PrintCompilation"})
public class KernelBenchmark {
    private static final int PEAK_STEPS = 1000;
    private static final int PEAK_SUMS = 12;

    /** No constants, which the compiler would fetch from memory for each product. */
    private final float[] factors = {0.5f, 0.25f};

    /** A case of the enumeration and the widths it is computed with. */
    @State(Scope.Benchmark)
    public static class Work {
        @Param({
            "conv 1/1",
            "conv 2/1",
            "conv 1/2",
            "conv 2/2",
            "conv 1/8",
            "conv 4/2",
            "conv 2/8",
            "conv 4/4",
            "conv 4/8",
            "conv 8/4",
            "conv 8/8",
            "row 1/1",
            "row 2/2",
            "row 2/8",
            "row 4/8",
            "row 8/8",
            "depthwise 8/8"
        })
        public String name = "";

        private final Kernels kernels = new VectorKernels();
        private final Scratch scratch = kernels.scratch();
        private final Arena arena = Arena.ofShared();
        private MemorySegment input = MemorySegment.NULL;
        private MemorySegment output = MemorySegment.NULL;
        private Runnable run = () -> {};

        /** Prepares the case. */
        @Setup
        public void setUp() {
            KernelCase each = named(name);
            ConvShape shape = each.shape();
            Convolution convolution = kernels.prepare(shape, each.precision(), each.weights(), each.zeroPoints());
            byte[] codes = each.input();
            input = arena.allocate(codes.length, 64);
            MemorySegment.copy(codes, 0, input, ValueLayout.JAVA_BYTE, 0, codes.length);
            Epilogue epilogue = each.toCodes();
            output = arena.allocate((long) shape.outputElements(1) * epilogue.bytesPerOutput(), 64);
            int zeroPoint = each.inputZeroPoint();
            run = () -> convolution.run(1, input, zeroPoint, epilogue, output, scratch);
        }
    }

    private static KernelCase named(String name) {
        String[] words = name.split(" ", -1);
        Precision precision = Precision.parse(words[1]);
        return switch (words[0]) {
            case "conv" -> KernelCases.convolution(precision);
            case "row" -> KernelCases.row(precision);
            case "depthwise" -> KernelCases.depthwise(precision);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /**
     * The least speed that is accepted, in parts of the peak. It is about a third of what is usual, and several times
     * what a kernel reaches that is not compiled.
     */
    private static double floor(String name) {
        Precision precision = named(name).precision();
        int bitPairs = precision.weightBits() * precision.activationBits();
        return switch (name.substring(0, name.indexOf(' '))) {
            case "row", "depthwise" -> 0.03;
            default -> bitPairs <= 8 ? 1.5 / bitPairs : 0.3;
        };
    }

    /** One call of a kernel. */
    @Benchmark
    public MemorySegment kernel(Work work) {
        work.run.run();
        return work.output;
    }

    /** Multiplies and adds floats in registers. */
    @Benchmark
    public FloatVector peak() {
        FloatVector x = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, factors[0]);
        FloatVector y = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, factors[1]);
        FloatVector c0 = x;
        FloatVector c1 = x;
        FloatVector c2 = x;
        FloatVector c3 = x;
        FloatVector c4 = x;
        FloatVector c5 = x;
        FloatVector c6 = x;
        FloatVector c7 = x;
        FloatVector c8 = x;
        FloatVector c9 = x;
        FloatVector c10 = x;
        FloatVector c11 = x;
        for (int k = 0; k < PEAK_STEPS; k++) {
            c0 = x.fma(y, c0);
            c1 = x.fma(y, c1);
            c2 = x.fma(y, c2);
            c3 = x.fma(y, c3);
            c4 = x.fma(y, c4);
            c5 = x.fma(y, c5);
            c6 = x.fma(y, c6);
            c7 = x.fma(y, c7);
            c8 = x.fma(y, c8);
            c9 = x.fma(y, c9);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
        }
        FloatVector low = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
        return low.add(c6).add(c7).add(c8).add(c9).add(c10).add(c11);
    }

    /** @param args options of JMH, such as {@code -p "name=conv 1/1,conv 8/8"} for a few of the kernels */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException, IOException {
        Path log = Files.createTempFile("kernel-benchmark", ".log");
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include(KernelBenchmark.class.getSimpleName())
                        .output(log.toString())
                        .build())
                .run();
        List<String> complaints = new ArrayList<>(skipped(log));
        Files.delete(log);
        report(results, complaints);
        complaints.forEach(System.err::println);
        if (!complaints.isEmpty()) {
            System.exit(1);
        }
    }

    /** Lines of the compiler that say that it gave up on a method of ours. */
    private static List<String> skipped(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("COMPILE SKIPPED") && line.contains("dev.vernier"))
                    .toList();
        }
    }

    /** Nanoseconds of the fastest call: what else runs on the machine only makes calls slower. */
    private static double best(RunResult result) {
        return result.getPrimaryResult().getStatistics().getMin();
    }

    private static void report(Collection<RunResult> results, List<String> complaints) {
        double peak = 0;
        for (RunResult each : results) {
            if (each.getParams().getBenchmark().endsWith("peak")) {
                double macs = (double) PEAK_STEPS * PEAK_SUMS * FloatVector.SPECIES_PREFERRED.length();
                peak = macs / best(each);
            }
        }
        System.out.printf("%-14s %-16s %8s %8s %8s%n", "case", "variant", "GMAC/s", "of peak", "floor");
        System.out.printf("%-14s %-16s %8.1f%n", "peak", "float-fma", peak);
        for (RunResult each : results) {
            if (each.getParams().getBenchmark().endsWith("kernel")) {
                String name = each.getParams().getParam("name");
                LayerKind kind = name.startsWith("depthwise") ? LayerKind.DEPTHWISE : LayerKind.CONV;
                double speed = named(name).shape().macs() / best(each);
                String variant = new VectorKernels().variant(kind, named(name).precision());
                System.out.printf("%-14s %-16s %8.1f %8.2f %8.2f%n", name, variant, speed, speed / peak, floor(name));
                if (speed < floor(name) * peak) {
                    complaints.add(name + " runs at " + speed / peak + " of the peak, below " + floor(name));
                }
            }
        }
    }
}
