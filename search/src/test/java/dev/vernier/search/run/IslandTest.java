package dev.vernier.search.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Storage;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.config.RunConfigReader;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing.LayerCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Islands and their prices on real profiles. */
class IslandTest {
    private static final NetworkLayout LAYOUT = Networks.residual();
    private static final HardwareProfile T4 = HardwareProfiles.load("gpu-nvidia-t4", Path.of("."));
    private static final String CPU_YAML = """
            name: cpu
            description: Ten nanoseconds for each thousand multiplications
            device: cpu
            origin: analytic
            legality: {weights: [2, 4, 8], activations: [4, 8]}
            roofline:
              batch: 1
              float_bits: 32
              memory_gb_per_s: 10
              memory_efficiency: 1
              classes:
                codes: {weights: [2, 4, 8], activations: [4, 8], peak_tops: 0.2, efficiency: 1, overhead_us: 1}
            """;
    private static final HardwareProfile CPU = HardwareProfiles.parse("cpu.yaml", CPU_YAML);

    private static final String FPGA = """
            name: fpga
            description: A device that units of few bits fit on
            device: fpga
            origin: uncalibrated
            legality: {weights: [2, 4, 8], activations: [4, 8]}
            dataflow:
              clock_mhz: 100
              luts: LUTS
              bram18: 100
              dsps: 100
              dsp_block: dsp48
              usable_share: {luts: 1, bram18: 1, dsps: 1}
            """;

    private static HardwareProfile fpga(int luts) {
        return HardwareProfiles.parse("fpga.yaml", FPGA.replace("LUTS", String.valueOf(luts)));
    }

    @TempDir
    Path folder;

    private RunConfig config(String more) throws IOException {
        String text = "model: m.onnx\ndata: {source: builtin:fashion-mnist}\n" + more;
        return RunConfigReader.read(Files.writeString(folder.resolve("run.yaml"), text), List.of());
    }

    @Test
    void eachProfileHasItsSpaceAndItsObjectives() throws IOException {
        List<Island> islands = Island.of(config("space: {pin: {conv1: 8/8}}"), LAYOUT, List.of(CPU, T4));
        assertEquals(
                List.of("cpu", "gpu-nvidia-t4"),
                islands.stream().map(Island::profile).toList());
        assertEquals(
                List.of("accuracy", "latency_ms@gpu-nvidia-t4", "weight_bytes"),
                islands.getLast().objectives().stream().map(Objective::name).toList());
        PrecisionPlan mixed = plan("8/8 2/4 4/8 8/4 2/8 4/4");
        assertTrue(islands.getFirst().space().contains(mixed));
        assertTrue(!islands.getLast().space().contains(mixed));
        assertTrue(islands.getLast().space().contains(plan("8/8 4/4 8/8 4/4 8/8 4/4")));
    }

    @Test
    void refusesWhatCannotBeSearched() throws IOException {
        assertRefused(
                "run.yaml:3:24: profile 'cpu' does not price energy_uj. Maybe use 'latency_ms', or leave out the profile.",
                config("objectives: [accuracy, energy_uj]"),
                List.of(CPU));
        assertRefused(
                "run.yaml:3:17: a second profile is named 'cpu'. Maybe rename it in its file.",
                config("hardware: [cpu, other/cpu.yaml]"),
                List.of(CPU, CPU));
        assertRefused(
                "run.yaml:3:22: profile 'gpu-nvidia-t4' does not compute conv layers at 2/4. Maybe pin it to one of 4/4,"
                        + " 8/8.",
                config("space: {pin: {conv1: 2/4}}"),
                List.of(CPU, T4));
        assertRefused(
                "run.yaml:3:8: the widths leave nothing for layer 'conv1' on profile 'gpu-nvidia-t4'. Maybe allow one of"
                        + " the precisions (weight/activation bits) that it has for conv layers: 4/4, 8/8.",
                config("space: {weight-bits: [2], activation-bits: [4]}"),
                List.of(CPU, T4));
        assertRefused(
                "run.yaml:3:27: profile 'cpu' runs no gemm layers, but the model has one, 'fc'. Maybe allow widths for gemm"
                        + " layers in the 'legality' of its file, or leave out the profile.",
                config("hardware: [gpu-nvidia-t4, cpu.yaml]"),
                List.of(
                        T4,
                        HardwareProfiles.parse(
                                "cpu.yaml", CPU_YAML.replaceAll("legality: .*", "legality: {conv: {pairs: [8/8]}}"))));
    }

