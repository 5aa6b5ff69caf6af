package dev.vernier.search.job;

import dev.vernier.evaluator.bench.BenchCase;
import dev.vernier.evaluator.bench.BenchResult;
import dev.vernier.evaluator.bench.BenchRow;
import dev.vernier.evaluator.bench.BenchSettings;
import dev.vernier.evaluator.bench.KernelBench;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares kernels with ONNX Runtime's, into a table. */
public final class KernelBenchJob {
    private KernelBenchJob() {}

    /**
     * Measures, and writes the table where one is wanted.
     *
     * @param shapes as {@link BenchCase#parse} reads them; none for the usual ones
     * @param pairs widths such as {@code 4/8}
     * @param results hears of each shape once it is done
     * @return whether all kernels compute what they should
     * @throws InvalidInputException when a shape or pair is none, or the table cannot be written
     */
    public static boolean run(
            List<String> shapes,
            List<String> pairs,
            BenchSettings settings,
            Optional<Path> csv,
            List<Kernels> levels,
            Progress progress,
            Consumer<BenchResult> results) {
        List<BenchCase> cases = shapes.isEmpty()
                ? BenchCase.usual()
                : shapes.stream().map(KernelBenchJob::shape).distinct().toList();
        List<Precision> precisions = BenchPairs.parse(pairs);
        Optional<ResultFile> table = csv.map(file -> ResultFile.open("--csv", file));
        List<BenchRow> rows = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        new KernelBench(levels, settings, progress).run(cases, precisions, result -> {
            rows.addAll(result.rows());
            faults.addAll(result.faults());
            results.accept(result);
        });
        table.ifPresent(file ->
                file.write(BenchRow.CSV_HEADER, rows.stream().map(BenchRow::csv).toList()));
        return faults.isEmpty();
    }

    private static BenchCase shape(String text) {
        try {
            return BenchCase.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "--shapes " + text,
                    String.valueOf(e.getMessage()),
                    "write rows x depth x columns, such as 256x256x256, or for a convolution height x width x"
                            + " channels : window : outputs, such as 32x32x16:3x3:32 or 16x16x64:3x3:dw, or count : product for products of"
                            + " two activations, such as 12:128x64x128",
                    e);
        }
    }
}
