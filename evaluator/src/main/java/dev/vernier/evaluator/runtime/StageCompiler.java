package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.plan.Limits;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the passes of quantized networks into programs. What several plans share (laid-out weights, tables of
 * sums, moves) is made once. Not thread-safe.
 */
final class StageCompiler {
    private final NetworkLayout layout;
    private final TensorOrders orders;
    private final Kernels kernels;
    private final LayerCompiler layers;
    private final RecurrenceCompiler recurrences;
    private final Map<SumKey, char[]> sums = new HashMap<>();
    private final Map<Stage, Rearrangement> moves = new HashMap<>();
    private final Map<Stage.OfNode, PoolWindows> pools = new HashMap<>();
    private final Map<Stage.Floating, FloatingProgram> floatings = new HashMap<>();

    private record SumKey(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer output) {}

    StageCompiler(NetworkLayout layout, TensorOrders orders, Kernels kernels) {
        this.layout = layout;
        this.orders = orders;
        this.kernels = kernels;
        layers = new LayerCompiler(orders, kernels);
        recurrences = new RecurrenceCompiler(layout.graph(), kernels);
    }

    /** What the weights of all layers compiled so far take. */
    long weightBytes() {
        return layers.weightBytes() + recurrences.weightBytes();
    }

    PassProgram compile(Pass pass, QuantizedNetwork network) {
        return switch (pass.stage()) {
            case Stage.Floating floating ->
                floatings
                        .computeIfAbsent(floating, key -> new FloatingProgram(key, layout.graph(), orders))
                        .with(network);
            case Stage.OfNode stage ->
                PassProgram.of(pass.addition()
                        .map(add -> joined((Stage.OfLayer) stage, pass.inputs().getLast(), add, network))
                        .orElseGet(() -> compile(stage, network)));
        };
    }

    private StageProgram compile(Stage.OfNode stage, QuantizedNetwork network) {
        return switch (stage) {
            case Stage.OfLayer of -> layers.layer(of, network);
            case Stage.Recurrence of -> recurrences.recurrence(of, network);
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
                        rearrangement(move),
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
                        rows(softmax.op().axis(), orders.of(softmax.output())),
                        network.quantizer(softmax.inputs().getFirst()),
                        network.quantizer(softmax.output()));
        };
    }

    private StageProgram product(Stage.OfProduct stage, QuantizedNetwork network) {
        LayerWorkload work = stage.layer().workload();
        int matrices = work.computedMatrices();
        ProductShape shape =
                new ProductShape(work.outputHeight() / matrices, work.inputChannels(), work.outputChannels(), false);
        ActivationQuantizer left = coded(stage.inputs().getFirst(), network);
        ActivationQuantizer right = coded(stage.inputs().getLast(), network);
        Precision precision = new Precision(right.bits(), Math.min(Byte.SIZE, left.bits()));
        float[] multiplier = new float[shape.columns()];
        Arrays.fill(multiplier, left.scale() * right.scale());
        return new ProductProgram(
                kernels.product(shape, precision),
                matrices,
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
        return layers.joined(stage, otherTensor, add, network).orElseGet(() -> {
            ActivationQuantizer own = coded(stage.output(), network);
            StageProgram sum = sum(own, coded(otherTensor, network), add.limits(), coded(add.output(), network));
            return inTurn(stage, layers.layer(stage, network), sum, Values.Form.of(Optional.of(own)));
        });
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

    private StageProgram sum(ActivationQuantizer a, ActivationQuantizer b, Limits limits, ActivationQuantizer output) {
        if (Math.max(a.maxCode(), b.maxCode()) > LayerCompiler.MAX_KERNEL_CODE) {
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
            destinations.add(Offsets.destinations(orders.of(input), orders.of(stage.output()), axis, before));
            recodings.add(GluePrograms.recodeTable(coded(input, network), Limits.NONE, to));
            before += shape(input).get(axis);
        }
        return GluePrograms.concat(destinations, recodings);
    }

    /** The offsets of each run of elements along an axis. */
    private static int[][] rows(int axis, OrderedShape lying) {
        Shape shape = lying.shape();
        int extent = shape.get(axis);
        int inner = 1;
        for (int i = Math.floorMod(axis, shape.rank()) + 1; i < shape.rank(); i++) {
            inner *= shape.get(i);
        }
        int[] offsets = lying.offsets();
        int[][] rows = new int[offsets.length / extent][extent];
        for (int i = 0; i < offsets.length; i++) {
            rows[i / (inner * extent) * inner + i % inner][i / inner % extent] = offsets[i];
        }
        return rows;
    }

    private Rearrangement rearrangement(Stage.Move move) {
        OrderedShape input = orders.of(move.inputs().getFirst());
        return moves.computeIfAbsent(
                move, _ -> Rearrangement.of(Offsets.sources(move.node().op(), input, orders.of(move.output()))));
    }

    private PoolWindows windows(Stage.OfNode stage) {
        return pools.computeIfAbsent(
                stage,
                _ -> PoolWindows.of(
                        stage.node().op(), orders.of(stage.inputs().getFirst()), orders.of(stage.output())));
    }

    private int inputElements(Stage stage) {
        return Math.toIntExact(shape(stage.inputs().getFirst()).elements());
    }

    private Shape shape(String tensor) {
        return layout.graph().shape(tensor);
    }

    private ActivationQuantizer coded(String tensor, QuantizedNetwork network) {
        return network.quantizer(tensor).orElseThrow();
    }
}
