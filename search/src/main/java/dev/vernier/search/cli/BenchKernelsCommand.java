package dev.vernier.search.cli;

import dev.vernier.search.job.KernelBenchJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "kernels",
        mixinStandardHelpOptions = true,
        description = {
            "Times our kernels against ONNX Runtime's float, 8-bit and 4-bit operators, all in turns, on products of",
            "matrices and convolutions. Each kernel's sums are compared first. × fp32 says how many times as fast as",
            "ONNX Runtime's floats, % peak how near to what the same instructions reach in registers, spread how far",
            "the quartiles of a ratio lie apart. Leave the machine alone while it measures."
        },
        footer = {"", "Example:  vernier bench kernels --shapes 1024x1024x1024,32x32x16:3x3:16 --pairs 8/8,1/1"})
final class BenchKernelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "SHAPE",
            description = {
                "Rows x depth x columns of a product, such as 256x256x256; height x width x channels : window : outputs",
                "of a convolution, such as 32x32x16:3x3:32, with dw for depthwise; or count : product for products of",
                "two activations, such as 12:128x64x128; default: thirteen usual ones."
            })
    private List<String> shapes = new ArrayList<>();

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Override
    public Integer call() {
        ConsoleProgress progress = ConsoleProgress.standard();
        BenchTable table = new BenchTable(spec.commandLine().getOut());
        boolean right = KernelBenchJob.run(
                shapes,
                options.pairs(),
                options.settings(),
                options.csv(),
                KernelChoice.compared(),
                progress,
                result -> {
                    progress.endLine();
                    table.printKernels(result);
                });
        progress.finish();
        return right ? CommandLine.ExitCode.OK : Main.FAILED;
    }
}
