package dev.vernier.search.cli;

import dev.vernier.search.job.TrainJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a built-in model again, by its recipe in configs/recipes, or a linear layer behind an encoder.",
            "After every epoch of the former the state is saved; the same command goes on from there."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RECIPE", description = "A recipe, such as configs/recipes/fashion-resnet8.yaml.")
    private Path recipe = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/train",
            description = "Folder for the model and the saved state; default ${DEFAULT-VALUE}.")
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        ConsoleProgress progress = ConsoleProgress.standard();
        TrainJob.Result result = TrainJob.run(recipe, out, progress);
        progress.finish();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "wrote %1$s%nvalidation_%2$s=%3$.4f%ntest_%2$s=%4$.4f%n",
                        result.model(),
                        result.figure(),
                        result.validation(),
                        result.test());
        return 0;
    }
}
