package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs one quantized network on one sample at a time, from the first layer to the last, as a deployed network would:
 * nothing is remembered between runs. Not thread-safe.
 */
public final class SampleRunner {
    private final NetworkLayout layout;
    private final Optional<ActivationQuantizer> input;
    private final Optional<ActivationQuantizer> output;
    private final List<StageProgram> programs = new ArrayList<>();
    private final Scratch scratch = new Scratch();

    public SampleRunner(QuantizedNetwork network, Kernels kernels) {
        layout = network.layout();
        input = network.quantizer(layout.graph().inputs().getFirst());
        output = network.quantizer(layout.graph().outputs().getFirst());
        StageCompiler compiler = new StageCompiler(layout, kernels);
        layout.stages().forEach(stage -> programs.add(compiler.compile(stage, network)));
    }

    /**
     * Runs a sample.
     *
     * @param sample the network's one input in ONNX's order
     * @return the network's output in ONNX's order
     */
    public float[] run(float[] sample) {
        Map<String, Values> values = new HashMap<>();
        String first = layout.graph().inputs().getFirst();
        values.put(first, GluePrograms.encoded(rearranged(sample, layout.graph().shape(first)), input));
        for (int i = 0; i < programs.size(); i++) {
            Stage stage = layout.stages().get(i);
            List<Values> inputs = stage.inputs().stream()
                    .map(tensor -> Objects.requireNonNull(values.get(tensor)))
                    .toList();
            values.put(stage.output(), programs.get(i).run(1, inputs, scratch));
        }
        String last = layout.graph().outputs().getFirst();
        float[] result = GluePrograms.decoded(Objects.requireNonNull(values.get(last)), output);
        int[] offsets = Offsets.of(layout.graph().shape(last));
        float[] ordered = new float[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            ordered[i] = result[offsets[i]];
        }
        return ordered;
    }

    private static float[] rearranged(float[] sample, Shape shape) {
        int[] offsets = Offsets.of(shape);
        float[] values = new float[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            values[offsets[i]] = sample[i];
        }
        return values;
    }
}
