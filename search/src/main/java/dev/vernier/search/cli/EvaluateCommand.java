package dev.vernier.search.cli;

import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.search.config.RunConfigReader;
import dev.vernier.search.job.EvaluateJob;
import dev.vernier.search.job.RunInputs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Evaluates one plan and prints lines such as accuracy=0.9123 and latency_ms-cpu-x86-avx512=0.41,",
            "which Katib, Optuna and shell scripts can read."
        },
        footer = {
            "",
            "Example:  vernier evaluate --config configs/quickstart.yaml --plan runs/quickstart/plans/p170.yaml"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--config", required = true, paramLabel = "CONFIG", description = "A run configuration.")
    private Path config = Path.of("");

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "PLAN",
            description = "The file of a plan, such as plans/p170.yaml, or a uniform plan: uniform-8, uniform-4/8.")
    private String plan = "";

    @Option(
            names = "--split",
            defaultValue = "search",
            paramLabel = "SPLIT",
            description = "Which samples: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private EvaluateJob.Split split = EvaluateJob.Split.SEARCH;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Takes the place of what the configuration says.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() {
        RunInputs inputs = RunInputs.open(RunConfigReader.read(config, overrides));
        ConsoleProgress progress = ConsoleProgress.standard();
        EvaluateJob.Result result = EvaluateJob.run(inputs, plan, split, KernelChoice.select(), progress);
        progress.finish();
        PrintWriter err = spec.commandLine().getErr();
        for (HardwareProfile profile : result.unpriced()) {
            String scheme = profile.legality().scheme().key();
            err.printf(
                    "note: no prices for %s: its scheme is %s, the plan's %s%n",
                    profile.name(), scheme, result.scheme().key());
        }
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        result.objectives().forEach((name, value) -> out.println(TrialLine.of(name, value)));
        String quality = result.quality().key();
        out.println(TrialLine.of(quality + "_low", result.interval().low()));
        out.println(TrialLine.of(quality + "_high", result.interval().high()));
        out.flush();
        return 0;
    }
}
