package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataflowModelTest extends CostModelContract {
    private static final DataflowModel MODEL = model(200_000, 1500, 2000);

    private static DataflowModel model(double luts, double bram18, double dsps) {
        return new DataflowModel(new FpgaArea(luts, bram18, dsps), DataflowModel.DspBlock.DSP48, 100e6);
    }

    @Override
    CostModel model() {
        return MODEL;
    }

    /** On a device with room; on a full one the choice of resources may come out better for the wider layer. */
    @Override
    Set<CostMetric> growingWithBits() {
        return Set.of(CostMetric.SAMPLES_PER_SECOND);
    }

    private static double figure(Cost cost, CostMetric metric) {
        return cost.get(metric).orElseThrow();
    }

    private static LayerFoldings foldings(DataflowModel model, LayerWorkload layer, Precision precision) {
        return model.foldings(layer, precision, precision.activationBits(), Weighting.ALIKE);
    }

    @Test
    void foldingsGetFasterAndTakeMore() {
        for (LayerWorkload layer : Networks.layers(new Random(1), 8)) {
            LayerFoldings foldings = foldings(MODEL, layer, new Precision(4, 4));
            for (int i = 1; i <= foldings.last(); i++) {
                assertTrue(foldings.cycles(i) < foldings.cycles(i - 1));
                assertTrue(burden(foldings, i) > burden(foldings, i - 1));
            }
        }
    }

    private static double burden(LayerFoldings foldings, int i) {
        return new FpgaArea(foldings.luts(i), foldings.bram18(i), foldings.dsps(i)).burdenOn(MODEL.usable());
    }

    @Test
    void smallestAndFastestFoldingsAreThoseWorkedByHand() {
        // 1×1 over 64 inputs, 10 outputs, 3 rows, all of 4 bits. Slowest: PE = SIMD = 1, (10/1)(64/1) · 3 cycles.
        LayerWorkload layer = Networks.gemm("g", 3, 64, 10);
        LayerFoldings foldings = foldings(model(1e6, 1e6, 1e6), layer, new Precision(4, 4));
        assertEquals(1920, foldings.cycles(0));
        // Fastest: PE = 10; SIMD is 8, since 16 weights of 4 bits would exceed 36 bits. (10/10)(64/8) · 3
        assertEquals(24, foldings.cycles(foldings.last()));
        // The slowest on a device with equally many of everything: acc = ⌈6 + 8 − 1 + 1.00⌉ = 15;
        // 300 + 1.1·(8·1 + 15); one multiplier block rather than 26 tables; one block memory rather than 40 tables;
        // thresholds searched in tables: 1.1·15·4 + 15·(1 + 1 + 1 + 2), or in 4 blocks with 1.1·15·4 = 66 tables.
        assertEquals(Math.floor(300 + 1.1 * 23 + 66), foldings.luts(0));
        assertEquals(1 + 4, foldings.bram18(0));
        assertEquals(1, foldings.dsps(0));
    }

    @Test
    void whereMultiplierBlocksAreScarceTablesMultiply() {
        LayerWorkload layer = Networks.gemm("g", 3, 64, 10);
        LayerFoldings foldings = foldings(model(1e6, 1e6, 1), layer, new Precision(4, 4));
        for (int i = 0; i <= foldings.last(); i++) {
            assertEquals(0, foldings.dsps(i));
        }
        LayerFoldings noBlocks = foldings(model(1e6, 1, 1e6), layer, new Precision(4, 4));
        for (int i = 0; i <= noBlocks.last(); i++) {
            assertEquals(0, noBlocks.bram18(i));
        }
    }

    @Test
    void groupsShareNoInputsAndDepthwiseChannelsShareNone() {
        Precision precision = new Precision(4, 4);
        DataflowModel vast = model(1e9, 1e9, 1e9);
        // 8 groups of 8 channels: at most 8 outputs and 9 of 72 inputs at once, 64/8 · 72/9 · 196
        LayerFoldings grouped = foldings(vast, Networks.conv("g", 14, 64, 64, 3, 8), precision);
        assertEquals(8 * 8 * 196, grouped.cycles(grouped.last()));
        // All 64 channels at once, and all 9 weights: 4 · 9 = 36 bits
        LayerFoldings depthwise = foldings(vast, Networks.conv("d", 14, 64, 64, 3, 64), precision);
        assertEquals(196, depthwise.cycles(depthwise.last()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theTargetIsTheBestOfAll(long seed) {
        Random random = new Random(seed);
        DataflowModel model =
                model(20_000 + random.nextInt(60_000), 100 + random.nextInt(300), 20 + random.nextInt(300));
        List<LayerWorkload> layers = Networks.layers(random, 6);
        NetworkWorkload network = Networks.of(layers);
        List<Precision> choices = layers.stream()
                .map(_ -> new Precision(1 + random.nextInt(8), 1 + random.nextInt(8)))
                .toList();
        NetworkPrecisions plan = Networks.plan(network, choices, 4);
        OptionalLong best = Stream.of(Weighting.values())
                .map(weighting -> IntStream.range(0, layers.size())
                        .mapToObj(i -> model.foldings(layers.get(i), choices.get(i), 4, weighting))
                        .toList())
                .flatMapToLong(foldings -> targets(foldings).filter(target -> fits(model, foldings, target)))
                .min();
        Optional<Cost> cost = model.on(network).price(plan);
        assertEquals(best.isPresent(), cost.isPresent(), "seed " + seed);
        cost.ifPresent(priced -> assertEquals(
                100e6 / best.orElseThrow(), figure(priced, CostMetric.SAMPLES_PER_SECOND), 1e-9, "seed " + seed));
    }

    private static LongStream targets(List<LayerFoldings> foldings) {
        return foldings.stream()
                .flatMapToLong(each -> IntStream.rangeClosed(0, each.last()).mapToLong(each::cycles));
    }

    private static boolean fits(DataflowModel model, List<LayerFoldings> layers, long target) {
        FpgaArea area = new FpgaArea(0, 0, 0);
        for (LayerFoldings layer : layers) {
            int folding = 0;
            while (folding <= layer.last() && layer.cycles(folding) > target) {
                folding++;
            }
            if (folding > layer.last()) {
                return false;
            }
            area = area.plus(new FpgaArea(layer.luts(folding), layer.bram18(folding), layer.dsps(folding)));
        }
        return area.largestShareOf(model.usable()) <= 1;
    }

    @Test
    void figuresFollowFromTheFoldings() {
        // Everything fits unfolded. A branch: a → b and a → c, summed; d behind. Cycles of a 64-wide 1×1 layer over 8×8
        // pixels at 8 bits, PE = 64 and SIMD = 4: 1 · 16 · 64.
        NetworkWorkload network = new NetworkWorkload(
                List.of(tensor("x"), tensor("a"), tensor("b"), tensor("c"), tensor("sum"), tensor("d")),
                List.of(
                        layer("a", 64, 0, 1),
                        layer("b", 64, 1, 2),
                        layer("c", 32, 1, 3),
                        new Step.Glue("sum", Step.Glue.Kind.ADD, List.of(2, 3), 4),
                        layer("d", 64, 4, 5)));
        Cost cost = model(1e9, 1e9, 1e9).price(network, Networks.uniform(network, new Precision(8, 8)));
        assertEquals(100e6 / 1024, figure(cost, CostMetric.SAMPLES_PER_SECOND), 1e-9);
        assertEquals(1e3 * (3 * 1024) / 100e6, figure(cost, CostMetric.LATENCY_MS), 1e-12);
        double share = Math.max(
                figure(cost, CostMetric.AREA_LUTS),
                Math.max(figure(cost, CostMetric.AREA_BRAM18), figure(cost, CostMetric.AREA_DSPS)));
        assertEquals(100 * share / 1e9, figure(cost, CostMetric.UTILISATION_PERCENT), 1e-12);
    }

    private static NetworkWorkload.Tensor tensor(String name) {
        return new NetworkWorkload.Tensor(name, 64 * 64);
    }

    private static Step.Layer layer(String name, int outputs, int input, int output) {
        return new Step.Layer(Networks.conv(name, 8, 64, outputs, 1, 1), input, output);
    }

    @Test
    void whatDoesNotFitHasNoPrice() {
        NetworkWorkload network = Networks.of(Networks.layers(new Random(1), 12));
        DataflowModel small = model(3000, 10, 10);
        NetworkPrecisions plan = Networks.uniform(network, new Precision(1, 1));
        assertTrue(small.on(network).price(plan).isEmpty());
        assertEquals(
                "no way was found to fit the network on the device",
                assertThrows(IllegalArgumentException.class, () -> small.price(network, plan))
                        .getMessage());
    }

    /** 50 equal layers: each alone is hardly felt, all choose tables, and these run out while blocks idle. */
    @Test
    void wherePlansRunOutOfTablesBlocksAreUsedInstead() {
        DataflowModel model = model(38_400, 400, 1000);
        List<LayerWorkload> layers = IntStream.range(0, 50)
                .mapToObj(i -> Networks.conv("l" + i, 14, 32, 32, 3, 1))
                .toList();
        NetworkWorkload network = Networks.of(layers);
        assertFalse(fits(model, foldings(model, layers, Weighting.ALIKE), Long.MAX_VALUE));
        Cost cost = model.price(network, Networks.uniform(network, new Precision(4, 4)));
        assertTrue(figure(cost, CostMetric.UTILISATION_PERCENT) <= 100, cost.toString());
    }

    @Test
    void tablesThatWeighMoreAreUsedLess() {
        DataflowModel model = model(38_400, 400, 1000);
        List<LayerWorkload> layer = List.of(Networks.conv("l", 14, 32, 32, 3, 1));
        double before = Double.MAX_VALUE;
        for (Weighting weighting : Weighting.values()) {
            double luts = foldings(model, layer, weighting).getFirst().luts(0);
            assertTrue(luts <= before, luts + " is more than " + before);
            before = luts;
        }
        double alike = foldings(model, layer, Weighting.ALIKE).getFirst().luts(0);
        assertTrue(before < alike, before + " is not less than " + alike);
    }

    private static List<LayerFoldings> foldings(DataflowModel model, List<LayerWorkload> layers, Weighting weighting) {
        return layers.stream()
                .map(layer -> model.foldings(layer, new Precision(4, 4), 4, weighting))
                .toList();
    }

    @Test
    void aLargerDeviceIsNoSlower() {
        NetworkWorkload network = Networks.of(Networks.layers(new Random(2), 8));
        NetworkPrecisions plan = Networks.uniform(network, new Precision(4, 4));
        double before = 0;
        for (int scale = 1; scale <= 64; scale *= 2) {
            double now = figure(
                    model(20_000 * scale, 100 * scale, 100 * scale).price(network, plan),
                    CostMetric.SAMPLES_PER_SECOND);
            assertTrue(now >= before, now + " < " + before);
            before = now;
        }
    }

    @Test
    void figuresThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> model(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> model(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new FpgaArea(-1, 0, 0));
    }
}