    @Test
    void aTableThatMeasuredNoLayerOfAKindIsRefusedForModelsThatHaveOne() throws IOException {
        String table = """
                name: conv-only
                description: A table of one convolution
                device: cpu
                origin: measured
                measured: {cpu: A, kernels: B, java: "25", threads: 1, date: 2026-01-31}
                legality: {weights: [2, 4, 8], activations: [4, 8]}
                table:
                  classes: {codes: {weights: [2, 4, 8], activations: [4, 8]}}
                  glue_ns_per_element: {add: 0, concat: 0, pool: 0, move: 0, elementwise: 0, conversion: 0}
                  layers:
                    - {kind: conv, input: 8x8x8, output: 8x8x8, kernel: 3x3, median_us: {codes: 7}, spread_us: {codes: 0}}
                """;
        HardwareProfile profile = HardwareProfiles.parse("conv-only.yaml", table);
        assertRefused(
                "run.yaml:3:12: profile 'conv-only' runs no gemm layers, but the model has one, 'fc'. Maybe add measurements"
                        + " of gemm layers to its table ('vernier profile' makes them), or leave out the profile.",
                config("hardware: [conv-only.yaml]"),
                List.of(profile));
        NetworkLayout convolutions = Networks.convolutions();
        assertEquals(
                1,
                Island.of(config("hardware: [conv-only.yaml]"), convolutions, List.of(profile))
                        .size());
    }

    @Test
    void aNetworkThatFitsAtNoWidthIsRefused() throws IOException {
        assertRefused(
                "run.yaml:3:17: no way was found to fit the network on 'fpga' even where every width is the least. Maybe"
                        + " allow fewer bits, or leave out the profile.",
                config("hardware: [cpu, fpga.yaml]"),
                List.of(CPU, fpga(1000)));
    }

    @Test
    void aPlanThatDoesNotFitHasNoPrice() {
        PrecisionPlan narrow = plan("2/4 2/4 2/4 2/4 2/4 2/4");
        PrecisionPlan wide = plan("8/8 8/8 8/8 8/8 8/8 8/8");
        int luts = 1000;
        while (new ProfilePricing(LAYOUT, List.of(fpga(luts)))
                        .price(narrow, QuantizationScheme.USUAL)
                        .size()
                == 2) {
            luts += 10;
        }
        ProfilePricing pricing = new ProfilePricing(LAYOUT, List.of(fpga(luts)));
        assertTrue(pricing.price(narrow, QuantizationScheme.USUAL).containsKey("samples_per_second@fpga"));
        assertEquals(
                List.of("weight_bytes", "peak_activation_bytes"),
                List.copyOf(pricing.price(wide, QuantizationScheme.USUAL).keySet()));
    }

