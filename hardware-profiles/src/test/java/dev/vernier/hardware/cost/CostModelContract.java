package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every cost model promises. */
abstract class CostModelContract {
    private static final double ROUNDING = 1e-9;
    private static final int MOST_PRECISIONS = 9;

    /** The model under test; it has figures for layers of every kind at 8/8. */
    abstract CostModel model();

    /** Whether a layer that reads a tensor of another width than its own pays nothing for it. */
    private boolean conversionsAreFree() {
        return switch (model()) {
            case RooflineModel _, TableModel _, BitFusionModel _ -> false;
            case BitSerialModel _, DataflowModel _ -> true;
        };
    }

    /** The metrics that get worse, or stay, when a layer grows to twice its size. */
    Set<CostMetric> growingWithSize() {
        return switch (model()) {
            case StepwiseModel stepwise -> stepwise.metrics();
            case DataflowModel _ -> Set.of(CostMetric.LATENCY_MS, CostMetric.SAMPLES_PER_SECOND);
        };
    }

    /** The metrics that get worse, or stay, when a layer gets more bits of weights or activations. */
    Set<CostMetric> growingWithBits() {
        return switch (model()) {
            case RooflineModel _, TableModel _, DataflowModel _ -> Set.of();
            case BitSerialModel serial -> serial.metrics();
            case BitFusionModel fusion -> fusion.metrics();
        };
    }

    /** At most nine of the widths that the model has figures for in layers of every kind, both ends and 8/8 among them. */
    private List<Precision> precisions() {
        List<Precision> all = List.copyOf(allPrecisions());
        SortedSet<Precision> some = new TreeSet<>(List.of(new Precision(8, 8)));
        int last = Math.min(all.size(), MOST_PRECISIONS) - 1;
        for (int i = 0; i <= last; i++) {
            some.add(all.get(last == 0 ? 0 : i * (all.size() - 1) / last));
        }
        assertTrue(all.containsAll(some));
        return List.copyOf(some);
    }

    private SortedSet<Precision> allPrecisions() {
        SortedSet<Precision> precisions = new TreeSet<>(model().precisions(LayerKind.CONV));
        for (LayerKind kind : LayerKind.values()) {
            precisions.retainAll(model().precisions(kind));
        }
        return precisions;
    }

    private double price(NetworkWorkload network, NetworkPrecisions precisions, CostMetric metric) {
        return model().price(network, precisions).get(metric).orElseThrow();
    }

    /** Any figure turned so that less is better. */
    private static double loss(Cost cost, CostMetric metric) {
        double value = cost.get(metric).orElseThrow();
        return metric.maximised() ? -value : value;
    }

    /** Random widths that change between layers and tensors. */
    private List<NetworkPrecisions> randomPlans(NetworkWorkload network, Random random, int count) {
        List<Precision> options = precisions();
        List<NetworkPrecisions> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            plans.add(new NetworkPrecisions(
                    network.layers().stream()
                            .map(_ -> options.get(random.nextInt(options.size())))
                            .toList(),
                    network.tensors().stream()
                            .map(_ ->
                                    options.get(random.nextInt(options.size())).activationBits())
                            .toList()));
        }
        return plans;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pricesAreFiniteAndNotNegativeAndOfTheMetricsPromised(long seed) {
        Random random = new Random(seed);
        NetworkWorkload network = Networks.of(Networks.layers(random, 12));
        assertFalse(model().metrics().isEmpty());
        for (NetworkPrecisions plan : randomPlans(network, random, 20)) {
            Optional<Cost> cost = model().on(network).price(plan);
            cost.ifPresent(priced -> {
                assertEquals(model().metrics(), priced.figures().keySet());
                priced.figures()
                        .forEach((metric, value) -> assertTrue(
                                Double.isFinite(value)
                                        && (value > 0 || metric.key().startsWith("area")),
                                metric + " is " + value));
            });
        }
    }

    @Test
    void theSmallestAndTheLargestLayersHavePrices() {
        NetworkWorkload tiny = Networks.of(List.of(Networks.gemm("tiny", 1, 1, 1)));
        NetworkWorkload large = Networks.of(List.of(Networks.conv("large", 1000, 96, 96, 7, 1)));
        for (Precision precision : precisions()) {
            Cost least = model().price(tiny, Networks.uniform(tiny, precision));
            model().on(large).price(Networks.uniform(large, precision)).ifPresent(most -> {
                for (CostMetric metric : growingWithSize()) {
                    assertTrue(loss(least, metric) < loss(most, metric), precision + ": " + least + ", " + most);
                }
            });
        }
    }

    @Test
    void absurdlyLargeLayersHavePricesOrDoNotFit() {
        NetworkWorkload huge = Networks.of(List.of(Networks.conv("huge", 1000, 4096, 4096, 7, 1)));
        for (Precision precision : precisions()) {
            NetworkPrecisions plan = Networks.uniform(huge, precision);
            if (model().on(huge).price(plan).isEmpty()) {
                String message = assertThrows(IllegalArgumentException.class, () -> model().price(huge, plan))
                        .getMessage();
                assertEquals("no way was found to fit the network on the device", message);
            }
        }
    }

