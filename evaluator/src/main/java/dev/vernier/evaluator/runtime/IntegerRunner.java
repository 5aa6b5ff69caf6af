package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleBatch;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs quantized networks of one layout over one set of samples, on integer kernels.
 *
 * <p>Samples go through in chunks, several chunks at once on as many threads. Every chunk remembers the activations of
 * the plans before, as far as memory allows; a plan that shares a prefix of layers with one of them starts behind it.
 * Results depend on neither. One plan at a time: not thread-safe itself.
 */
public final class IntegerRunner implements AutoCloseable {
    /** Images that go through a layer together: enough to fill the kernels' tiles on small feature maps. */
    private static final int CHUNK = 16;

    /** What the activations of one chunk may take; networks with large ones go through in smaller chunks. */
    private static final long MAX_CHUNK_BYTES = 1L << 27;

    private static final long MAX_REMEMBERED_BYTES = 1L << 29;

    private final NetworkLayout layout;
    private final TensorOrders orders;
    private final List<Pass> passes;
    private final SampleFeed samples;
    private final StageCompiler compiler;
    private final ExecutorService threads;
    private final Arena activations = Arena.ofShared();
    private final ThreadLocal<WorkingMemory> memory;
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<ResultKey, Integer> results = new HashMap<>();

    /** What a tensor's values depend on: the pass, its numbers, and its inputs; equal keys mean equal values. */
    private record ResultKey(
            int tensor,
            @Nullable QuantizedWeights weights,
            List<ActivationQuantizer> quantizers,
            List<Integer> inputs) {}

