package dev.vernier.search.cli;

import dev.vernier.evaluator.bench.BenchResult;
import dev.vernier.evaluator.bench.BenchRow;
import dev.vernier.evaluator.bench.MemoryUse;
import dev.vernier.evaluator.runtime.RunnerMemory;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Prints what benchmarks found, a block for each case or network. */
final class BenchTable {
    private static final String ABSENT = "–";

    private final PrintWriter out;

    BenchTable(PrintWriter out) {
        this.out = out;
    }

    void printKernels(BenchResult result) {
        out.println(result.title() + ", " + number(result.macs() / 1e6) + " million multiply-accumulates");
        peers(result, "GMAC/s", 1);
        line("w/a", "kernels", "GMAC/s", "× fp32", "× int8", "× 4-bit", "% peak", "spread");
        for (BenchRow row : result.rows()) {
            line(
                    row.precision().toString(),
                    kernels(row),
                    number(row.gmacs()),
                    number(row.ratioFp32()),
                    number(row.ratioInt8()),
                    number(row.ratioNbits4()),
                    number(row.percentPeak()),
                    percent(row.spread()));
        }
        faults(result);
    }

    void printNetwork(BenchResult result) {
        double macsPerImage = (double) result.macs() / result.images();
        double imagesPerGmac = 1e9 / macsPerImage;
        String images = result.images() == 1 ? "one image at a time" : result.images() + " images at a time";
        out.println(result.title() + ", " + number(macsPerImage / 1e6) + " million multiply-accumulates, " + images);
        peers(result, "images/s", imagesPerGmac);
        line("w/a", "kernels", "images/s", "ms", "GMAC/s", "× fp32", "× int8", "spread");
        for (BenchRow row : result.rows()) {
            line(
                    row.precision().toString(),
                    kernels(row),
                    number(row.gmacs() * imagesPerGmac),
                    number(result.macs() / row.gmacs() / 1e6),
                    number(row.gmacs()),
                    number(row.ratioFp32()),
                    number(row.ratioInt8()),
                    percent(row.spread()));
        }
        memory(result);
        faults(result);
    }

    /** What takes memory, in megabytes; of ONNX Runtime only the peak is known, and not in a quick benchmark. */
    private void memory(BenchResult result) {
        boolean measured = result.memory().stream().anyMatch(use -> use.peak().isPresent());
        memoryLine("memory, MB", measured, "tensors", "working", "weights", "peak");
        for (MemoryUse use : result.memory()) {
            Optional<RunnerMemory> planned = use.planned();
            if (measured || planned.isPresent()) {
                memoryLine(
                        use.name(),
                        measured,
                        planned.map(bytes -> megabytes(bytes.activations())).orElse(ABSENT),
                        planned.map(bytes -> megabytes(bytes.working())).orElse(ABSENT),
                        planned.map(bytes -> megabytes(bytes.weights())).orElse(ABSENT),
                        use.peak().isPresent() ? megabytes(use.peak().getAsLong()) : ABSENT);
            }
        }
    }

    private void memoryLine(
            String name, boolean measured, String tensors, String working, String weights, String peak) {
        out.printf(Locale.ROOT, "  %-27s %8s %8s %8s", name, tensors, working, weights);
        out.println(measured ? String.format(Locale.ROOT, " %8s", peak) : "");
    }

    private static String megabytes(long bytes) {
        return number(bytes / 1e6);
    }

    private void peers(BenchResult result, String unit, double perGmac) {
        String speeds = result.peers().stream()
                .map(peer -> peer.name() + " " + number(peer.gmacs() * perGmac))
                .collect(Collectors.joining(", "));
        out.println("  ONNX Runtime: " + speeds + " " + unit);
    }

    private void faults(BenchResult result) {
        result.faults().forEach(fault -> out.println("  WRONG, not timed: " + fault));
        out.println();
        out.flush();
    }

    private void line(String pair, String kernels, String... figures) {
        out.printf(Locale.ROOT, "  %-4s %-20s", pair, kernels);
        for (String figure : figures) {
            out.printf(Locale.ROOT, " %8s", figure);
        }
        out.println();
    }

    private static String kernels(BenchRow row) {
        return (row.level() + " " + row.isa()).strip();
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : ABSENT;
    }

    /** Three digits, more where they stand before the point. */
    private static String number(double value) {
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String percent(double part) {
        return Math.round(100 * part) + " %";
    }
}