    @Test
    void whoeverAsksGetsTheSameAnswer() {
        Random random = new Random(10);
        NetworkWorkload network = Networks.of(Networks.layers(random, 12));
        List<NetworkPrecisions> plans = randomPlans(network, random, 200);
        NetworkPricer shared = model().on(network);
        List<Optional<Cost>> expected = new ArrayList<>();
        plans.forEach(plan -> expected.add(model().on(network).price(plan)));
        for (int round = 0; round < 3; round++) {
            List<Optional<Cost>> actual = IntStream.range(0, plans.size())
                    .parallel()
                    .mapToObj(i -> shared.price(plans.get(i)))
                    .toList();
            assertEquals(expected, actual);
        }
        assertTrue(expected.stream().anyMatch(Optional::isPresent));
    }

    @Test
    void aNetworkTwiceCostsTwiceWhereItIsASum() {
        List<LayerWorkload> once = Networks.layers(new Random(4), 8);
        List<LayerWorkload> twice = Stream.concat(once.stream(), once.stream()).toList();
        NetworkPrecisions single = Networks.uniform(Networks.of(once), new Precision(8, 8));
        NetworkPrecisions both = Networks.uniform(Networks.of(twice), new Precision(8, 8));
        for (CostMetric metric : model().metrics()) {
            if (table(Networks.of(once), metric, single.layers()).isPresent()) {
                double price = price(Networks.of(twice), both, metric);
                assertEquals(2 * price(Networks.of(once), single, metric), price, ROUNDING * price);
            }
        }
    }

    private Optional<SeparableTable> table(NetworkWorkload network, CostMetric metric, List<Precision> choices) {
        return model().separable(network, metric, choices.stream().map(List::of).toList());
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
        assumeFalse(growingWithSize().isEmpty(), "no promise about sizes");
        for (Precision precision : precisions()) {
            for (int size = 1; size <= 200; size += size < 32 ? 1 : 7) {
                NetworkWorkload small = Networks.of(List.of(layer.apply(size)));
                NetworkWorkload large = Networks.of(List.of(layer.apply(2 * size)));
                Optional<Cost> before = model().on(small).price(Networks.uniform(small, precision));
                Optional<Cost> after = model().on(large).price(Networks.uniform(large, precision));
                assertTrue(before.isPresent() || after.isEmpty(), "the larger one fits at " + size);
                if (after.isPresent()) {
                    assertNoBetter(before.orElseThrow(), after.get(), precision + " at " + size);
                }
            }
        }
    }

    private void assertNoBetter(Cost before, Cost after, String where) {
        for (CostMetric metric : growingWithSize()) {
            assertTrue(loss(before, metric) <= loss(after, metric), where + ": " + before + ", " + after);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void moreBitsNeverMakeALayerCheaper(long seed) {
        assumeFalse(growingWithBits().isEmpty(), "no promise about bits");
        for (LayerWorkload layer : Networks.layers(new Random(seed), 8)) {
            NetworkWorkload network = Networks.of(List.of(layer));
            NetworkPricer pricer = model().on(network);
            for (Precision precision : allPrecisions()) {
                Cost cost = pricer.price(Networks.uniform(network, precision)).orElseThrow();
                for (Precision wider : wider(precision)) {
                    Cost more = pricer.price(Networks.uniform(network, wider)).orElseThrow();
                    for (CostMetric metric : growingWithBits()) {
                        assertTrue(
                                loss(cost, metric) <= loss(more, metric),
                                "seed " + seed + ", " + layer + ": " + precision + " " + cost + ", " + wider + " "
                                        + more);
                    }
                }
            }
        }
    }

    /** The precisions of one bit more, where the model has figures for them. */
    List<Precision> wider(Precision precision) {
        int weights = Math.min(8, precision.weightBits() + 1);
        int activations = Math.min(8, precision.activationBits() + 1);
        return Stream.of(
                        new Precision(weights, precision.activationBits()),
                        new Precision(precision.weightBits(), activations))
                .filter(other -> allPrecisions().contains(other))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void withoutChangesOfWidthTheTableAddsUpToThePrice(long seed) {
        Random random = new Random(seed);
        NetworkWorkload network = Networks.of(Networks.layers(random, 12));
        List<Precision> options = allPrecisions().stream()
                .filter(precision -> precision.activationBits() == 8)
                .toList();
        List<Precision> choices = network.layers().stream()
                .map(_ -> options.get(random.nextInt(options.size())))
                .toList();
        List<Collection<Precision>> all = Collections.nCopies(choices.size(), options);
        for (CostMetric metric : model().metrics()) {
            model().separable(network, metric, all).ifPresent(table -> {
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
        NetworkPrecisions plan = Networks.uniform(network, new Precision(8, 8));
        for (CostMetric metric : model().metrics()) {
            if (table(network, metric, plan.layers()).isPresent()) {
                double price = price(network, plan, metric);
                assertEquals(price, price(shuffled, plan, metric), ROUNDING * price);
            }
        }
    }

    @Test
    void aConversionIsPricedOrDeclaredFree() {
        NetworkWorkload network = Networks.of(List.of(Networks.conv("c", 14, 16, 16, 3, 1)));
        List<Precision> layers = List.of(new Precision(8, 8));
        Cost without = model().price(network, new NetworkPrecisions(layers, List.of(8, 8, 8)));
        Cost with = model().price(network, new NetworkPrecisions(layers, List.of(4, 8, 8)));
        if (conversionsAreFree()) {
            assertEquals(without, with);
        } else {
            for (CostMetric metric : model().metrics()) {
                assertTrue(loss(with, metric) > loss(without, metric), with + " > " + without);
            }
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
