package dev.vernier.search.cli;

import dev.vernier.evaluator.bench.BenchSettings;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the benchmarks against ONNX Runtime have in common. */
final class BenchOptions {
    static final int MOST_THREADS = 1024;
    private static final int MOST_ROUNDS = 100_000;

    @Option(
            names = "--pairs",
            split = ",",
            defaultValue = "8/8,4/8,4/4,2/8,2/2,1/1",
            paramLabel = "W/A",
            description = "Bits of weights and activations; default ${DEFAULT-VALUE}.")
    private List<String> pairs = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often everything is timed in turn; default " + BenchSettings.ROUNDS + ", quick "
                    + BenchSettings.QUICK_ROUNDS + ".")
    private @Nullable Integer rounds;

    @Option(names = "--quick", description = "A first look: short timings, few rounds, rough figures.")
    private boolean quick;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads on either side; default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes the figures into a table, too.")
    private @Nullable Path csv;

    List<String> pairs() {
        return pairs;
    }

    Optional<Path> csv() {
        return Optional.ofNullable(csv);
    }

    /**
     * @throws InvalidInputException when a number is out of range
     */
    BenchSettings settings() {
        int wanted = rounds != null ? rounds : quick ? BenchSettings.QUICK_ROUNDS : BenchSettings.ROUNDS;
        return new BenchSettings(
                within("--threads", threads, MOST_THREADS), within("--rounds", wanted, MOST_ROUNDS), quick);
    }

    /** A number that must be in 1…most. */
    static int within(String option, int number, int most) {
        if (number < 1 || number > most) {
            throw new InvalidInputException(
                    option + " " + number, "the number must lie between 1 and " + most, "leave the option out");
        }
        return number;
    }
}
