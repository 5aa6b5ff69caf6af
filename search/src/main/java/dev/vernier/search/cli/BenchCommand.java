package dev.vernier.search.cli;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.config.RunConfigReader;
import dev.vernier.search.job.RunInputs;
import dev.vernier.search.job.StrategyComparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures kernels, networks and the evaluation of plans against ONNX Runtime, predicted latencies against measured",
            "ones, and strategies against each other."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchKernelsCommand.class,
            BenchNetworksCommand.class,
            BenchPlansCommand.class,
            BenchLatencyCommand.class,
            BenchCommand.Search.class
        })
final class BenchCommand {
    @Command(
            name = "search",
            mixinStandardHelpOptions = true,
            description = {
                "Searches with every strategy and several seeds, and compares the hypervolumes of their fronts,",
                "scaled to the union of all of them: 1 would be the whole box between best and worst."
            },
            footer = {"", "Example:  vernier bench search configs/quickstart.yaml --seeds 5"})
    static final class Search implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Parameters(paramLabel = "CONFIG", description = "A run configuration; its strategy and seed are not used.")
        private Path config = Path.of("");

        @Option(
                names = "--seeds",
                defaultValue = "5",
                paramLabel = "N",
                description = "How many seeds; default ${DEFAULT-VALUE}.")
        private int seeds;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Takes the place of what the configuration says.")
        private List<String> overrides = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            if (seeds < 1) {
                throw new InvalidInputException("--seeds " + seeds, "there is nothing to search", "5 was meant");
            }
            RunInputs inputs = RunInputs.open(RunConfigReader.read(config, overrides));
            ConsoleProgress progress = ConsoleProgress.standard();
            List<StrategyComparison.Score> scores =
                    StrategyComparison.run(inputs, seeds, KernelChoice.select(), progress);
            progress.finish();
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%-24s %-10s %-7s %8s  %s%n", "profile", "strategy", "split", "median", "hypervolume by seed");
            for (StrategyComparison.Score score : scores) {
                print(out, score, "search", score.search());
                print(out, score, "test", score.test());
            }
            out.flush();
            return 0;
        }

        private static void print(PrintWriter out, StrategyComparison.Score score, String split, List<Double> volumes) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %-10s %-7s %8.4f  %s%n",
                    score.profile(),
                    score.strategy().key(),
                    split,
                    StrategyComparison.Score.median(volumes),
                    String.join(
                            " ",
                            volumes.stream()
                                    .map(volume -> String.format(Locale.ROOT, "%.4f", volume))
                                    .toList()));
        }
    }
}
