package dev.vernier.search.cli;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.search.job.OpenedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows a model's layers: shapes, multiply-accumulates, parameters, and what can be quantized.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            description = "An ONNX file, or a built-in model: builtin:fashion-resnet8, builtin:fashion-dscnn.")
    private String model = "";

    @Override
    public Integer call() {
        OpenedModel opened = OpenedModel.open(model, Path.of(""));
        PrintWriter out = spec.commandLine().getOut();
        NetworkLayout layout = opened.layout(8);
        out.printf(
                "%s, opset %d, sha256 %s%n",
                model, opened.onnx().opset(), opened.onnx().sha256());
        layout.graph()
                .inputs()
                .forEach(input ->
                        out.printf("input   %s  %s%n", input, layout.graph().shape(input)));
        layout.graph()
                .outputs()
                .forEach(output ->
                        out.printf("output  %s  %s%n", output, layout.graph().shape(output)));
        out.println();
        String row = "%-28s %-10s %-18s %-18s %12s %10s  %s%n";
        out.printf(row, "layer", "kind", "input H×W×C", "output H×W×C", "MACs", "weights", "shares its input with");
        layout.layers().forEach(layer -> {
            LayerWorkload work = layer.workload();
            String ties = String.join(
                    ", ",
                    layout.quantizers().get(layer.inputQuantizer()).readers().stream()
                            .filter(reader -> reader != layer.index())
                            .map(reader -> layout.layers().get(reader).name())
                            .toList());
            out.printf(
                    row,
                    layer.name(),
                    work.kind().name().toLowerCase(Locale.ROOT),
                    work.inputHeight() + "×" + work.inputWidth() + "×" + work.inputChannels(),
                    work.outputHeight() + "×" + work.outputWidth() + "×" + work.outputChannels(),
                    String.format(Locale.ROOT, "%,d", work.macs()),
                    String.format(Locale.ROOT, "%,d", work.weights()),
                    ties);
        });
        out.println();
        out.printf(
                Locale.ROOT,
                "%d quantizable layers, %,d multiply-accumulates and %,d weights per sample%n",
                layout.layers().size(),
                layout.workload().macs(),
                layout.workload().layers().stream()
                        .mapToLong(LayerWorkload::weights)
                        .sum());
        out.flush();
        return 0;
    }
}
