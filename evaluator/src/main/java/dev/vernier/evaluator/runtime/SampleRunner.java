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
 * would: nothing is remembered between runs, and activations lie in memory that is laid out once. Not thread-safe, but
 * runners that share weights may run at the same time.
 */
public final class SampleRunner {
    private static final long ALIGNMENT = 64;

    private final QuantizedNetwork network;
    private final Kernels kernels;
    private final Compiled compiled;
    private final long activationBytes;
    private final List<Step> steps = new ArrayList<>();
    private final WorkingMemory memory;
    private final List<End> inputs;
    private final End output;
    private final int images;

    /** What does not depend on the number of images. */
    private record Compiled(TensorOrders orders, List<Pass> passes, List<PassProgram> programs, long weightBytes) {
        static Compiled of(QuantizedNetwork network, Kernels kernels) {
            List<Pass> passes = Pass.of(network.layout());
            TensorOrders orders = TensorOrders.of(network.layout());
            StageCompiler compiler = new StageCompiler(network.layout(), orders, kernels);
            List<PassProgram> programs =
                    passes.stream().map(pass -> compiler.compile(pass, network)).toList();
            return new Compiled(orders, passes, programs, compiler.weightBytes());
        }
    }

    /** A program with the places it reads from and writes to. */
    private record Step(PassProgram program, List<Values> inputs, List<Values> outputs) {}

    /** A tensor that comes in or goes out; {@code offsets} as in {@link SampleEnds}. */
    private record End(Values values, int[] offsets, Optional<ActivationQuantizer> quantizer) {}

    /** Runs one sample at a time. */
    public SampleRunner(QuantizedNetwork network, Kernels kernels) {
        this(network, kernels, 1);
    }

    /** @param images samples that go through each layer together, at least 1 */
    public SampleRunner(QuantizedNetwork network, Kernels kernels, int images) {
        this(network, kernels, images, Compiled.of(network, kernels.forCallsOf(images)));
    }

    private SampleRunner(QuantizedNetwork network, Kernels kernels, int images, Compiled compiled) {
        this.network = network;
        this.kernels = kernels;
        this.images = images;
        this.compiled = compiled;
        NetworkLayout layout = network.layout();
        BufferPlan plan = BufferPlan.of(layout, compiled.passes(), tensor -> images * bytes(network, tensor));
        activationBytes = plan.bytes();
        Map<String, Values> places = places(network, images, plan);
        for (int i = 0; i < compiled.passes().size(); i++) {
            Pass pass = compiled.passes().get(i);
            List<Values> read = pass.inputs().stream()
                    .map(tensor -> Objects.requireNonNull(places.get(tensor)))
                    .toList();
            List<Values> written = pass.outputs().stream()
                    .map(tensor -> Objects.requireNonNull(places.get(tensor)))
                    .toList();
            steps.add(new Step(compiled.programs().get(i), read, written));
        }
        inputs = layout.graph().inputs().stream()
                .map(tensor -> end(tensor, places))
                .toList();
        output = end(layout.graph().outputs().getFirst(), places);
        memory = new WorkingMemory(kernels);
    }

    private End end(String tensor, Map<String, Values> places) {
        return new End(
                Objects.requireNonNull(places.get(tensor)),
                compiled.orders().of(tensor).offsets(),
                network.quantizer(tensor));
    }

    /** Another runner of the same network, for so many samples at a time. It shares the weights. */
    public SampleRunner sibling(int samples) {
        return new SampleRunner(network, kernels, samples, compiled);
    }

    /** What the runner holds, weights that it shares included. */
    public RunnerMemory memory() {
        return new RunnerMemory(activationBytes, memory.bytes(), compiled.weightBytes());
    }

    private static Map<String, Values> places(QuantizedNetwork network, int images, BufferPlan plan) {
        MemorySegment all = Arena.ofAuto().allocate(plan.bytes(), ALIGNMENT);
        Map<String, Values> places = new HashMap<>();
        plan.offsets().forEach((tensor, offset) -> {
            MemorySegment place = all.asSlice(offset, images * bytes(network, tensor));
            places.put(tensor, new Values(form(network, tensor), place));
        });
        return places;
    }

    /** What a tensor takes for one sample. */
    private static long bytes(QuantizedNetwork network, String tensor) {
        Shape shape = network.layout().graph().shape(tensor);
        return shape.elements() * form(network, tensor).bytes();
    }

    private static Values.Form form(QuantizedNetwork network, String tensor) {
        return Values.Form.of(network.layout().graph().type(tensor).element(), network.quantizer(tensor));
    }

    /**
     * Runs the samples.
     *
     * @param samples for the network's one input in ONNX's order, one after the other
     * @return the network's output for each in ONNX's order
     */
    public float[] run(float[] samples) {
        return run(List.of(samples));
    }

    /**
     * Runs the samples.
     *
     * @param samples for each of the network's inputs in turn, in ONNX's order, one after the other
     * @return the network's output for each in ONNX's order
     */
    public float[] run(List<float[]> samples) {
        for (int i = 0; i < inputs.size(); i++) {
            End input = inputs.get(i);
            SampleEnds.encode(samples.get(i), input.offsets(), input.quantizer(), input.values());
        }
        for (Step step : steps) {
            step.program().run(images, step.inputs(), step.outputs(), memory);
        }
        return SampleEnds.decode(output.values(), output.offsets(), output.quantizer());
    }
}
