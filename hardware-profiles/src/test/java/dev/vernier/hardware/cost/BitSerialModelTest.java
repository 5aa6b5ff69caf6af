package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitSerialModelTest extends CostModelContract {
    private static final BitSerialModel MODEL = new BitSerialModel(16, 200e6, Optional.empty());

    @Override
    CostModel model() {
        return MODEL;
    }

    /** MobileNetV2 (M. Sandler and others, CVPR 2018, table 2) for images of 224×224: 52 convolutions, 1 classifier. */
    private static List<LayerWorkload> mobileNetV2() {
        int[][] stages = { // expansion, channels, blocks, stride of the first
            {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
        };
        List<LayerWorkload> layers = new ArrayList<>();
        layers.add(conv(224, 3, 112, 32, 3, 1));
        int size = 112;
        int channels = 32;
        for (int[] stage : stages) {
            for (int block = 0; block < stage[2]; block++) {
                int wide = channels * stage[0];
                int next = block == 0 ? size / stage[3] : size;
                if (stage[0] > 1) {
                    layers.add(conv(size, channels, size, wide, 1, 1));
                }
                layers.add(conv(size, wide, next, wide, 3, wide));
                layers.add(conv(next, wide, next, stage[1], 1, 1));
                size = next;
                channels = stage[1];
            }
        }
        layers.add(conv(size, channels, size, 1280, 1, 1));
        layers.add(Networks.gemm("classifier", 1, 1280, 1000));
        return layers;
    }

    private static LayerWorkload conv(int inputSize, int inputs, int size, int outputs, int kernel, int groups) {
        return new LayerWorkload(
                "conv",
                groups > 1 ? LayerKind.DEPTHWISE : LayerKind.CONV,
                inputSize,
                inputSize,
                inputs,
                size,
                size,
                outputs,
                kernel,
                kernel,
                groups);
    }

    @ParameterizedTest
    @CsvSource({"8/8, 39624933", "4/4, 15716150", "2/8, 27525175", "8/2, 10823107", "2/2, 7063425"})
    void mobileNetV2TakesWhatHaqPublished(String widths, double published) {
        List<LayerWorkload> layers = mobileNetV2();
        assertEquals(53, layers.size());
        assertEquals(300_774_272, layers.stream().mapToLong(LayerWorkload::macs).sum());
        double cycles = layers.stream()
                .mapToDouble(layer -> MODEL.batchCycles(layer, Precision.parse(widths)))
                .sum();
        assertEquals(published, cycles, 0.05 * published);
    }

    @Test
    void stepsOfRecurrentLayersAreProductsOfTheirOwn() {
        // 4,000 weights of 4 bits at 25.6 bits per cycle, 10 times
        assertEquals(
                6250.0, MODEL.batchCycles(LayerWorkload.recurrent("r", 10, 1, 100, 40), new Precision(4, 8)), 1e-9);
        // 3 rows of 16 samples: 10 · max(4096 + 22·8, (48 + 256)·8)
        assertEquals(42_720.0, MODEL.batchCycles(LayerWorkload.recurrent("r", 10, 3, 100, 40), new Precision(4, 8)));
    }

    @Test
    void cyclesAreThoseWorkedByHand() {
        // 14×14 positions of 16 samples are 3136; 512 channels of 4 bits fill the array 8 times, 9·64 inputs 3 times:
        // 24 · max(4096 + 22·2, (3136 + 256)·2) = 24 · 6784
        assertEquals(24 * 6784.0, MODEL.batchCycles(Networks.conv("c", 14, 64, 512, 3, 1), new Precision(4, 2)));
        // 1 position of 16 samples: loading weights, 4096 + 22·8, takes longer than (16 + 256)·8
        assertEquals(4272.0, MODEL.batchCycles(Networks.conv("c", 1, 64, 8, 1, 1), new Precision(4, 8)));
        // Two groups are two such layers
        assertEquals(2 * 4272.0, MODEL.batchCycles(Networks.conv("c", 1, 128, 16, 1, 2), new Precision(4, 8)));
        // 40 channels are 3 lanes of 16; 5×5 weights are 3 times 9
        assertEquals(3 * 3 * 3136.0 * 5, MODEL.batchCycles(Networks.conv("d", 14, 40, 40, 5, 40), new Precision(1, 5)));
        // 64,000 weights of 2 bits at 25.6 bits per cycle
        assertEquals(5000, MODEL.batchCycles(Networks.gemm("g", 1, 640, 100), new Precision(2, 8)), 1e-9);
    }

    @Test
    void latencyIsThatOfOneSample() {
        NetworkWorkload network = Networks.of(List.of(Networks.gemm("g", 1, 640, 100)));
        // 5000 cycles at 200 MHz are 25 µs, for 16 samples
        assertEquals(
                0.025 / 16,
                MODEL.price(network, Networks.uniform(network, new Precision(2, 2)))
                        .get(CostMetric.LATENCY_MS)
                        .orElseThrow(),
                1e-15);
    }

    @Test
    void figuresThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new BitSerialModel(0, 1, Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> new BitSerialModel(1, Double.NaN, Optional.empty()));
    }

    @Test
    void energyIsEstimatedBesideCycles() {
        Energy45nm energy = new Energy45nm(Energy45nm.Memory.DRAM, Energy45nm.Memory.SRAM_8KB, 32);
        BitSerialModel model = new BitSerialModel(16, 200e6, Optional.of(energy));
        // 640 products of 0.2 · 32/64 + 0.1 pJ; 640 weights of half a byte, shared by a batch of 16, at 243.75 pJ per
        // byte; 64 + 10 activations at 1.25 pJ.
        assertEquals(
                1e-6 * (640 * 0.2 + 20 * 243.75 + 74 * 1.25),
                model.layer(Networks.gemm("g", 1, 64, 10), new Precision(4, 8), 8)
                        .microjoules(),
                1e-12);
    }
}
