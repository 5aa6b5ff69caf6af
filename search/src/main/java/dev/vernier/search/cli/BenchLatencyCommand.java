package dev.vernier.search.cli;

import dev.vernier.evaluator.bench.BenchSettings;
import dev.vernier.evaluator.bench.LatencyResult;
import dev.vernier.search.job.LatencyBenchJob;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the layer shapes of networks into a table, as 'vernier profile' does, and in turns with them random",
            "plans of the networks as a whole: how well does the table predict them? One thread, one image at a time.",
            "Leave the machine alone while it measures."
        },
        footer = {"", "Example:  vernier bench latency untrained:resnet20 --plans 50 --csv latency.csv"})
final class BenchLatencyCommand implements Callable<Integer> {
    private static final int MOST_PLANS = 1000;
    private static final int WORST = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..*",
            description = {
                "A path, builtin:NAME, or untrained:resnet20 or untrained:mobilenet, which have random weights;",
                "default: those two."
            })
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--plans",
            defaultValue = "50",
            paramLabel = "N",
            description = "Random plans of each network; default ${DEFAULT-VALUE}.")
    private int plans;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the random plans; default ${DEFAULT-VALUE}.")
    private int seed;

    @Option(names = "--quick", description = "A first look: short timings, few rounds, rough figures.")
    private boolean quick;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes all plans into a table, too.")
    private @Nullable Path csv;

    @Override
    public Integer call() {
        int rounds = quick ? BenchSettings.QUICK_ROUNDS : BenchSettings.ROUNDS;
        LatencyBenchJob.Request request = new LatencyBenchJob.Request(
                models.isEmpty() ? LatencyBenchJob.USUAL : models,
                BenchOptions.within("--plans", plans, MOST_PLANS),
                seed,
                new BenchSettings(1, rounds, quick));
        ConsoleProgress progress = ConsoleProgress.standard();
        List<LatencyResult> results = LatencyBenchJob.run(
                request, Optional.ofNullable(csv), KernelChoice.level(), KernelChoice.select(), progress);
        progress.finish();
        print(results);
        return CommandLine.ExitCode.OK;
    }

    private void print(List<LatencyResult> results) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-24s %6s %9s %12s %11s%n", "network", "plans", "Spearman", "mean |error|", "mean error");
        results.forEach(result -> print(out, result));
        if (results.size() > 1) {
            print(out, LatencyResult.together("together", results));
        }
        for (LatencyResult result : results) {
            out.println();
            out.println("predicted worst of " + result.name() + ":");
            for (LatencyResult.Plan plan : result.worst(WORST)) {
                out.printf(
                        Locale.ROOT,
                        "  %.4g ms instead of %.4g (%+.0f %%): %s%n",
                        plan.predictedMs(),
                        plan.measuredMs(),
                        100 * plan.error(),
                        plan.key());
            }
        }
        out.flush();
    }

    private static void print(PrintWriter out, LatencyResult result) {
        out.printf(
                Locale.ROOT,
                "%-24s %6d %9.3f %10.1f %% %+9.1f %%%n",
                result.name(),
                result.plans().size(),
                result.spearman(),
                100 * result.meanAbsoluteError(),
                100 * result.meanError());
    }
}
