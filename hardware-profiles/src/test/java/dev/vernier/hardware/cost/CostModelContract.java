package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every cost model promises. */
abstract class CostModelContract {
    private static final double ROUNDING = 1e-9;

    /** The model under test; it has figures for layers of every kind at 8/8, and for another weight width with 8. */
    abstract CostModel model();

    /** The widths that the model has figures for in layers of every kind. */
    private List<Precision> precisions() {
        SortedSet<Precision> precisions = new TreeSet<>();
        for (LayerKind kind : LayerKind.values()) {
            precisions.addAll(model().precisions(kind));
        }
        assertTrue(precisions.contains(new Precision(8, 8)));
        return List.copyOf(precisions);
    }

    private double price(NetworkWorkload network, NetworkPrecisions precisions, CostMetric metric) {
        return model().price(network, precisions).get(metric).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pricesAreFiniteAndPositiveAndOfTheMetricsPromised(long seed) {
        NetworkWorkload network = Networks.of(Networks.layers(new Random(seed), 12));
        for (Precision precision : precisions()) {
            Cost cost = model().price(network, Networks.uniform(network, precision));
            assertEquals(model().metrics(), cost.figures().keySet());
            cost.figures().values().forEach(value -> assertTrue(value > 0 && Double.isFinite(value)));
        }
    }

    @Test
    void theSmallestAndTheLargestLayersHavePrices() {
        NetworkWorkload tiny = Networks.of(List.of(Networks.gemm("tiny", 1, 1, 1)));
        NetworkWorkload huge = Networks.of(List.of(Networks.conv("huge", 1000, 4096, 4096, 7, 1)));
        for (Precision precision : precisions()) {
            for (CostMetric metric : model().metrics()) {
                double small = price(tiny, Networks.uniform(tiny, precision), metric);
                double large = price(huge, Networks.uniform(huge, precision), metric);
                assertTrue(
                        0 < small && small < large && Double.isFinite(large), precision + ": " + small + ", " + large);
            }
        }
    }

    @Test
    void aNetworkTwiceCostsTwice() {
        List<LayerWorkload> once = Networks.layers(new Random(4), 8);
        List<LayerWorkload> twice = Stream.concat(once.stream(), once.stream()).toList();
        for (CostMetric metric : model().metrics()) {
            double single = price(Networks.of(once), Networks.uniform(Networks.of(once), new Precision(8, 8)), metric);
            double both = price(Networks.of(twice), Networks.uniform(Networks.of(twice), new Precision(8, 8)), metric);
            assertEquals(2 * single, both, ROUNDING * both);
        }
    }

    @TestFactory
    Stream<DynamicTest> doublingASizeNeverMakesALayerCheaper() {
        record Growth(String what, IntFunction<LayerWorkload> layer) {}
        return Stream.of(
                        new Growth("rows", size -> Networks.gemm("g", size, 32, 32)),
                        new Growth("depth", size -> Networks.gemm("g", 16, size, 32)),
                        new Growth("columns", size -> Networks.gemm("g", 16, 32, size)),
                        new Growth("image", size -> Networks.conv("c", size, 16, 16, 3, 1)),
                        new Growth("input channels", size -> Networks.conv("c", 14, size, 16, 3, 1)),
                        new Growth("output channels", size -> Networks.conv("c", 14, 16, size, 3, 1)),
                        new Growth(
                                "depthwise channels", size -> Networks.conv("d", 14, 2 * size, 2 * size, 3, 2 * size)))
                .map(growth -> DynamicTest.dynamicTest(growth.what, () -> assertGrows(growth.layer)));
    }

    private void assertGrows(IntFunction<LayerWorkload> layer) {
        for (Precision precision : precisions()) {
            for (CostMetric metric : model().metrics()) {
                for (int size = 1; size <= 200; size++) {
                    NetworkWorkload small = Networks.of(List.of(layer.apply(size)));
                    NetworkWorkload large = Networks.of(List.of(layer.apply(2 * size)));
                    double before = price(small, Networks.uniform(small, precision), metric);
                    double after = price(large, Networks.uniform(large, precision), metric);
                    assertTrue(
                            before <= after, precision + " " + metric + " at " + size + ": " + before + " > " + after);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void withoutChangesOfWidthTheTableAddsUpToThePrice(long seed) {
        Random random = new Random(seed);
        NetworkWorkload network = Networks.of(Networks.layers(random, 12));
        List<Precision> options = precisions().stream()
                .filter(precision -> precision.activationBits() == 8)
                .toList();
        assertTrue(options.size() > 1);
        List<Precision> choices = network.layers().stream()
                .map(_ -> options.get(random.nextInt(options.size())))
                .toList();
        for (CostMetric metric : model().metrics()) {
            model().separable(network, metric, Collections.nCopies(choices.size(), options))
                    .ifPresent(table -> {
                        double price = price(network, Networks.plan(network, choices, 8), metric);
                        assertEquals(price, table.total(choices), ROUNDING * price, "seed " + seed);
                        assertTrue(table.constant() >= 0);
                    });
        }
    }

    @Test
    void theOrderOfLayersDoesNotMatterToASum() {
        List<LayerWorkload> layers = new ArrayList<>(Networks.layers(new Random(8), 12));
        NetworkWorkload network = Networks.of(layers);
        Collections.shuffle(layers, new Random(9));
        NetworkWorkload shuffled = Networks.of(layers);
        List<List<Precision>> options = Collections.nCopies(layers.size(), precisions());
        for (CostMetric metric : model().metrics()) {
            if (model().separable(network, metric, options).isPresent()) {
                double price = price(network, Networks.uniform(network, new Precision(8, 8)), metric);
                double other = price(shuffled, Networks.uniform(shuffled, new Precision(8, 8)), metric);
                assertEquals(price, other, ROUNDING * price);
            }
        }
    }

    @Test
    void aConversionIsPriced() {
        NetworkWorkload network = Networks.of(List.of(Networks.conv("c", 14, 16, 16, 3, 1)));
        List<Precision> layers = List.of(new Precision(8, 8));
        for (CostMetric metric : model().metrics()) {
            double without = price(network, new NetworkPrecisions(layers, List.of(8, 8, 8)), metric);
            double with = price(network, new NetworkPrecisions(layers, List.of(4, 8, 8)), metric);
            assertTrue(with > without, with + " > " + without);
        }
    }

    @Test
    void whatHasNoFiguresIsRefused() {
        NetworkWorkload network = Networks.of(List.of(Networks.conv("c", 14, 16, 16, 3, 1)));
        assertEquals(
                "layer 'c': no figures for 32/1",
                assertThrows(IllegalArgumentException.class, () -> model().price(
                                        network, Networks.uniform(network, new Precision(32, 1))))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> model().price(
                        network, new NetworkPrecisions(List.of(), List.of(8, 8, 8))));
        assertThrows(IllegalArgumentException.class, () -> model().price(
                        network, new NetworkPrecisions(List.of(new Precision(8, 8)), List.of(8))));
        assertThrows(IllegalArgumentException.class, () -> model().separable(
                        network, CostMetric.LATENCY_MS, List.of(List.of(new Precision(32, 1)))));
        assertThrows(
                IllegalArgumentException.class, () -> model().separable(network, CostMetric.LATENCY_MS, List.of()));
    }

    @Test
    void itSaysHowItPrices() {
        assertTrue(model().describe().lines().count() > 1);
        assertTrue(model().describe().equals(model().describe().strip()));
    }
}
