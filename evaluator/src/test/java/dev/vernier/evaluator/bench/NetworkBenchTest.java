package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.runtime.RunnerMemory;
import dev.vernier.evaluator.runtime.SampleRunner;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkBenchTest {
    private static final Shape SAMPLE = Shape.of(1, 28, 28);
    private static final Precision BYTES = new Precision(8, 8);
    private static final Precision NARROW = new Precision(4, 4);

    private static final Kernels KERNELS = KernelSelection.select();
    private static final Workbench BENCH = Workbench.prepare(
            NetworkLayout.of(Folding.fold(BuiltinModels.read("fashion-dscnn").graph()), 8),
            new RandomSamples(SAMPLE, 8, 1),
            KERNELS,
            1,
            Progress.silent());

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 2", "37, 1", "37, 3", "2, 4"})
    void aBatchDealtOutIsEachOfItsImages(int images, int threads) {
        float[] samples = new RandomSamples(SAMPLE, images, 3).all();
        QuantizedNetwork network = quantized(NARROW);
        try (Team team = new Team(threads)) {
            NetworkWork work = new NetworkWork(network, KERNELS, samples, images, team);
            work.run();
            float[] outputs = work.outputs();
            assertEquals(images * 10, outputs.length);
            SampleRunner single = new SampleRunner(network, KERNELS);
            int elements = samples.length / images;
            for (int i = 0; i < images; i++) {
                assertArrayEquals(
                        single.run(Arrays.copyOfRange(samples, i * elements, (i + 1) * elements)),
                        Arrays.copyOfRange(outputs, i * 10, (i + 1) * 10),
                        "image " + i);
            }
        }
    }

    @Test
    void timesBatchesAndSingleImages() {
        List<BenchResult> results = run(List.of(KERNELS), 3);
        assertEquals(List.of(3, 1), results.stream().map(BenchResult::images).toList());
        for (BenchResult result : results) {
            assertEquals(List.of(), result.faults());
            assertEquals(2, result.peers().size());
            assertMemory(result.memory());
            assertEquals(
                    List.of(BYTES, NARROW),
                    result.rows().stream().map(BenchRow::precision).toList());
            for (BenchRow row : result.rows()) {
                assertEquals("dscnn", row.name());
                assertEquals(result.images(), row.m().orElseThrow());
                assertTrue(row.gmacs() > 0 && row.ratioFp32().orElseThrow() > 0, row.csv());
                assertTrue(
                        row.ratioInt8().orElseThrow() > 0 && row.ratioNbits4().isEmpty(), row.csv());
            }
        }
    }

    private static void assertMemory(List<MemoryUse> memory) {
        List<String> names = memory.stream().map(MemoryUse::name).toList();
        String ours = KERNELS.description();
        assertEquals(List.of(ours + " 8/8", ours + " 4/4", "ONNX Runtime fp32", "ONNX Runtime int8"), names);
        assertEquals(
                List.of(true, false, true, true),
                memory.stream().map(use -> use.peak().isPresent()).toList());
        RunnerMemory bytes = memory.getFirst().planned().orElseThrow();
        assertTrue(bytes.activations() > 0 && bytes.working() > 0, bytes.toString());
        assertTrue(bytes.weights() > memory.get(1).planned().orElseThrow().weights(), memory.toString());
    }

    /** The input alone, and what is copied of it, has to be there. */
    @Test
    void aProcessOfItsOwnTellsItsPeak() {
        assumeTrue(MemoryProbe.peakBytes().isPresent(), "only Linux tells");
        byte[] model = OnnxWriter.toBytes(BENCH.layout().graph(), OnnxWriter.Options.defaults());
        for (Optional<Kernels> kernels : List.of(Optional.of(KERNELS), Optional.<Kernels>empty())) {
            MemoryMeter.Engine engine = new MemoryMeter.Engine(kernels, BYTES);
            long many = new ProcessMemory()
                    .peak(engine, new MemoryMeter.Load(model, 512, 1, SAMPLE))
                    .orElseThrow();
            assertTrue(many > 512 * SAMPLE.elements() * Float.BYTES, engine + " took " + many);
        }
    }

    @Test
    void singleImagesAreTimedOnce() {
        assertEquals(1, run(List.of(KERNELS), 1).size());
    }

    @Test
    void wrongKernelsAreReportedAndNotTimed() {
        BenchResult result =
                run(List.of(new WrongKernels(), new ScalarKernels()), 1).getFirst();
        assertEquals(1, result.faults().size());
        assertTrue(
                result.faults().getFirst().startsWith("wrong isa-9, 4/4, dscnn: output "),
                result.faults().getFirst());
        assertEquals(3, result.rows().size());
    }

    private List<BenchResult> run(List<Kernels> levels, int batch) {
        Map<Precision, QuantizedNetwork> networks = new LinkedHashMap<>();
        networks.put(BYTES, quantized(BYTES));
        networks.put(NARROW, quantized(NARROW));
        byte[] model = OnnxWriter.toBytes(BENCH.layout().graph(), OnnxWriter.Options.defaults());
        NetworkBench.Subject subject = new NetworkBench.Subject(
                "dscnn", SAMPLE, BENCH.layout().workload().macs(), model, model, networks);
        List<BenchResult> results = new ArrayList<>();
        new NetworkBench(
                        levels,
                        1,
                        new InterleavedTimer.Effort(1, 2, 1),
                        batch,
                        (_, _) -> OptionalLong.of(5),
                        Progress.silent())
                .run(subject, 0, 1, results::add);
        return results;
    }

    private QuantizedNetwork quantized(Precision precision) {
        return BENCH.quantizer(QuantizationScheme.USUAL)
                .quantize(PrecisionPlan.uniform(BENCH.layout(), precision, Map.of()));
    }
}
