package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns the passes of quantized networks into programs. What several plans share (laid-out weights, tables of
 * sums, moves) is made once. Not thread-safe.
 */
final class StageCompiler {
    private static final int MAX_KERNEL_CODE = 255;

    private final NetworkLayout layout;
    private final Kernels kernels;
    private final Map<LayerKey, List<SplitLayer.Slice>> convolutions = new HashMap<>();
    private final Map<SumKey, char[]> sums = new HashMap<>();
    private final Map<Stage, int[]> moves = new HashMap<>();
    private final Map<Stage.OfNode, PoolWindows> pools = new HashMap<>();
    private final Map<Stage.Floating, FloatingProgram> floatings = new HashMap<>();

    /** Layers with equal keys run the same convolution. */
    private record LayerKey(QuantizedWeights weights, int activationBits) {}

    private record SumKey(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer output) {}

    StageCompiler(NetworkLayout layout, Kernels kernels) {
        this.layout = layout;
        this.kernels = kernels;
    }

    /** What the weights of all layers compiled so far take. */
    long weightBytes() {
        return convolutions.values().stream()
                .flatMap(List::stream)
                .mapToLong(slice -> slice.convolution().weightBytes())
                .sum();
    }

    PassProgram compile(Pass pass, QuantizedNetwork network) {
        return switch (pass.stage()) {
            case Stage.Floating floating ->
                floatings
                        .computeIfAbsent(floating, key -> new FloatingProgram(key, layout.graph()))
                        .with(network);
            case Stage.OfNode stage ->
                PassProgram.of(pass.addition()
                        .map(add -> joined((Stage.OfLayer) stage, pass.inputs().getLast(), add, network))
                        .orElseGet(() -> compile(stage, network)));
        };
    }

    private StageProgram compile(Stage.OfNode stage, QuantizedNetwork network) {
        return switch (stage) {
            case Stage.OfLayer of -> layer(of, network);
            case Stage.OfProduct of -> product(of, network);
            case Stage.Add add ->
                sum(
                        coded(add.inputs().get(0), network),
                        coded(add.inputs().get(1), network),
                        add.limits(),
                        coded(add.output(), network));
            case Stage.Concat concat -> concat(concat, network);
            case Stage.Average average ->
                GluePrograms.average(
                        windows(average),
                        inputElements(average),
                        coded(average.inputs().getFirst(), network),
                        coded(average.output(), network));
            case Stage.MaxPool pool -> GluePrograms.max(windows(pool), inputElements(pool));
            case Stage.Move move ->
                GluePrograms.move(
                        sources(move),
                        inputElements(move),
                        network.quantizer(move.output())
                                .map(ActivationQuantizer::zeroPoint)
                                .orElse(0));
            case Stage.Activation activation ->
                GluePrograms.activation(
                        network.quantizer(activation.inputs().getFirst()),
                        activation.limits(),
                        network.quantizer(activation.output()));
            case Stage.Softmax softmax ->
                GluePrograms.softmax(
                        rows(softmax.op().axis(), shape(softmax.output())),
                        network.quantizer(softmax.inputs().getFirst()),
                        network.quantizer(softmax.output()));
        };
    }

    private StageProgram layer(Stage.OfLayer stage, QuantizedNetwork network) {
        Layer layer = stage.layer();
        QuantizedLayer numbers = network.layer(layer);
        ActivationQuantizer from = network.quantizers().get(layer.inputQuantizer());
        Optional<ActivationQuantizer> to = network.quantizer(stage.output());
        List<SplitLayer.Slice> slices = slices(layer, numbers.weights(), from);
        float low = stage.limits().low();
        float high = stage.limits().high();
        var toFloats = new Epilogue.ToFloats(numbers.bias(), numbers.multiplier(), low, high);
        boolean wide = from.maxCode() > MAX_KERNEL_CODE
                || to.filter(q -> q.maxCode() > MAX_KERNEL_CODE).isPresent();
        if (wide || slices.size() > 1) {
            return new SplitLayer(slices, from.zeroPoint(), toFloats, to);
        }
        Convolution convolution = slices.getFirst().convolution();
        Epilogue epilogue =
                to.<Epilogue>map(codes -> toCodes(numbers, low, high, codes)).orElse(toFloats);
        return (images, inputs, output, memory) -> convolution.run(
                images, inputs.getFirst().data(), from.zeroPoint(), epilogue, output.data(), memory.scratch());
    }

