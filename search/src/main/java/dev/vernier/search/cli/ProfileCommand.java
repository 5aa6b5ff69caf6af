package dev.vernier.search.cli;

import dev.vernier.hardware.cost.InterpolationError;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.search.job.ProfileJob;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = {
            "Measures this machine's kernels into a hardware profile that a configuration can name by its path.",
            "Leave the machine alone while it measures."
        },
        footer = {"", "Example:  vernier profile --model builtin:fashion-resnet8 --out cpu-host.yaml"})
final class ProfileCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Measures this model's layer shapes besides the usual ones.")
    private @Nullable String model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The profile to write; its name names it.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        ConsoleProgress progress = ConsoleProgress.standard();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        SortedMap<LayerKind, InterpolationError> errors =
                ProfileJob.run(Optional.ofNullable(model), out, today, KernelChoice.level(), progress);
        progress.finish();
        PrintWriter console = spec.commandLine().getOut();
        errors.forEach((kind, error) -> console.println(
                kind.key() + " layers, each left out and interpolated from the others: " + error.describe()));
        console.println("wrote " + out);
        console.flush();
        return 0;
    }
}
