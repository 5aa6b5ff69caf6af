package dev.vernier.search.cli;

import dev.vernier.search.job.NetworkBenchJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        description = {
            "Times whole networks with the same widths in every layer against ONNX Runtime, which runs them in floating",
            "point and as our own 8-bit export, all in turns: in batches and one image at a time. Then memory: planned for",
            "the tensors between layers, for working and for laid-out weights, and the measured peak of a process beyond",
            "what the engine takes by itself (Linux, not with --quick).",
            "Leave the machine alone while it measures."
        },
        footer = {"", "Example:  vernier bench networks untrained:resnet20 --pairs 8/8,4/8 --threads 2"})
final class BenchNetworksCommand implements Callable<Integer> {
    private static final int MOST_IMAGES = 4096;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..*",
            description = {
                "A path, builtin:NAME, or untrained:resnet20 or untrained:mobilenet, which have random weights;",
                "default: those two and the built-in ones."
            })
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--batch",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images at a time, besides single ones; default ${DEFAULT-VALUE}.")
    private int batch;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        NetworkBenchJob.Request request = new NetworkBenchJob.Request(
                models.isEmpty() ? NetworkBenchJob.USUAL : models,
                options.pairs(),
                BenchOptions.within("--batch", batch, MOST_IMAGES),
                options.settings());
        ConsoleProgress progress = ConsoleProgress.standard();
        BenchTable table = new BenchTable(spec.commandLine().getOut());
        boolean right = NetworkBenchJob.run(request, options.csv(), KernelChoice.comparedTuned(), progress, result -> {
            progress.endLine();
            table.printNetwork(result);
        });
        progress.finish();
        return right ? CommandLine.ExitCode.OK : Main.FAILED;
    }
}
