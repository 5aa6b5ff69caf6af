package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitFusionModelTest extends CostModelContract {
    private static final BitFusionModel MODEL = model(1);

    private static BitFusionModel model(int batch) {
        return new BitFusionModel(
                batch,
                500e6,
                new BitFusionModel.Array(16, 32),
                new BitFusionModel.Buffers(64 * 1024, 32 * 1024, 16 * 1024, 192),
                new BitFusionModel.Energy(15, 0.2, 0.1));
    }

    @Override
    CostModel model() {
        return MODEL;
    }

    @ParameterizedTest
    @CsvSource({
        // 14·14 positions, 9 taps, 48 outputs are 2 column tiles; 100 inputs are 7 row tiles of 16
        "8/8, 24696",
        // f = 4: 2 row tiles of 64; likewise with 3 bits, which run as 4
        "4/4, 7056",
        "3/3, 7056",
        "8/2, 7056",
        "5/1, 7056",
        // f = 8: 1 tile of 128; f = 16: still 1
        "4/2, 3528",
        "2/2, 3528"
    })
    void computingTakesTheCyclesOfTheFormula(String widths, double cycles) {
        LayerWorkload layer = Networks.conv("c", 14, 100, 48, 3, 1);
        assertEquals(cycles, MODEL.computeCycles(layer, Precision.parse(widths)));
        assertEquals(8 * cycles, model(8).computeCycles(layer, Precision.parse(widths)));
    }

    @Test
    void aDepthwiseLayerUsesOneUnit() {
        LayerWorkload layer = Networks.conv("d", 14, 64, 64, 3, 64);
        assertEquals(64 * 14 * 14 * 9, MODEL.computeCycles(layer, new Precision(8, 8)));
        assertEquals(64 * 14 * 14 * 9, MODEL.computeCycles(layer, new Precision(2, 2)));
    }

    @Test
    void whatDoesNotFitItsHalfBufferIsReadAgain() {
        Precision w8a8 = new Precision(8, 8);
        // 256·256 weights are 64 KiB, two halves of 32; 8·8·256 inputs are 16 KiB, one half: inputs stay, all once
        LayerWorkload small = Networks.conv("c", 8, 256, 256, 1, 1);
        assertEquals(new BitFusionModel.Traffic(65_536 * 8, 16_384 * 8, 16_384 * 8), MODEL.traffic(small, w8a8, 8));
        // 32·32·256 inputs are 256 KiB, 16 halves: reading inputs twice moves less than weights 16 times
        LayerWorkload large = Networks.conv("c", 32, 256, 256, 1, 1);
        assertEquals(
                new BitFusionModel.Traffic(65_536 * 8, 2 * 262_144 * 8, 262_144 * 4), MODEL.traffic(large, w8a8, 4));
        // 1024·1024 weights are 1 MiB, 32 halves; 8·8·1024 inputs are 64 KiB, 4 halves: reading inputs 32 times moves
        // 2 MiB, 1 MiB more than reading them once; reading weights 4 times would move 3 MiB more
        LayerWorkload wide = Networks.conv("c", 8, 1024, 1024, 1, 1);
        assertEquals(
                new BitFusionModel.Traffic(1_048_576 * 8, 32 * 65_536 * 8, 65_536 * 8), MODEL.traffic(wide, w8a8, 8));
    }

    private static Cost price(LayerWorkload layer, Precision precision) {
        NetworkWorkload network = Networks.of(List.of(layer));
        return MODEL.price(network, Networks.uniform(network, precision));
    }

    @Test
    void timeIsThatOfComputingOrOfMoving() {
        // 1×1×64 → 64: 4 row tiles · 2 column tiles are 8 cycles; 4096·8 + 64·8 + 64·8 bits are 176 cycles of 192;
        // the sum moves 3 · 64 · 8 bits: 8 cycles.
        assertEquals(
                1e3 * (176 + 8) / 500e6,
                price(Networks.gemm("g", 1, 64, 64), new Precision(8, 8))
                        .get(CostMetric.LATENCY_MS)
                        .orElseThrow(),
                1e-12);
        // 1024 rows: 8192 cycles of computing; 4096·8 + 2 · 65,536·8 bits are ⌈5632⌉; the sum 8192.
        assertEquals(
                1e3 * (8192 + 8192) / 500e6,
                price(Networks.gemm("g", 1024, 64, 64), new Precision(8, 8))
                        .get(CostMetric.LATENCY_MS)
                        .orElseThrow(),
                1e-12);
    }

    @Test
    void energyIsThatWorkedByHand() {
        // 64 → 64 at 4/8: f = 2, 32 inputs per pass, so 2 passes; 2 column tiles.
        // DRAM: 4096·4 + 64·8 + 64·8 bits, and 3·64·8 of the sum, 15 pJ each.
        double dram = 15.0 * (16_384 + 1024 + 1536);
        // 4096 products: 0.2 · 32/64 + 0.1 pJ
        double arithmetic = 4096 * 0.2;
        // Weights: banks of 64 KiB / 512 = 128 bytes: 0.035 − 0.875 · 0.024 = 0.014 pJ; each product reads 4 bits.
        double weights = 0.014 * (4096 * 4 + 16_384);
        // Inputs: banks of 2 KiB, 0.059 pJ; 64 inputs of 8 bits for each of 2 column tiles.
        double inputs = 0.059 * (2 * 64 * 8 + 512);
        // Sums: banks of 512 bytes, 0.023 pJ; 64 sums of 32 bits, read and written in each of 2 passes.
        double sums = 0.023 * (2 * 2 * 64 * 32 + 512);
        assertEquals(
                1e-6 * (dram + arithmetic + weights + inputs + sums),
                price(Networks.gemm("g", 1, 64, 64), new Precision(4, 8))
                        .get(CostMetric.ENERGY_UJ)
                        .orElseThrow(),
                1e-12);
    }

    @Test
    void anOutputOfMoreBitsMovesMore() {
        NetworkWorkload network = Networks.of(List.of(Networks.gemm("g", 1, 64, 64)));
        List<Precision> layers = List.of(new Precision(8, 8));
        Cost codes = MODEL.price(network, new NetworkPrecisions(layers, List.of(8, 8, 8)));
        Cost floats = MODEL.price(network, new NetworkPrecisions(layers, List.of(8, 32, 8)));
        for (CostMetric metric : MODEL.metrics()) {
            assertTrue(floats.get(metric).orElseThrow() > codes.get(metric).orElseThrow());
        }
    }

    @Test
    void batchesShareTheirWeights() {
        NetworkWorkload network = Networks.of(List.of(Networks.gemm("g", 1, 512, 512)));
        NetworkPrecisions plan = Networks.uniform(network, new Precision(8, 8));
        double alone = MODEL.price(network, plan).get(CostMetric.LATENCY_MS).orElseThrow();
        double shared = model(8).price(network, plan).get(CostMetric.LATENCY_MS).orElseThrow();
        assertTrue(shared < alone / 7, shared + ", " + alone);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.035", "2, 0.059", "3, 0.083", "8, 0.2", "12, 0.256", "16, 0.312", "32, 0.536", "0.125, 0.014"})
    void readingSmallMemoriesTakesLess(double kib, double picojoules) {
        assertEquals(picojoules, SramEnergy.picojoulesPerBit(1024 * kib), 1e-12);
    }

    @Test
    void figuresThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> model(0));
        assertThrows(IllegalArgumentException.class, () -> new BitFusionModel.Array(16, 0));
        assertThrows(IllegalArgumentException.class, () -> new BitFusionModel.Buffers(1, 1, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> new BitFusionModel.Energy(1, Double.NaN, 1));
    }
}
