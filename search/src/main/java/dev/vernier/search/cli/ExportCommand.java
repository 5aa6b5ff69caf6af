package dev.vernier.search.cli;

import dev.vernier.search.config.ExportFormat;
import dev.vernier.search.job.ExportJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a plan of a finished run in a format that other tools take.",
        footer = {"", "Example:  vernier export --run runs/quickstart --plan p170 --format qdq"})
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The run folder.")
    private Path run = Path.of("");

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "ID",
            description = "The plan, such as p170, or a uniform plan: uniform-8, uniform-4/8.")
    private String plan = "";

    @Option(
            names = "--format",
            defaultValue = "qdq",
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private ExportFormat format = ExportFormat.QDQ;

    @Override
    public Integer call() {
        ConsoleProgress progress = ConsoleProgress.standard();
        Path file = ExportJob.run(run, plan, format, KernelChoice.select(), progress);
        progress.finish();
        spec.commandLine().getOut().println("wrote " + file);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
