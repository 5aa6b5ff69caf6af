package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.FashionMnist;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.evaluator.score.RunningEvaluator;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.profile.TableProfileWriter;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkTimerTest {
    private static final Dataset SAMPLES =
            FashionMnist.embeddedTest().subset(IntStream.range(0, 20).toArray());

    private final Kernels kernels = KernelSelection.select();
    private final Workbench bench = Workbench.prepare(
            NetworkLayout.of(Folding.fold(BuiltinModels.read("fashion-resnet8").graph()), 8),
            SAMPLES,
            kernels,
            1,
            Progress.silent());

    @Test
    void theTimedRunIsTheOneThatPlansAreJudgedBy() {
        Yardstick yardstick = bench.yardstick(QualityMetrics.ACCURACY, SAMPLES, Progress.silent());
        try (RunningEvaluator evaluator = bench.evaluator(yardstick)) {
            for (PrecisionPlan plan : List.of(plan(8, 8), plan(3, 4))) {
                Outputs judged = evaluator.outputs(plan, QuantizationScheme.USUAL);
                SampleRunner timed = new SampleRunner(
                        bench.quantizer(QuantizationScheme.USUAL).quantize(plan), kernels);
                for (int i = 0; i < SAMPLES.size(); i++) {
                    int from = i * judged.width();
                    float[] expected = Arrays.copyOfRange(judged.values(), from, from + judged.width());
                    assertArrayEquals(expected, timed.run(sample(i)), plan.key());
                }
            }
        }
    }

    @Test
    void everyNetworkHasItsTiming() {
        InterleavedTimer.Effort effort = new InterleavedTimer.Effort(1, 3, 1);
        NetworkTimer timer =
                new NetworkTimer(kernels, new InterleavedTimer(effort, System::nanoTime, "test", Progress.silent()));
        List<MeasuredLayer.Timing> timings = timer.measure(
                Stream.of(plan(8, 8), plan(4, 4))
                        .map(bench.quantizer(QuantizationScheme.USUAL)::quantize)
                        .toList(),
                List.of(sample(0)));
        assertEquals(2, timings.size());
        timings.forEach(timing -> assertTrue(timing.medianMicros() > 0));
    }

    @Test
    void knowsTheProfileOfThisMachine() {
        InterleavedTimer.Effort effort = new InterleavedTimer.Effort(1, 1, 1);
        var profiler =
                new KernelProfiler(kernels, new InterleavedTimer(effort, System::nanoTime, "t", Progress.silent()));
        String yaml = TableProfileWriter.write(profiler.measure(
                "cpu-host",
                LocalDate.of(2026, 1, 31),
                KernelProfilerTest.LAYERS,
                new TreeSet<>(List.of(new Precision(8, 8)))));
        NetworkTimer timer = new NetworkTimer(kernels, Progress.silent());
        HardwareProfile host = HardwareProfiles.parse("cpu-host.yaml", yaml);
        assertTrue(timer.isHost(host));
        String kernelsLine = "kernels: \"" + kernels.description() + "\"";
        assertTrue(yaml.contains(kernelsLine), yaml);
        assertFalse(
                timer.isHost(HardwareProfiles.parse("other.yaml", yaml.replace(kernelsLine, "kernels: \"vector 1\""))));
        assertFalse(timer.isHost(HardwareProfiles.parse("two.yaml", yaml.replace("threads: 1", "threads: 2"))));
        assertFalse(timer.isHost(HardwareProfiles.load("gpu-nvidia-t4", java.nio.file.Path.of(""))));
    }

    private PrecisionPlan plan(int weightBits, int activationBits) {
        return PrecisionPlan.uniform(bench.layout(), new Precision(weightBits, activationBits), Map.of());
    }

    private static float[] sample(int index) {
        float[] sample = new float[Math.toIntExact(SAMPLES.sampleShape().elements())];
        SAMPLES.read(index, sample, 0);
        return sample;
    }
}
