package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.bench.BenchResult;
import dev.vernier.evaluator.bench.BenchRow;
import dev.vernier.evaluator.bench.BenchSettings;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelBenchJobTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void wrongKernelsFailTheRunAndAreLeftOutOfTheTable() throws IOException {
        Path csv = folder.resolve("kernels.csv");
        List<BenchResult> results = new ArrayList<>();
        boolean right = KernelBenchJob.run(
                List.of("5x16x8"),
                List.of("8/8", "4/8"),
                new BenchSettings(1, 1, true),
                Optional.of(csv),
                List.of(new OffByAWeight(), new ScalarKernels()),
                Progress.silent(),
                results::add);
        assertFalse(right);
        assertEquals(2, results.getFirst().faults().size());
        List<String> lines = Files.readAllLines(csv);
        assertEquals(3, lines.size());
        assertEquals(BenchRow.CSV_HEADER, lines.getFirst());
        assertTrue(lines.stream().skip(1).allMatch(line -> line.contains(",scalar,")), lines.toString());
    }

    /** Mistakes the first weight. */
    private static final class OffByAWeight implements Kernels {
        private final Kernels right = new ScalarKernels();

        @Override
        public String level() {
            return "wrong";
        }

        @Override
        public String description() {
            return level();
        }

        @Override
        public String variant(LayerKind kind, Precision precision) {
            return level();
        }

        @Override
        public Scratch scratch() {
            return right.scratch();
        }

        @Override
        public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
            byte[] mistaken = weights.clone();
            mistaken[0] ^= 1;
            return right.prepare(shape, precision, mistaken, zeroPoints);
        }

        @Override
        public Product product(ProductShape shape, Precision precision) {
            return right.product(shape, precision);
        }
    }
}
