package dev.vernier.search.cli;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.config.RunConfigReader;
import dev.vernier.search.job.RunInputs;
import dev.vernier.search.job.SearchJob;
import dev.vernier.search.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "The main job: finds the front of precision plans for a model, its data and some devices,",
            "exports the best of them and has ONNX Runtime confirm them.",
            "",
            "Ctrl-C ends the search early and still writes its front; --resume goes on from there.",
            "A second Ctrl-C ends it at once."
        },
        footer = {"", "Example:  vernier search configs/quickstart.yaml --set search.budget=50 --out runs/short"})
final class SearchCommand implements Callable<Integer> {
    private static final Logger LOG = LogManager.getLogger(SearchCommand.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "CONFIG", description = "A run configuration, such as configs/quickstart.yaml.")
    private Path config = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", description = "The run folder; default runs/NAME.")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the run in the folder.")
    private boolean resume;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Takes the place of what the configuration says, such as search.budget=50. Repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() {
        RunConfig run = RunConfigReader.read(config, overrides);
        RunInputs inputs = RunInputs.open(run);
        Path place = out != null ? out : Path.of("runs", run.name());
        ConsoleProgress progress = ConsoleProgress.standard();
        Kernels kernels = KernelChoice.select();
        try (RunFolder folder = inputs.claim(place, resume, kernels);
                RunLog _ = new RunLog(place.resolve("run.log"));
                StopSignal stop = new StopSignal()) {
            LOG.info("{} on {}", spec.qualifiedName(), kernels.description());
            SearchJob.Result result = logged(() -> SearchJob.run(inputs, folder, kernels, progress, stop));
            progress.finish();
            new SearchSummary(spec.commandLine().getOut()).print(place, result);
            return run.strict() && !result.unverified().isEmpty() ? Main.FAILED : stop.exitCode();
        }
    }

    /** What ends a run early is told once it is over; its trace belongs into the run's log. */
    private static <T> T logged(Supplier<T> run) {
        try {
            return run.get();
        } catch (RuntimeException | Error e) {
            LOG.info("the run ended early", e);
            throw e;
        }
    }
}