    /**
     * @param samples for the network's inputs
     * @param threads how many threads to run chunks on
     */
    public IntegerRunner(NetworkLayout layout, Kernels kernels, Dataset samples, int threads) {
        this.layout = layout;
        this.samples = SampleFeed.of(layout.graph(), samples);
        orders = TensorOrders.of(layout);
        passes = Pass.of(layout);
        int together = chunk(layout);
        compiler = new StageCompiler(layout, orders, kernels.forCallsOf(together));
        memory = ThreadLocal.withInitial(() -> new WorkingMemory(kernels));
        this.threads = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("integer-runner-", 0).daemon().factory());
        int count = Math.ceilDiv(samples.size(), together);
        long remembered = Math.min(MAX_REMEMBERED_BYTES, Runtime.getRuntime().maxMemory() / 4);
        Rooms rooms = new Rooms(activations);
        for (int i = 0; i < count; i++) {
            int from = i * together;
            chunks.add(new Chunk(
                    from, Math.min(together, samples.size() - from), new ActivationMemory(rooms, remembered / count)));
        }
    }

    private static int chunk(NetworkLayout layout) {
        long perSample = layout.stages().stream()
                .flatMap(stage -> stage.outputs().stream())
                .mapToLong(tensor -> layout.graph().shape(tensor).elements())
                .sum();
        return Math.clamp(MAX_CHUNK_BYTES / (Float.BYTES * Math.max(1, perSample)), 1, CHUNK);
    }

    /** Runs the first {@code count} samples and returns the network's output for each, row-major in ONNX's order. */
    public float[] run(QuantizedNetwork network, int count) {
        Bound bound = bind(network);
        Shape shape = layout.graph().shape(layout.graph().outputs().getFirst());
        int elements = Math.toIntExact(shape.elements());
        float[] outputs = new float[count * elements];
        List<Future<?>> running = new ArrayList<>();
        for (Chunk chunk : chunks) {
            if (chunk.from < count) {
                running.add(
                        threads.submit(() -> run(bound, chunk, outputs, Math.min(chunk.images, count - chunk.from))));
            }
        }
        running.forEach(IntegerRunner::await);
        return outputs;
    }

    /** The passes of a network as programs, and what each tensor's values are known by. */
    private record Bound(
            Map<String, Integer> keys,
            Map<Pass, PassProgram> programs,
            Map<String, Values.Form> forms,
            Map<String, Optional<ActivationQuantizer>> inputs,
            Optional<ActivationQuantizer> output) {}

    private Bound bind(QuantizedNetwork network) {
        Map<String, Integer> keys = new HashMap<>();
        Map<Pass, PassProgram> programs = new HashMap<>();
        Map<String, Values.Form> forms = new HashMap<>();
        Map<String, Optional<ActivationQuantizer>> ends = new HashMap<>();
        int number = 0;
        for (String input : layout.graph().inputs()) {
            Optional<ActivationQuantizer> quantizer = network.quantizer(input);
            ends.put(input, quantizer);
            forms.put(input, form(network, input));
            keys.put(input, key(new ResultKey(number++, null, quantizer.stream().toList(), List.of())));
        }
        for (Pass pass : passes) {
            QuantizedWeights weights =
                    switch (pass.stage()) {
                        case Stage.OfLayer of -> network.layer(of.layer()).weights();
                        case Stage.Recurrence of -> network.layer(of.layer()).weights();
                        default -> null;
                    };
            List<ActivationQuantizer> quantizers = Stream.of(pass.stage().outputs(), pass.outputs())
                    .flatMap(List::stream)
                    .flatMap(tensor -> network.quantizer(tensor).stream())
                    .toList();
            List<Integer> inputs = pass.inputs().stream()
                    .map(tensor -> keys.getOrDefault(tensor, -1))
                    .toList();
            for (String output : pass.outputs()) {
                keys.put(output, key(new ResultKey(number++, weights, quantizers, inputs)));
                forms.put(output, form(network, output));
            }
            programs.put(pass, compiler.compile(pass, network));
        }
        String output = layout.graph().outputs().getFirst();
        return new Bound(keys, programs, forms, ends, network.quantizer(output));
    }

    private Values.Form form(QuantizedNetwork network, String tensor) {
        return Values.Form.of(layout.graph().type(tensor).element(), network.quantizer(tensor));
    }

    private int key(ResultKey key) {
        return results.computeIfAbsent(key, _ -> results.size());
    }

    private void run(Bound bound, Chunk chunk, float[] outputs, int images) {
        String tensor = layout.graph().outputs().getFirst();
        float[] values = compute(bound, chunk).decoded(bound.output());
        chunk.memory.release();
        int[] offsets = orders.of(tensor).offsets();
        for (int image = 0; image < images; image++) {
            for (int i = 0; i < offsets.length; i++) {
                outputs[(chunk.from + image) * offsets.length + i] = values[image * offsets.length + offsets[i]];
            }
        }
    }

    /** Runs the passes whose results are not remembered and are needed for the network's output. */
    private Values compute(Bound bound, Chunk chunk) {
        String output = layout.graph().outputs().getFirst();
        Map<String, Values> values = new HashMap<>();
        List<Pass> toRun = new ArrayList<>();
        Set<String> needed = new HashSet<>(Set.of(output));
        for (Pass pass : passes.reversed()) {
            List<String> wanted =
                    pass.outputs().stream().filter(needed::contains).toList();
            if (!recall(bound, chunk, wanted, values)) {
                toRun.add(pass);
                needed.addAll(pass.inputs());
            }
        }
        enter(bound, chunk, needed, values);
        for (Pass pass : toRun.reversed()) {
            List<Values> inputs = pass.inputs().stream()
                    .map(tensor -> Objects.requireNonNull(values.get(tensor)))
                    .toList();
            List<Values> rooms = pass.outputs().stream()
                    .map(tensor -> allocate(bound, chunk, tensor))
                    .toList();
            Objects.requireNonNull(bound.programs().get(pass)).run(chunk.images, inputs, rooms, memory.get());
            for (int i = 0; i < rooms.size(); i++) {
                remember(bound, chunk, pass.outputs().get(i), rooms.get(i), values);
            }
        }
        return Objects.requireNonNull(values.get(output));
    }

    /** Reads the chunk's samples where one of the inputs needed is not remembered. */
    private void enter(Bound bound, Chunk chunk, Set<String> needed, Map<String, Values> values) {
        List<String> inputs = layout.graph().inputs();
        List<String> missing = inputs.stream()
                .filter(needed::contains)
                .filter(input -> !recall(bound, chunk, List.of(input), values))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        SampleBatch batch = samples.batch(chunk.from, chunk.images);
        for (String input : missing) {
            Values room = allocate(bound, chunk, input);
            SampleEnds.encode(
                    batch.values().get(inputs.indexOf(input)),
                    orders.of(input).offsets(),
                    Objects.requireNonNull(bound.inputs().get(input)),
                    room);
            remember(bound, chunk, input, room, values);
        }
    }

    private Values allocate(Bound bound, Chunk chunk, String tensor) {
        int elements = Math.toIntExact(layout.graph().shape(tensor).elements() * chunk.images);
        return chunk.memory.allocate(Objects.requireNonNull(bound.forms().get(tensor)), elements);
    }

    /** Whether all these tensors are remembered; then they are among the values. */
    private static boolean recall(Bound bound, Chunk chunk, List<String> tensors, Map<String, Values> values) {
        Map<String, Values> known = new HashMap<>();
        for (String tensor : tensors) {
            Values remembered = chunk.memory.get(bound.keys().getOrDefault(tensor, -1));
            if (remembered == null) {
                return false;
            }
            known.put(tensor, remembered);
        }
        values.putAll(known);
        return true;
    }

    private static void remember(Bound bound, Chunk chunk, String tensor, Values made, Map<String, Values> values) {
        values.put(tensor, made);
        chunk.memory.put(bound.keys().getOrDefault(tensor, -1), made);
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a plan could not be run: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running a plan", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        activations.close();
    }

    /** Consecutive samples and the activations remembered for them; used by one thread at a time. */
    private static final class Chunk {
        final int from;
        final int images;
        final ActivationMemory memory;

        Chunk(int from, int images, ActivationMemory memory) {
            this.from = from;
            this.images = images;
            this.memory = memory;
        }
    }
}
