package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.hardware.cost.Energy45nm.Memory;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against figures added up by hand from M. Horowitz, ISSCC 2014, figure 1.1.9. */
class Energy45nmTest {
    private static final Energy45nm ENERGY = new Energy45nm(Memory.DRAM, Memory.SRAM_32KB, 16);

    @ParameterizedTest
    @CsvSource({
        "8/8, 0.3", // 0.2 for the product and 0.1 for the sum
        "4/8, 0.2", // half of the partial products
        "4/4, 0.15",
        "2/8, 0.15",
        "2/2, 0.1125",
        "1/1, 0.103125",
        "32/32, 1.5", // 1.1 + 0.4 in half precision
        "4/32, 1.5", // products with a float are products of floats
        "32/8, 1.5",
    })
    void aMultiplyAccumulateTakesItsPartialProductsAndASum(String precision, double picojoules) {
        assertEquals(1e-6 * picojoules, ENERGY.macMicrojoules(1, Precision.parse(precision)), 1e-15);
    }

    @Test
    void singlePrecisionTakesItsOwnFigures() {
        Energy45nm energy = new Energy45nm(Memory.DRAM, Memory.DRAM, 32);
        assertEquals(1e-6 * (3.7 + 0.9), energy.macMicrojoules(1, new Precision(32, 32)), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> new Energy45nm(Memory.DRAM, Memory.DRAM, 24));
    }

    @ParameterizedTest
    @CsvSource({"SRAM_8KB, 10", "SRAM_32KB, 20", "SRAM_1MB, 100", "DRAM, 1950"})
    void anAccessMovesEightBytes(Memory memory, double picojoulesPerAccess) {
        Energy45nm weights = new Energy45nm(memory, Memory.SRAM_8KB, 32);
        Energy45nm activations = new Energy45nm(Memory.SRAM_8KB, memory, 32);
        assertEquals(1e-6 * picojoulesPerAccess, weights.stepMicrojoules(5, 8, 0), 1e-12);
        assertEquals(1e-6 * picojoulesPerAccess, activations.stepMicrojoules(5, 0, 8), 1e-12);
    }

    @Test
    void aNetworkOnARooflineCostsItsProductsAndItsTraffic() {
        Precision w4a8 = new Precision(4, 8);
        RooflineModel model = new RooflineModel(
                List.of(new RooflineModel.Engine(
                        new PrecisionClass("int", new TreeSet<>(List.of(w4a8))), 1e9, ByKind.all(1), 3)),
                new RooflineModel.Memory(1e9, 1),
                4,
                16,
                Optional.of(ENERGY),
                Optional.empty());
        NetworkWorkload network = Networks.of(List.of(Networks.gemm("g", 100, 64, 256)));
        // 1,638,400 products of 0.2 pJ; 16,384 weights of half a byte, shared by a batch of 4, at 243.75 pJ per byte;
        // 6,400 + 25,600 activations and a sum of 3 · 25,600 bytes, all at 2.5 pJ per byte.
        assertEquals(
                1e-6 * (1_638_400 * 0.2 + 2048 * 243.75 + 32_000 * 2.5 + 76_800 * 2.5),
                model.price(network, Networks.uniform(network, w4a8))
                        .get(CostMetric.ENERGY_UJ)
                        .orElseThrow(),
                1e-9);
    }
}
