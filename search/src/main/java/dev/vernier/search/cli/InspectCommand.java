package dev.vernier.search.cli;

import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.search.job.ModelCheck;
import dev.vernier.search.job.OpenedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--input",
            paramLabel = "NAME=SHAPE",
            converter = NamedShape.Converter.class,
            description =
                    "The shape of one sample, without the batch, of an input whose dimensions the model leaves open,"
                            + " such as --input x=3x224x224.")
    private List<NamedShape> inputs = new ArrayList<>();

    @Override
    public Integer call() {
        OpenedModel opened = OpenedModel.open(model, Path.of(""), NamedShape.byInput(inputs));
        PrintWriter out = spec.commandLine().getOut();
        NetworkLayout layout = opened.layout(8);
        out.printf(
                "%s, opset %d, sha256 %s%n",
                model, opened.onnx().opset(), opened.onnx().sha256());
        Graph graph = layout.graph();
        graph.inputs().forEach(input -> out.printf("input   %s  %s%n", input, type(graph, input)));
        graph.outputs().forEach(output -> out.printf("output  %s  %s%n", output, type(graph, output)));
        if (graph.outputs().size() > 1) {
            out.printf(
                    "A search needs the one that counts: 'output: %s' in its configuration; what only serves the others is"
                            + " left out then.%n",
                    graph.outputs().getFirst());
        }
        out.println();
        writeLayers(layout, out);
        out.println();
        out.printf(
                Locale.ROOT,
                "%d quantizable layers, %,d multiply-accumulates and %,d weights per sample%n",
                layout.layers().size(),
                layout.workload().macs(),
                layout.workload().layers().stream()
                        .mapToLong(LayerWorkload::weights)
                        .sum());
        writeFloating(layout, out);
        out.println();
        out.println(ModelCheck.obstacle(graph)
                .map(told -> "search does not take it: " + told.problem() + ". Maybe " + told.mend() + ".")
                .orElse("search takes it"));
        out.flush();
        return 0;
    }

    private static void writeLayers(NetworkLayout layout, PrintWriter out) {
        String row = "%-28s %-17s %-18s %-18s %12s %10s  %s%n";
        out.printf(row, "layer", "kind", "input H×W×C", "output H×W×C", "MACs", "weights", "shares its input with");
        for (Layer layer : layout.layers()) {
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
                    layer.kind(layout.graph()),
                    extents(layout, layer, layer.node().input(0), work.inputHeight(), work.inputChannels()),
                    extents(layout, layer, layer.node().output(), work.outputHeight(), work.outputChannels()),
                    String.format(Locale.ROOT, "%,d", work.macs()),
                    String.format(Locale.ROOT, "%,d", work.weights()),
                    ties);
        }
    }

    /** Channels last; the rows of a product are those of a matrix. */
    private static String extents(NetworkLayout layout, Layer layer, String tensor, int rows, int channels) {
        List<Integer> extents = layer.node().op() instanceof Op.Convolution
                ? layout.graph().shape(tensor).toList()
                : List.of(1, channels, rows, 1);
        return Stream.concat(extents.stream().skip(2), Stream.of(channels))
                .map(String::valueOf)
                .collect(Collectors.joining("×"));
    }

    /** The shape of a tensor, and its type where that is not floating point. */
    private static String type(Graph graph, String tensor) {
        TensorType type = graph.type(tensor);
        return type.element() == ElementType.FLOAT ? type.shape().toString() : type.toString();
    }

    /** What our kernels do not run: who does, and what crosses. */
    private static void writeFloating(NetworkLayout layout, PrintWriter out) {
        List<Stage.Floating> parts = layout.stages().stream()
                .filter(Stage.Floating.class::isInstance)
                .map(Stage.Floating.class::cast)
                .toList();
        if (parts.isEmpty()) {
            return;
        }
        out.println();
        String row = "%-28s %6s %12s %12s  %s%n";
        out.printf(row, "in floats by ONNX Runtime", "nodes", "bytes in", "bytes out", "operators");
        for (Stage.Floating part : parts) {
            out.printf(
                    row,
                    part.name(),
                    part.nodes().size(),
                    String.format(Locale.ROOT, "%,d", bytes(layout.graph(), part.inputs())),
                    String.format(Locale.ROOT, "%,d", bytes(layout.graph(), part.outputs())),
                    operators(part));
        }
    }

    private static long bytes(Graph graph, List<String> tensors) {
        return tensors.stream()
                .map(graph::type)
                .mapToLong(type -> type.shape().elements() * type.element().bytes())
                .sum();
    }

    private static String operators(Stage.Floating part) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        part.nodes().forEach(node -> counts.merge(node.op().type(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + (count.getValue() > 1 ? " ×" + count.getValue() : ""))
                .collect(Collectors.joining(", "));
    }
}