    private StageProgram product(Stage.OfProduct stage, QuantizedNetwork network) {
        LayerWorkload work = stage.layer().workload();
        int matrices = work.computedMatrices();
        ProductShape shape =
                new ProductShape(work.outputHeight() / matrices, work.inputChannels(), work.outputChannels(), false);
        ActivationQuantizer left = coded(stage.inputs().getFirst(), network);
        ActivationQuantizer right = coded(stage.inputs().getLast(), network);
        Precision precision = new Precision(right.bits(), Math.min(Byte.SIZE, left.bits()));
        boolean interleaved = shape(stage.output()).rank() == 4 && matrices > 1;
        float[] multiplier = new float[shape.columns()];
        Arrays.fill(multiplier, left.scale() * right.scale());
        return new ProductProgram(
                kernels.product(shape, precision),
                matrices,
                interleaved,
                left.zeroPoint(),
                new Epilogue.ToFloats(
                        new int[shape.columns()],
                        multiplier,
                        stage.limits().low(),
                        stage.limits().high()),
                network.quantizer(stage.output()));
    }

    /** A layer and the addition of another tensor to what it makes: in one go where kernels can do that. */
    private StageProgram joined(Stage.OfLayer stage, String otherTensor, Stage.Add add, QuantizedNetwork network) {
        ActivationQuantizer own = coded(stage.output(), network);
        ActivationQuantizer other = coded(otherTensor, network);
        ActivationQuantizer to = coded(add.output(), network);
        QuantizedLayer numbers = network.layer(stage.layer());
        ActivationQuantizer from = network.quantizers().get(stage.layer().inputQuantizer());
        List<SplitLayer.Slice> slices = slices(stage.layer(), numbers.weights(), from);
        boolean wide = Stream.of(from, own, other, to).anyMatch(codes -> codes.maxCode() > MAX_KERNEL_CODE);
        if (wide || slices.size() > 1) {
            Values.Form form = Values.Form.of(Optional.of(own));
            return inTurn(stage, compile(stage, network), sum(own, other, add.limits(), to), form);
        }
        Convolution convolution = slices.getFirst().convolution();
        Epilogue.ToCodes codes =
                toCodes(numbers, stage.limits().low(), stage.limits().high(), own);
        Epilogue.Addition addition = new Epilogue.Addition(
                other.scale(),
                other.zeroPoint(),
                add.limits().low(),
                add.limits().high(),
                to.scale(),
                to.zeroPoint(),
                to.minCode(),
                to.maxCode());
        return (images, inputs, output, memory) -> convolution.run(
                images,
                inputs.getFirst().data(),
                from.zeroPoint(),
                new Epilogue.ToJoin(codes, addition, inputs.getLast().data()),
                output.data(),
                memory.scratch());
    }

    /** The layer into working memory, then the sum of that and the other tensor. */
    private StageProgram inTurn(Stage.OfLayer stage, StageProgram layer, StageProgram sum, Values.Form form) {
        long elements = shape(stage.output()).elements();
        return (images, inputs, output, memory) -> {
            long bytes = images * elements * form.bytes();
            Values between = new Values(
                    form, memory.part(WorkingMemory.Part.BETWEEN, bytes).asSlice(0, bytes));
            layer.run(images, inputs.subList(0, 1), between, memory);
            sum.run(images, List.of(between, inputs.getLast()), output, memory);
        };
    }

    /** The kernels for a layer, all of it in one slice where its sums fit 32 bits. */
    private List<SplitLayer.Slice> slices(Layer layer, QuantizedWeights weights, ActivationQuantizer input) {
        int activationBits = Math.min(Byte.SIZE, input.bits());
        return convolutions.computeIfAbsent(
                new LayerKey(weights, activationBits), _ -> slices(layer, weights, activationBits));
    }

