package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RooflineModelTest extends CostModelContract {
    private static final Precision W8A8 = new Precision(8, 8);
    private static final Precision W4A8 = new Precision(4, 8);
    private static final Precision W4A4 = new Precision(4, 4);
    private static final Precision FLOAT = new Precision(32, 32);

    /** 1 TOPS at half efficiency and 2 µs; 2 TOPS at half and 1 µs; 10 GB/s at half; batch 4; floats of 16 bits. */
    private static RooflineModel model(EnergyModel energy) {
        return new RooflineModel(
                List.of(engine("int8", 1e12, 2, W8A8, FLOAT), engine("int4", 2e12, 1, W4A8, W4A4)),
                new RooflineModel.Memory(10e9, 0.5),
                4,
                16,
                Optional.of(energy),
                Optional.empty());
    }

    private static RooflineModel.Engine engine(String name, double peak, double overhead, Precision... precisions) {
        return new RooflineModel.Engine(
                new PrecisionClass(name, new TreeSet<>(List.of(precisions))), peak, ByKind.all(0.5), overhead);
    }

    @Override
    CostModel model() {
        return model(new EnergyModel.Power(50));
    }

    private static void assertPrice(double micros, RooflineModel model, NetworkPrecisions plan, LayerWorkload layer) {
        NetworkWorkload network = Networks.of(List.of(layer));
        assertEquals(
                micros / 1000,
                model.price(network, plan).get(CostMetric.LATENCY_MS).orElseThrow(),
                1e-12);
    }

    @Test
    void computesWhatPaperAndPencilDo() {
        RooflineModel model = model(new EnergyModel.Power(50));
        // 100×1×64 → 100×1×256: 1,638,400 MACs are 3,276,800 operations: 6.5536 µs at 0.5 TOPS, plus a quarter of the
        // batch's 2 µs. Moved: 16,384/4 + 6,400 + 25,600 = 36,096 bytes, 7.2192 µs at 5 GB/s, which is longer.
        // The sum moves 3 · 25,600 bytes: 15.36 µs.
        LayerWorkload layer = Networks.gemm("g", 100, 64, 256);
        assertPrice(0.5 + 7.2192 + 15.36, model, new NetworkPrecisions(List.of(W8A8), List.of(8, 8, 8)), layer);
        // Weights of 4 bits move half of 16,384/4 bytes, so 34,048: 6.8096 µs; computing takes 3.2768 µs.
        assertPrice(0.25 + 6.8096 + 15.36, model, new NetworkPrecisions(List.of(W4A8), List.of(8, 8, 8)), layer);
        // An output of 4 bits moves half its bytes: 21,248; the sum runs on whole bytes all the same.
        assertPrice(0.25 + 4.2496 + 15.36, model, new NetworkPrecisions(List.of(W4A8), List.of(8, 4, 4)), layer);
        // Floats of 16 bits move twice the bytes everywhere: 72,192 and 153,600.
        assertPrice(0.5 + 14.4384 + 30.72, model, new NetworkPrecisions(List.of(FLOAT), List.of(32, 32, 32)), layer);
        // Groups of 32 weights: 2 · 256 scales of 16 bits for the batch of 4, so 256 bytes and 0.0512 µs more.
        assertEquals(
                model.layer(layer, W4A8, 8).micros() + 0.0512,
                ((RooflineModel) model.withWeightGroup(32))
                        .layer(layer, W4A8, 8)
                        .micros(),
                1e-12);
        assertEquals(
                model.layer(layer, FLOAT, 32), ((RooflineModel) model.withWeightGroup(32)).layer(layer, FLOAT, 32));
        // A conversion of 6,400 inputs from 4 to 8 bits moves 9,600 bytes, 1.92 µs, and has its own overhead.
        assertPrice(
                0.5 + 7.2192 + 15.36 + 0.5 + 1.92,
                model,
                new NetworkPrecisions(List.of(W8A8), List.of(4, 8, 8)),
                layer);
        // Depth 2,048: 52,428,800 MACs compute for 209.7152 µs and move 524,288/4 + 204,800 + 25,600 bytes in 72.2944
        // µs.
        assertPrice(
                0.5 + 209.7152 + 15.36,
                model,
                new NetworkPrecisions(List.of(W8A8), List.of(8, 8, 8)),
                Networks.gemm("g", 100, 2048, 256));
    }

    @Test
    void recurrentLayersPayForEachStep() {
        // 50 steps of 2 rows: 50 · 2 µs for the batch of 4. Moved: 16,384/4 bytes of weights, 6,400 of states read,
        // 51,200
        // of sums in floats of 16 bits, 6,400 of states written: 68,096 bytes take 13.6192 µs, computing 6.5536.
        LayerWorkload layer = LayerWorkload.recurrent("r", 50, 2, 64, 256);
        RooflineModel model = model(new EnergyModel.Power(50));
        assertEquals(25 + 13.6192, model.layer(layer, W8A8, 8).micros(), 1e-9);
        // Its input has the width of its output, whatever that of the sums: no conversion.
        NetworkWorkload network = new NetworkWorkload(
                List.of(new NetworkWorkload.Tensor("sums", 25_600), new NetworkWorkload.Tensor("states", 6_528)),
                List.of(new Step.Layer(layer, 0, 1)));
        assertEquals(
                (25 + 13.6192) / 1000,
                model.price(network, new NetworkPrecisions(List.of(W8A8), List.of(32, 8)))
                        .get(CostMetric.LATENCY_MS)
                        .orElseThrow(),
                1e-12);
    }

    @Test
    void energyFollowsFromPowerOrFromWork() {
        NetworkWorkload network = Networks.of(List.of(Networks.gemm("g", 100, 64, 256)));
        NetworkPrecisions plan = Networks.uniform(network, W8A8);
        assertEquals(
                50 * (0.5 + 7.2192 + 15.36),
                model(new EnergyModel.Power(50))
                        .price(network, plan)
                        .get(CostMetric.ENERGY_UJ)
                        .orElseThrow(),
                1e-9);
        EnergyModel perWork =
                new EnergyModel.PerWork(20, new TreeMap<>(Map.of(W8A8, 0.5, FLOAT, 0.5, W4A8, 0.25, W4A4, 0.25)));
        // (36,096 + 76,800) bytes of 20 pJ and 3,276,800 operations of 0.5 pJ
        assertEquals(
                2.25792 + 1.6384,
                model(perWork).price(network, plan).get(CostMetric.ENERGY_UJ).orElseThrow(),
                1e-9);
    }

    @Test
    void layersOfEachKindReachTheirOwnShareOfThePeak() {
        RooflineModel model = new RooflineModel(
                List.of(new RooflineModel.Engine(
                        new PrecisionClass("int8", new TreeSet<>(List.of(W8A8))),
                        1e12,
                        new ByKind(0.5, 0.01, 0.25),
                        0)),
                new RooflineModel.Memory(1e15, 1),
                1,
                32,
                Optional.empty(),
                Optional.empty());
        // 14·14·9·16·16 and 14·14·9·16 multiply-accumulates of two operations at 1 TOPS, and a product of 64 · 16 · 10.
        assertEquals(
                2 * 451_584 / 1e6 / 0.5,
                model.layer(Networks.conv("c", 14, 16, 16, 3, 1), W8A8, 8).micros(),
                1e-9);
        assertEquals(
                2 * 28_224 / 1e6 / 0.01,
                model.layer(Networks.conv("d", 14, 16, 16, 3, 16), W8A8, 8).micros(),
                1e-9);
        assertEquals(
                2 * 10_240 / 1e6 / 0.25,
                model.layer(Networks.gemm("g", 64, 16, 10), W8A8, 8).micros(),
                1e-9);
        assertTrue(model.describe().contains("50 % (conv), 1 % (depthwise), 25 % (gemm) of 1 TOPS"), model.describe());
    }

    @Test
    void layersUnlikeThoseOfTheCalibrationAreReported() {
        CalibratedRange range = new CalibratedRange(Set.of(LayerKind.CONV), 28_224, 451_584);
        RooflineModel model = new RooflineModel(
                List.of(engine("int8", 1e12, 0, W8A8)),
                new RooflineModel.Memory(1e9, 1),
                1,
                32,
                Optional.empty(),
                Optional.of(range));
        List<LayerWorkload> layers = List.of(
                Networks.conv("largest", 14, 16, 16, 3, 1),
                Networks.conv("larger", 14, 16, 17, 3, 1),
                Networks.conv("smallest", 14, 1, 16, 3, 1),
                Networks.conv("smaller", 14, 1, 15, 3, 1),
                Networks.conv("another kind", 14, 16, 16, 3, 16));
        assertEquals(
                List.of("larger", "smaller", "another kind"),
                model.extrapolated(Networks.of(layers)).stream()
                        .map(LayerWorkload::name)
                        .toList());
        assertEquals(List.of(), model(new EnergyModel.Power(1)).extrapolated(Networks.of(layers)));
    }

    @Test
    void withoutFiguresOfEnergyThereIsOnlyLatency() {
        RooflineModel model = new RooflineModel(
                List.of(engine("int8", 1e12, 0, W8A8)),
                new RooflineModel.Memory(1e9, 1),
                1,
                32,
                Optional.empty(),
                Optional.empty());
        assertEquals(Set.of(CostMetric.LATENCY_MS), model.metrics());
    }

    @Nested
    class Refuses {
        private final RooflineModel.Memory memory = new RooflineModel.Memory(1e9, 1);

        @Test
        void overlappingClasses() {
            List<RooflineModel.Engine> engines = List.of(engine("a", 1, 1, W8A8), engine("b", 1, 1, W8A8, W4A8));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new RooflineModel(engines, memory, 1, 32, Optional.empty(), Optional.empty()));
            List<RooflineModel.Engine> twins = List.of(engine("a", 1, 1, W8A8), engine("a", 1, 1, W4A8));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new RooflineModel(twins, memory, 1, 32, Optional.empty(), Optional.empty()));
        }

        @Test
        void energyThatLacksAClass() {
            EnergyModel energy = new EnergyModel.PerWork(1, new TreeMap<>(Map.of(W8A8, 1.0)));
            List<RooflineModel.Engine> engines = List.of(engine("a", 1, 1, W8A8), engine("b", 1, 1, W4A8));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new RooflineModel(engines, memory, 1, 32, Optional.of(energy), Optional.empty()));
        }

        @Test
        void figuresThatAreNone() {
            for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
                assertThrows(IllegalArgumentException.class, () -> engine("a", bad, 1, W8A8));
                assertThrows(IllegalArgumentException.class, () -> new RooflineModel.Memory(bad, 1));
                assertThrows(IllegalArgumentException.class, () -> new RooflineModel.Memory(1, bad));
                assertThrows(IllegalArgumentException.class, () -> new EnergyModel.Power(bad));
            }
            assertThrows(IllegalArgumentException.class, () -> engine("a", 1, -0.1, W8A8));
            assertThrows(IllegalArgumentException.class, () -> new RooflineModel.Memory(1, 1.01));
            assertThrows(IllegalArgumentException.class, () -> engine("empty", 1, 1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new RooflineModel.Engine(
                            new PrecisionClass("a", new TreeSet<>(List.of(W8A8))), 1, new ByKind(1, 0, 1), 0));
            assertThrows(IllegalArgumentException.class, () -> new CalibratedRange(Set.of(LayerKind.CONV), 2, 1));
        }
    }
}
