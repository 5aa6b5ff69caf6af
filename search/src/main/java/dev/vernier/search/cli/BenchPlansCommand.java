package dev.vernier.search.cli;

import dev.vernier.search.job.PlanBenchJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "plans",
        mixinStandardHelpOptions = true,
        description = {
            "Searches with a seed, then evaluates the plans it tried once more from the beginning, in turns with ONNX",
            "Runtime, which makes a session for each plan's 8-bit export and runs it on the same images.",
            "Leave the machine alone while it measures."
        },
        footer = {"", "Example:  vernier bench plans untrained:resnet20 --plans 200 --threads 2"})
final class BenchPlansCommand implements Callable<Integer> {
    private static final int MOST_PLANS = 100_000;
    private static final int MOST_IMAGES = 100_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            defaultValue = "untrained:resnet20",
            description = "A path, builtin:NAME or untrained:NAME; default ${DEFAULT-VALUE}.")
    private String model = "";

    @Option(
            names = "--plans",
            defaultValue = "200",
            paramLabel = "N",
            description = "Budget of the search; default ${DEFAULT-VALUE}.")
    private int plans;

    @Option(
            names = "--images",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Images that each plan is run on; default ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--threads",
            defaultValue = "2",
            paramLabel = "N",
            description = "Threads on either side; default ${DEFAULT-VALUE}.")
    private int threads;

    @Override
    public Integer call() throws IOException {
        PlanBenchJob.Request request = new PlanBenchJob.Request(
                model,
                BenchOptions.within("--plans", plans, MOST_PLANS),
                BenchOptions.within("--images", images, MOST_IMAGES),
                BenchOptions.within("--threads", threads, BenchOptions.MOST_THREADS));
        ConsoleProgress progress = ConsoleProgress.standard();
        PlanBenchJob.Timings timings = PlanBenchJob.run(request, KernelChoice.select(), progress);
        progress.finish();
        print(timings);
        return CommandLine.ExitCode.OK;
    }

    private void print(PlanBenchJob.Timings timings) {
        double[] ratios = timings.ratios();
        Arrays.sort(ratios);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT, "%s: %d plans on %d images each, %d threads%n", model, timings.plans(), images, threads);
        out.printf(Locale.ROOT, "%-40s %10.2f plans/s%n", "Vernier", timings.oursPerSecond());
        out.printf(
                Locale.ROOT,
                "%-40s %10.2f plans/s%n",
                "ONNX Runtime, a session for each plan",
                timings.theirsPerSecond());
        out.printf(
                Locale.ROOT,
                "%-40s %10.2f  (%.2f to %.2f in tenths of the search)%n",
                "ratio",
                timings.oursPerSecond() / timings.theirsPerSecond(),
                ratios[0],
                ratios[ratios.length - 1]);
        out.flush();
    }
}
