package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs one quantized network on one sample, or always as many, from the first layer to the last, as a deployed network
 * would: nothing is remembered between runs, and activations lie in memory that is laid out once. Not thread-safe.
 */
public final class SampleRunner {
    private static final long ALIGNMENT = 64;

    private final Optional<ActivationQuantizer> inputQuantizer;
    private final Optional<ActivationQuantizer> outputQuantizer;
    private final List<Step> steps = new ArrayList<>();
    private final WorkingMemory memory;
    private final Values input;
    private final Values output;
    private final int images;
    private final int[] inputOffsets;
    private final int[] outputOffsets;

    /** A program with the places it reads from and writes to. */
    private record Step(StageProgram program, List<Values> inputs, Values output) {}

    /** Runs one sample at a time. */
    public SampleRunner(QuantizedNetwork network, Kernels kernels) {
        this(network, kernels, 1);
    }

    /** @param images samples that go through each layer together, at least 1 */
    public SampleRunner(QuantizedNetwork network, Kernels kernels, int images) {
        this.images = images;
        NetworkLayout layout = network.layout();
        String first = layout.graph().inputs().getFirst();
        String last = layout.graph().outputs().getFirst();
        List<Pass> passes = Pass.of(layout);
        BufferPlan plan = BufferPlan.of(layout, passes, tensor -> images * bytes(network, tensor));
        Map<String, Values> places = places(network, images, plan);
        StageCompiler compiler = new StageCompiler(layout, kernels.forCallsOf(images));
        for (Pass pass : passes) {
            List<Values> inputs = pass.inputs().stream()
                    .map(tensor -> Objects.requireNonNull(places.get(tensor)))
                    .toList();
            Values result = Objects.requireNonNull(places.get(pass.output()));
            steps.add(new Step(compiler.compile(pass, network), inputs, result));
        }
        inputQuantizer = network.quantizer(first);
        outputQuantizer = network.quantizer(last);
        input = Objects.requireNonNull(places.get(first));
        output = Objects.requireNonNull(places.get(last));
        inputOffsets = Offsets.of(layout.graph().shape(first));
        outputOffsets = Offsets.of(layout.graph().shape(last));
        memory = new WorkingMemory(kernels);
    }

    private static Map<String, Values> places(QuantizedNetwork network, int images, BufferPlan plan) {
        MemorySegment all = Arena.ofAuto().allocate(plan.bytes(), ALIGNMENT);
        Map<String, Values> places = new HashMap<>();
        plan.offsets().forEach((tensor, offset) -> {
            MemorySegment place = all.asSlice(offset, images * bytes(network, tensor));
            places.put(tensor, new Values(Values.Form.of(network.quantizer(tensor)), place));
        });
        return places;
    }

    /** What a tensor takes for one sample. */
    private static long bytes(QuantizedNetwork network, String tensor) {
        Shape shape = network.layout().graph().shape(tensor);
        return shape.elements() * Values.Form.of(network.quantizer(tensor)).bytes();
    }

    /**
     * Runs the samples.
     *
     * @param samples for the network's one input in ONNX's order, one after the other
     * @return the network's output for each in ONNX's order
     */
    public float[] run(float[] samples) {
        SampleEnds.encode(samples, inputOffsets, inputQuantizer, input);
        for (Step step : steps) {
            step.program().run(images, step.inputs(), step.output(), memory);
        }
        return SampleEnds.decode(output, outputOffsets, outputQuantizer);
    }
}
