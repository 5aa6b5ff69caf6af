package dev.vernier.hardware.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.cost.CostModel;
import dev.vernier.hardware.cost.RooflineModel;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every profile that Vernier ships, on networks whose cost one can judge. */
class ShippedProfilesTest {
    static Stream<String> names() {
        return HardwareProfiles.names().stream();
    }

    /** Those whose figures are listed by class of widths, not made by a formula for any width. */
    static Stream<String> listed() {
        return names().filter(name -> {
            CostModel model = load(name).costModel();
            return model instanceof RooflineModel || model instanceof TableModel;
        });
    }

    private static HardwareProfile load(String name) {
        return HardwareProfiles.load(name, Path.of(""));
    }

    private static Cost price(HardwareProfile profile, NetworkWorkload network, Precision precision) {
        return profile.costModel()
                .price(
                        network,
                        new NetworkPrecisions(
                                Collections.nCopies(network.layers().size(), precision),
                                Collections.nCopies(network.tensors().size(), precision.activationBits())));
    }

    @ParameterizedTest
    @MethodSource("names")
    void itSaysWhereItsFiguresComeFrom(String name) {
        HardwareProfile profile = load(name);
        assertEquals(name, profile.name());
        assertFalse(profile.sources().isEmpty(), "figures need a source");
        assertFalse(profile.caveats().isEmpty(), "every profile leaves something out");
        assertTrue(profile.description().length() <= 120, profile.description());
        String text = profile.describe();
        for (String part : List.of("device: ", "origin: ", "legal ", "scheme: ", "prices:", "beware:", "sources:")) {
            assertTrue(text.contains("\n" + part), text);
        }
    }

    @ParameterizedTest
    @MethodSource("listed")
    void nothingIsPricedThatIsLegalNowhere(String name) {
        HardwareProfile profile = load(name);
        SortedSet<Precision> priced = new TreeSet<>();
        SortedSet<Precision> legal = new TreeSet<>();
        for (LayerKind kind : LayerKind.values()) {
            priced.addAll(profile.costModel().precisions(kind));
            legal.addAll(profile.legality().allowed(kind));
        }
        assertEquals(legal, priced);
    }

