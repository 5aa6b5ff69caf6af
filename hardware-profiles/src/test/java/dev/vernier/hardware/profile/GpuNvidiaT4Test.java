package dev.vernier.hardware.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the profile with what HAWQ-V3 (Z. Yao et al., ICML 2021, arXiv:2011.10680) measured on a T4: milliseconds of
 * the 19 convolutions of ResNet18 after the first, a batch of 8, as published in its ILP notebook.
 */
class GpuNvidiaT4Test {
    private static final double[] INT8_MS = {
        0.36189111,
        0.36211718,
        0.31141909,
        0.30454471, // 56×56, 64 channels
        0.19184896,
        0.38948934,
        0.0334169,
        0.38904905,
        0.3892859, // 28×28, 128 channels
        0.19134735,
        0.34307431,
        0.02802354,
        0.34313329,
        0.34310756, // 14×14, 256 channels
        0.21117103,
        0.37376585,
        0.02896843,
        0.37398187,
        0.37405185, // 7×7, 512 channels
    };
    private static final double[] INT4_MS = {
        0.21094404,
        0.21092674,
        0.21104113,
        0.21086851,
        0.13642465,
        0.19167506,
        0.02532183,
        0.19148203,
        0.19142914,
        0.11395316,
        0.20556011,
        0.01917474,
        0.20566918,
        0.20566509,
        0.13185102,
        0.22287786,
        0.01790088,
        0.22304611,
        0.22286099,
    };

    private final HardwareProfile profile = HardwareProfiles.load("gpu-nvidia-t4", Path.of(""));

    private static List<LayerWorkload> resNet18() {
        List<LayerWorkload> layers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            layers.add(conv(56, 64, 56, 64, 3));
        }
        for (int size = 28, channels = 128; size >= 7; size /= 2, channels *= 2) {
            layers.add(conv(2 * size, channels / 2, size, channels, 3));
            layers.add(conv(size, channels, size, channels, 3));
            layers.add(conv(2 * size, channels / 2, size, channels, 1));
            layers.add(conv(size, channels, size, channels, 3));
            layers.add(conv(size, channels, size, channels, 3));
        }
        return layers;
    }

    private static LayerWorkload conv(int inputSize, int inputs, int outputSize, int outputs, int kernel) {
        return new LayerWorkload(
                "conv",
                LayerKind.CONV,
                inputSize,
                inputSize,
                inputs,
                outputSize,
                outputSize,
                outputs,
                kernel,
                kernel,
                1);
    }

    private Cost price(LayerWorkload layer, Precision precision) {
        int bits = precision.activationBits();
        NetworkWorkload network = new NetworkWorkload(
                List.of(
                        new NetworkWorkload.Tensor("x", layer.inputElements()),
                        new NetworkWorkload.Tensor("y", layer.outputElements())),
                List.of(new Step.Layer(layer, 0, 1)));
        return profile.costModel().price(network, new NetworkPrecisions(List.of(precision), List.of(bits, bits)));
    }

    private void assertClose(double[] measuredMs, Precision precision) {
        List<LayerWorkload> layers = resNet18();
        double error = 0;
        double worst = 0;
        for (int i = 0; i < measuredMs.length; i++) {
            double batchMs = 8
                    * price(layers.get(i), precision).get(CostMetric.LATENCY_MS).orElseThrow();
            double off = Math.abs(batchMs / measuredMs[i] - 1);
            error += off / measuredMs.length;
            worst = Math.max(worst, off);
        }
        assertTrue(error < 0.075 && worst < 0.205, "relative error " + error + ", worst " + worst);
    }

    @Test
    void int8TakesAsLongAsHawqMeasured() {
        assertClose(INT8_MS, new Precision(8, 8));
    }

    @Test
    void int4TakesAsLongAsHawqMeasured() {
        assertClose(INT4_MS, new Precision(4, 4));
    }

    @Test
    void energyIsBoardPowerForAsLongAsItTakes() {
        Cost cost = price(resNet18().getFirst(), new Precision(8, 8));
        double ms = cost.get(CostMetric.LATENCY_MS).orElseThrow();
        assertEquals(70 * 1000 * ms, cost.get(CostMetric.ENERGY_UJ).orElseThrow(), 1e-9);
    }

    @Test
    void whatTheTensorCoresRunIsLegal() {
        for (LayerWorkload layer : resNet18()) {
            assertEquals(
                    List.of("4/4", "8/8", "32/32"),
                    profile.allowed(layer).stream().map(Precision::toString).toList());
        }
    }
}