    private void assertRefused(String message, RunConfig config, List<HardwareProfile> profiles) {
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> Island.of(config, LAYOUT, profiles));
        assertEquals(folder + "/" + message, e.getMessage());
    }

    @Test
    void aPlanHasThePricesOfTheProfilesItIsLegalOn() {
        ProfilePricing pricing = new ProfilePricing(LAYOUT, List.of(CPU, T4));
        PrecisionPlan everywhere = plan("8/8 4/4 8/8 4/4 8/8 4/4");
        Map<String, Double> prices = pricing.price(everywhere, T4.legality().scheme());
        assertEquals(
                List.of("weight_bytes", "peak_activation_bytes", "latency_ms@gpu-nvidia-t4", "energy_uj@gpu-nvidia-t4"),
                List.copyOf(prices.keySet()));
        assertEquals(
                (double)
                        Storage.weightBytes(LAYOUT.workload(), LAYOUT.precisions(everywhere), QuantizationScheme.USUAL),
                prices.get("weight_bytes"));
        assertEquals(
                T4.costModel()
                        .price(LAYOUT.workload(), LAYOUT.precisions(everywhere))
                        .figures()
                        .values()
                        .iterator()
                        .next(),
                prices.get("latency_ms@gpu-nvidia-t4"));
        assertEquals(
                List.of("weight_bytes", "peak_activation_bytes"),
                List.copyOf(pricing.price(
                                plan("8/8 2/4 4/8 8/4 2/8 4/4"), T4.legality().scheme())
                        .keySet()));
        assertEquals(
                List.of("weight_bytes", "peak_activation_bytes", "latency_ms@cpu"),
                List.copyOf(pricing.price(everywhere, QuantizationScheme.USUAL).keySet()));
    }

    @Test
    void aProfileHasPricesForPlansOfItsSchemeOnly() {
        ProfilePricing pricing = new ProfilePricing(LAYOUT, List.of(CPU, T4));
        PrecisionPlan everywhere = plan("8/8 4/4 8/8 4/4 8/8 4/4");
        QuantizationScheme other = QuantizationScheme.parse("per-tensor-symmetric/asymmetric/any");
        assertEquals(
                List.of("weight_bytes", "peak_activation_bytes"),
                List.copyOf(pricing.price(everywhere, other).keySet()));
    }

    @Test
    void theFloatNetworkHasAPriceWhereFloatIsLegal() {
        NetworkPrecisions precisions = new NetworkPrecisions(
                Collections.nCopies(LAYOUT.layers().size(), new Precision(Precision.FLOAT, Precision.FLOAT)),
                Collections.nCopies(LAYOUT.workload().tensors().size(), Precision.FLOAT));
        assertEquals(
                List.of("weight_bytes", "peak_activation_bytes"),
                List.copyOf(new ProfilePricing(LAYOUT, List.of(CPU))
                        .price(precisions)
                        .keySet()));
    }

    @Test
    void layerCostsAddUpToThePriceOfAUniformPlanButForAConstant() {
        ProfilePricing pricing = new ProfilePricing(LAYOUT, List.of(CPU, T4));
        for (Objective objective : List.of(
                Objective.of(Metric.Cost.WEIGHT_BYTES),
                Objective.of(Metric.Cost.LATENCY_MS, "cpu"),
                Objective.of(Metric.Cost.LATENCY_MS, "gpu-nvidia-t4"),
                Objective.of(Metric.Cost.ENERGY_UJ, "gpu-nvidia-t4"))) {
            LayerCosts costs = pricing.separable(objective).orElseThrow();
            double wide = rest(pricing, objective, costs, plan("8/8 8/8 8/8 8/8 8/8 8/8"));
            double narrow = rest(pricing, objective, costs, plan("4/8 4/8 4/8 4/8 4/8 4/8", objective));
            assertEquals(wide, narrow, 1e-9 * (1 + wide), objective::name);
        }
        assertEquals(Optional.empty(), pricing.separable(Objective.of(Metric.Cost.PEAK_ACTIVATION_BYTES)));
        assertEquals(Optional.empty(), pricing.separable(Objective.of(Metric.Quality.ACCURACY)));
        assertEquals(Optional.empty(), pricing.separable(Objective.of(Metric.Cost.ENERGY_UJ, "cpu")));
    }

    private static double rest(ProfilePricing pricing, Objective objective, LayerCosts costs, PrecisionPlan plan) {
        QuantizationScheme scheme = objective.profile().equals(Optional.of("gpu-nvidia-t4"))
                ? T4.legality().scheme()
                : QuantizationScheme.USUAL;
        double rest = Objects.requireNonNull(pricing.price(plan, scheme).get(objective.name()));
        for (int layer = 0; layer < LAYOUT.layers().size(); layer++) {
            rest -= costs.of(layer, plan.precisions().get(layer));
        }
        return rest;
    }

    /** The GPU has no plan of narrow weights and wide activations. */
    private static PrecisionPlan plan(String key, Objective objective) {
        return plan(objective.profile().equals(Optional.of("gpu-nvidia-t4")) ? key.replaceAll("./.", "8/8") : key);
    }

    private static PrecisionPlan plan(String key) {
        List<Precision> precisions = new ArrayList<>();
        for (String text : key.split(" ")) {
            precisions.add(Precision.parse(text));
        }
        return PrecisionPlan.of(LAYOUT, precisions);
    }
}