    @ParameterizedTest
    @CsvSource({
        "cpu-x86-onnxruntime, gemm, 2 3 4 5 6 7 8 32",
        "cpu-x86-onnxruntime, conv, 2 3 4 5 6 7 8 32",
        "cpu-arm-cortex-a76, gemm, 4 8 32",
        "cpu-arm-cortex-a76, depthwise, 32",
        "gpu-nvidia-a100, gemm, 4 8 32",
        "gpu-nvidia-a100, conv, 32",
    })
    void narrowWeightsStandBesideFloatingPoint(String name, String kind, String weightBits) {
        HardwareProfile profile = load(name).weightOnly(OptionalInt.of(64)).orElseThrow();
        assertEquals(
                "per-channel-symmetric/float/any/group-64",
                profile.legality().scheme().key());
        assertEquals(
                weightBits,
                profile.legality().allowed(LayerKind.valueOf(kind.toUpperCase(Locale.ROOT))).stream()
                        .map(precision -> String.valueOf(precision.weightBits()))
                        .collect(Collectors.joining(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu-nvidia-t4", "cpu-x86-vnni", "fpga-finn-zu3eg"})
    void otherDevicesHaveNoNarrowWeightsBesideFloatingPoint(String name) {
        assertTrue(load(name).weightOnly(OptionalInt.empty()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("listed")
    void narrowerWidthsNeverCostMore(String name) {
        HardwareProfile profile = load(name);
        NetworkWorkload network = ResNet8.workload();
        List<Precision> uniform = new ArrayList<>(profile.legality().allowed(LayerKind.CONV));
        uniform.removeIf(precision -> precision.weightBits() == Precision.FLOAT);
        for (Precision wide : uniform) {
            for (Precision narrow : uniform) {
                if (narrow.weightBits() <= wide.weightBits() && narrow.activationBits() <= wide.activationBits()) {
                    assertNotDearer(profile, network, narrow, wide);
                }
            }
        }
    }

    private static void assertNotDearer(
            HardwareProfile profile, NetworkWorkload network, Precision narrow, Precision wide) {
        Cost less = price(profile, network, narrow);
        Cost more = price(profile, network, wide);
        for (CostMetric metric : List.of(CostMetric.LATENCY_MS, CostMetric.ENERGY_UJ)) {
            if (profile.costModel().metrics().contains(metric)) {
                double cheaper = less.get(metric).orElseThrow();
                double dearer = more.get(metric).orElseThrow();
                assertTrue(
                        cheaper <= dearer * (1 + 1e-12),
                        () -> metric.key() + " " + narrow + " " + cheaper + " > " + wide + " " + dearer);
            }
        }
    }

    /** Bounds within which an engineer would believe the price of 12 million multiply-accumulates at 8 bits. */
    @ParameterizedTest
    @CsvSource({
        "cpu-x86-avx512, 0.05, 2",
        "cpu-x86-avx2, 0.05, 2",
        "cpu-x86-vnni, 0.02, 1",
        "cpu-x86-onnxruntime, 0.05, 0.5",
        "cpu-arm-cortex-a76, 0.15, 1.5",
        "gpu-nvidia-t4, 0.005, 0.1",
        "gpu-nvidia-a100, 0.005, 0.1",
        "gpu-nvidia-orin, 0.03, 0.3",
        "dsp-hexagon-v66, 0.05, 1",
        "mcu-cortex-m7, 20, 100",
    })
    void aSmallNetworkTakesABelievableTime(String name, double leastMs, double mostMs) {
        double ms = price(load(name), ResNet8.workload(), new Precision(8, 8))
                .get(CostMetric.LATENCY_MS)
                .orElseThrow();
        assertTrue(leastMs <= ms && ms <= mostMs, name + " takes " + ms + " ms");
    }

    @ParameterizedTest
    @CsvSource({
        "cpu-x86-avx512, per-channel-symmetric/asymmetric/any",
        "cpu-x86-avx2, per-channel-symmetric/asymmetric/any",
        "cpu-x86-vnni, per-channel-symmetric/asymmetric/any",
        "cpu-x86-onnxruntime, per-channel-symmetric/asymmetric/any",
        "cpu-arm-cortex-a76, per-channel-symmetric/asymmetric/any",
        "gpu-nvidia-t4, per-channel-symmetric/symmetric/any",
        "gpu-nvidia-a100, per-channel-symmetric/symmetric/any",
        "gpu-nvidia-orin, per-channel-symmetric/symmetric/any",
        "dsp-hexagon-v66, per-tensor-asymmetric/asymmetric/any",
        "mcu-cortex-m7, per-channel-symmetric/asymmetric/any",
    })
    void theSchemeIsThatOfTheRuntime(String name, String scheme) {
        assertEquals(QuantizationScheme.parse(scheme), load(name).legality().scheme());
    }

    /** The CIFAR-10 network of the CMSIS-NN paper, arXiv:1801.06601: 12.3 million products, 99.1 ms at 216 MHz. */
    @Test
    void theMicrocontrollerIsAsFastAsMeasuredOnItsCore() {
        List<LayerWorkload> layers = List.of(
                new LayerWorkload("conv1", LayerKind.CONV, 32, 32, 3, 32, 32, 32, 5, 5, 1),
                new LayerWorkload("conv2", LayerKind.CONV, 16, 16, 32, 16, 16, 32, 5, 5, 1),
                new LayerWorkload("conv3", LayerKind.CONV, 8, 8, 32, 8, 8, 64, 5, 5, 1),
                new LayerWorkload("ip1", LayerKind.GEMM, 1, 1, 1024, 1, 1, 10, 1, 1, 1));
        double ms = price(load("mcu-cortex-m7"), sideBySide(layers), new Precision(8, 8))
                .get(CostMetric.LATENCY_MS)
                .orElseThrow();
        double measuredMs = 99.1 * 216 / 480;
        assertEquals(measuredMs, ms, 0.05 * measuredMs);
    }

    private static NetworkWorkload sideBySide(List<LayerWorkload> layers) {
        List<NetworkWorkload.Tensor> tensors = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (LayerWorkload layer : layers) {
            steps.add(new Step.Layer(layer, tensors.size(), tensors.size() + 1));
            tensors.add(new NetworkWorkload.Tensor(layer.name() + " in", layer.inputElements()));
            tensors.add(new NetworkWorkload.Tensor(layer.name() + " out", layer.outputElements()));
        }
        return new NetworkWorkload(tensors, steps);
    }
}
