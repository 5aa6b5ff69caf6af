package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.kernel.vector.VectorKernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelBenchTest {
    private static final List<Precision> PRECISIONS =
            Stream.of("8/8", "4/8", "2/2", "1/1").map(Precision::parse).toList();
    private static final PeakMeter NO_PEAKS = (_, _, _) -> Optional.empty();

    /** Weights of up to 6 bits: with wider ones ONNX Runtime saturates on processors without VNNI. */
    @ParameterizedTest
    @ValueSource(
            strings = {"7x65x10", "1x100x33", "5x4x6:3x3:7", "4x4x5:2x3:3", "6x5x8:3x3:dw", "4x4x6:1x1:9", "5:7x65x10"})
    void thePeersSumsAreThoseOfTheSpecification(String text) {
        BenchCase each = BenchCase.parse(text);
        for (String pair : List.of("6/8", "3/4", "1/1")) {
            Precision precision = Precision.parse(pair);
            if (!each.takes(precision)) {
                continue;
            }
            Operands operands = Operands.random(each, precision);
            try (Team team = new Team(3)) {
                int[] expected = new KernelWork(new ScalarKernels(), each, precision, operands, team).sums();
                assertArrayEquals(expected, new PeerOperators(each, 1).sumsOf(operands), pair);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyKernelThatIsRightHasItsRow(int threads) {
        List<BenchCase> cases = Stream.of("7x128x10", "1x100x33", "5x4x6:3x3:7", "6x5x8:3x3:dw", "3:7x65x10")
                .map(BenchCase::parse)
                .toList();
        List<Kernels> levels = List.of(KernelSelection.select(), new ScalarKernels());
        List<BenchResult> results = run(cases, levels, threads);
        assertEquals(cases.size(), results.size());
        for (int i = 0; i < results.size(); i++) {
            BenchResult result = results.get(i);
            BenchCase each = cases.get(i);
            boolean constant = each.kind() == BenchCase.Kind.GEMM || each.kind() == BenchCase.Kind.GEMV;
            assertEquals(List.of(), result.faults());
            assertEquals(constant ? 3 : 2, result.peers().size());
            assertTrue(result.peers().stream().allMatch(peer -> peer.gmacs() > 0));
            long taken = PRECISIONS.stream().filter(each::takes).count();
            assertEquals(taken * levels.size(), result.rows().size());
            for (BenchRow row : result.rows()) {
                assertEquals(each.kind().key(), row.name());
                assertEquals(threads, row.threads());
                assertTrue(row.gmacs() > 0 && row.spread() >= 0, row.csv());
                assertTrue(row.ratioFp32().orElseThrow() > 0 && row.ratioInt8().orElseThrow() > 0, row.csv());
                assertEquals(constant, row.ratioNbits4().isPresent());
            }
        }
    }

    @Test
    void aWrongKernelIsReportedAndNotTimed() {
        List<BenchResult> results =
                run(List.of(BenchCase.parse("7x65x10")), List.of(new WrongKernels(), new ScalarKernels()), 1);
        BenchResult result = results.getFirst();
        assertEquals(1, result.faults().size());
        String fault = result.faults().getFirst();
        assertTrue(fault.startsWith("wrong isa-9, 4/8, 7x65x10: the sum of output 2 is "), fault);
        List<String> levels = result.rows().stream()
                .filter(row -> row.precision().weightBits() == 4)
                .map(BenchRow::level)
                .toList();
        assertEquals(List.of("scalar"), levels);
        assertEquals("isa-9", result.rows().getFirst().isa());
    }

    @Test
    void thePeakIsMeasuredInTheSameRounds() {
        PeakMeter slow = (kernels, _, _) -> kernels.level().equals(ScalarKernels.LEVEL)
                ? Optional.of(new PeakMeter.Loop("slow", 1, KernelBenchTest::pause))
                : Optional.empty();
        List<BenchResult> results = new ArrayList<>();
        new KernelBench(List.of(new ScalarKernels()), 1, new InterleavedTimer.Effort(1, 1, 1), slow, Progress.silent())
                .run(List.of(BenchCase.parse("7x65x10")), List.of(new Precision(8, 8)), results::add);
        OptionalDouble percent = results.getFirst().rows().getFirst().percentPeak();
        assertTrue(percent.orElseThrow() > 100, "a loop of one product per millisecond is slower than any kernel");
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.selection.KernelSelection#compared")
    void fastLevelsHaveLoopsForTheInstructionsOfFullBytes(Kernels kernels) {
        assumeFalse(kernels.description().equals("native amx"), "the library has no loop over tiles");
        for (LayerKind kind : LayerKind.values()) {
            PeakMeter.Loop loop =
                    new RegisterPeaks().loop(kernels, kind, new Precision(8, 8)).orElseThrow();
            loop.work().run();
            assertTrue(loop.macs() > 0, kernels.variant(kind, new Precision(8, 8)));
        }
    }

    @Test
    void everyVectorKernelHasItsLoop() {
        Kernels kernels = new VectorKernels();
        for (int bits = 1; bits <= 8; bits++) {
            Precision precision = new Precision(bits, bits);
            assertTrue(
                    new RegisterPeaks().loop(kernels, LayerKind.CONV, precision).isPresent(), precision.toString());
        }
    }

    @Test
    void theProgressCountsRoundsOverAllCases() {
        List<Long> done = new ArrayList<>();
        Progress progress = (_, at, total, _) -> {
            assertEquals(4, total);
            done.add(at);
        };
        new KernelBench(List.of(new ScalarKernels()), 1, new InterleavedTimer.Effort(1, 2, 1), NO_PEAKS, progress)
                .run(
                        List.of(BenchCase.parse("2x3x4"), BenchCase.parse("3x3x4")),
                        List.of(new Precision(8, 8)),
                        _ -> {});
        assertEquals(List.of(0L, 1L, 2L, 2L, 3L, 4L), done);
    }

    private static List<BenchResult> run(List<BenchCase> cases, List<Kernels> levels, int threads) {
        List<BenchResult> results = new ArrayList<>();
        new KernelBench(levels, threads, new InterleavedTimer.Effort(1, 2, 1), NO_PEAKS, Progress.silent())
                .run(cases, PRECISIONS, results::add);
        return results;
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