    private List<SplitLayer.Slice> slices(Layer layer, QuantizedWeights weights, int activationBits) {
        int inputChannels = layer.workload().inputChannels();
        if (layer.workload().groups() > 1) {
            Precision precision = new Precision(weights.bits(), activationBits);
            ConvShape shape = convShape(layer, inputChannels);
            return List.of(
                    new SplitLayer.Slice(kernels.prepare(shape, precision, weights.codes(), weights.zeroPoints()), 0));
        }
        return SplitLayer.slices(
                kernels, channels -> convShape(layer, channels), inputChannels, weights, activationBits);
    }

    private static Epilogue.ToCodes toCodes(QuantizedLayer numbers, float low, float high, ActivationQuantizer to) {
        return new Epilogue.ToCodes(
                numbers.bias(),
                numbers.multiplier(),
                low,
                high,
                to.scale(),
                to.zeroPoint(),
                to.minCode(),
                to.maxCode());
    }

    /** The shape of a layer on so many of its input channels. */
    private static ConvShape convShape(Layer layer, int inputChannels) {
        LayerWorkload work = layer.workload();
        Window window =
                layer.node().op() instanceof Op.Conv(Window declared, int _) ? declared : Window.square(1, 1, 0);
        return new ConvShape(
                work.inputHeight(),
                work.inputWidth(),
                inputChannels,
                work.outputHeight(),
                work.outputWidth(),
                work.outputChannels(),
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.dilationHeight(),
                window.dilationWidth(),
                window.padTop(),
                window.padLeft(),
                work.groups());
    }

    private StageProgram sum(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer output) {
        if (Math.max(a.maxCode(), b.maxCode()) > MAX_KERNEL_CODE) {
            return GluePrograms.wideSum(a, b, limits, output);
        }
        char[] table = sums.computeIfAbsent(
                new SumKey(a, b, limits, output), key -> GluePrograms.sumTable(a, b, limits, output));
        return GluePrograms.sum(table, b.maxCode() + 1);
    }

    private StageProgram concat(Stage.Concat stage, QuantizedNetwork network) {
        ActivationQuantizer to = coded(stage.output(), network);
        int axis = stage.op().axis();
        List<int[]> destinations = new ArrayList<>();
        List<char[]> recodings = new ArrayList<>();
        int before = 0;
        for (String input : stage.inputs()) {
            destinations.add(Offsets.destinations(shape(input), shape(stage.output()), axis, before));
            recodings.add(GluePrograms.recodeTable(coded(input, network), Limits.NONE, to));
            before += shape(input).get(axis);
        }
        return GluePrograms.concat(destinations, recodings);
    }

    /** The offsets of each run of elements along an axis. */
    private static int[][] rows(int axis, Shape shape) {
        int extent = shape.get(axis);
        int inner = 1;
        for (int i = Math.floorMod(axis, shape.rank()) + 1; i < shape.rank(); i++) {
            inner *= shape.get(i);
        }
        int[] offsets = Offsets.of(shape);
        int[][] rows = new int[offsets.length / extent][extent];
        for (int i = 0; i < offsets.length; i++) {
            rows[i / (inner * extent) * inner + i % inner][i / inner % extent] = offsets[i];
        }
        return rows;
    }

    private int[] sources(Stage.Move move) {
        return moves.computeIfAbsent(
                move, _ -> Offsets.sources(move.node().op(), shape(move.inputs().getFirst()), shape(move.output())));
    }

    private PoolWindows windows(Stage.OfNode stage) {
        return pools.computeIfAbsent(
                stage,
                _ -> PoolWindows.of(stage.node().op(), shape(stage.inputs().getFirst()), shape(stage.output())));
    }

    private int inputElements(Stage stage) {
        return Math.toIntExact(shape(stage.inputs().getFirst()).elements());
    }

    private Shape shape(String tensor) {
        Graph graph = layout.graph();
        return graph.shape(tensor);
    }

    private ActivationQuantizer coded(String tensor, QuantizedNetwork network) {
        return network.quantizer(tensor).orElseThrow();
    }
}
