package dev.vernier.search.space;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.SpaceConfig;
import dev.vernier.search.config.TieWish;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SearchSpaceTest {
    private static final NetworkLayout RESIDUAL = Networks.residual();
    private static final NetworkLayout CHAIN = Networks.chain();

    /** Two ties with a layer in common, which make one of three. */
    private static final TieWish CONV2_TO_THE_BLOCK =
            new TieWish.Layers(List.of(List.of("conv2", "block.conv1"), List.of("block.conv2", "conv2")));

    /** Every shape of legality: free, coupled in pairs, partly coupled, different by kind, pinned. */
    static Stream<SearchSpace> spaces() {
        SortedSet<Precision> partly = precisions("8/8", "4/8", "4/4", "2/4");
        return Stream.of(
                space(CHAIN, wish("2 4 8", "4 8", Map.of()), any()),
                space(CHAIN, wish("2 4 8", "4 8", Map.of()), only(precisions("8/8", "4/4"))),
                space(CHAIN, wish("2 4 8", "4 8", Map.of()), only(partly)),
                space(RESIDUAL, wish("4 8", "4 8", Map.of()), only(precisions("8/8", "4/4"))),
                space(RESIDUAL, wish("4 8", "4 8", Map.of("block.conv1", new Precision(6, 4))), any()),
                space(RESIDUAL, wish("2 4", "4 8", Map.of("conv1", new Precision(8, 8))), only(partly)),
                space(RESIDUAL, tied("2 4 8", "4 8", new TieWish.SharedInputs()), any()),
                space(RESIDUAL, tied("2 4", "4 8", CONV2_TO_THE_BLOCK), only(partly)),
                space(
                        RESIDUAL,
                        wish("2 4 8", "4 8", Map.of()),
                        new Legality(
                                Map.of(
                                        LayerKind.CONV,
                                        partly,
                                        LayerKind.DEPTHWISE,
                                        partly,
                                        LayerKind.GEMM,
                                        precisions("8/8")),
                                QuantizationScheme.USUAL)));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void countsAndListsEveryPlanOnce(SearchSpace space) {
        List<PrecisionPlan> plans = space.plans().toList();
        assertEquals(space.size(), BigInteger.valueOf(plans.size()));
        assertEquals(plans.size(), new HashSet<>(plans).size());
        plans.forEach(plan -> assertTrue(space.contains(plan), plan::key));
        assertEquals(bruteForce(space), plans.stream().map(PrecisionPlan::key).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void anyLevelsDecodeToALegalPlan(SearchSpace space) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        Set<String> reached = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            int[] levels = space.genes().stream()
                    .mapToInt(gene -> random.nextInt(gene.levels()))
                    .toArray();
            PrecisionPlan plan = space.decode(levels);
            assertTrue(space.contains(plan), plan::key);
            reached.add(plan.key());
        }
        assertTrue(reached.size() > 1);
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void encodingIsUndoneByDecoding(SearchSpace space) {
        space.plans().limit(2000).forEach(plan -> assertEquals(plan, space.decode(space.encode(plan))));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void neighboursAreLegalDistinctAndOneGeneAway(SearchSpace space) {
        PrecisionPlan plan =
                space.plans().skip(space.size().intValueExact() / 2).findFirst().orElseThrow();
        List<PrecisionPlan> neighbours = space.neighbours(plan);
        assertFalse(neighbours.isEmpty());
        assertFalse(neighbours.contains(plan));
        assertEquals(neighbours.size(), new HashSet<>(neighbours).size());
        neighbours.forEach(neighbour -> assertTrue(space.contains(neighbour), neighbour::key));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void uniformPlansAreLegalAndIncludeBothExtremes(SearchSpace space) {
        List<PrecisionPlan> uniform = space.uniformPlans();
        uniform.forEach(plan -> assertTrue(space.contains(plan), plan::key));
        double widest = space.plans().mapToDouble(PrecisionPlan::meanBits).max().orElseThrow();
        double narrowest =
                space.plans().mapToDouble(PrecisionPlan::meanBits).min().orElseThrow();
        assertEquals(widest, uniform.getFirst().meanBits());
        assertEquals(
                narrowest,
                uniform.stream().mapToDouble(PrecisionPlan::meanBits).min().orElseThrow());
    }

    @Test
    void stratifiedPlansCoverTheRangeOfMeanBitsEvenly() {
        SearchSpace space = space(RESIDUAL, wish("2 3 4 6 8", "4 8", Map.of()), any());
        StratifiedPlans sampler = new StratifiedPlans(space, RandomGenerator.of("L64X128MixRandom"));
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            PrecisionPlan plan = sampler.next();
            assertTrue(space.contains(plan));
            counts.merge(Math.min(3, (int) ((plan.meanBits() - 3) / (8 - 3) * 4)), 1, Integer::sum);
        }
        assertEquals(4, counts.size());
        counts.values().forEach(count -> assertTrue(count > 60 && count < 140, counts::toString));
    }

    @Test
    void tiedLayersShareOneGeneAndPinnedOnesHaveNone() {
        SearchSpace space = space(
                RESIDUAL, wish("4 8", "4 8", Map.of("conv1", new Precision(8, 8), "fc", new Precision(8, 8))), any());
        List<Integer> weightGenes = genes(space, Gene.Part.WEIGHT);
        assertEquals(List.of(1, 2, 3, 4), weightGenes);
        assertEquals(3, genes(space, Gene.Part.ACTIVATION).size());
        assertEquals(BigInteger.valueOf(1 << 7), space.size());
    }

    @Test
    void aPinDecidesTheActivationsOfTiedLayers() {
        SearchSpace space = space(RESIDUAL, wish("4 8", "4 8", Map.of("block.shortcut", new Precision(2, 4))), any());
        space.plans().forEach(plan -> {
            assertEquals(new Precision(2, 4), plan.byName().get("block.shortcut"));
            assertEquals(4, plan.precisions().get(1).activationBits());
        });
    }

    @Test
    void coupledWidthsNeedNoGeneForWeights() {
        SearchSpace space = space(CHAIN, wish("4 8", "4 8", Map.of()), only(precisions("8/8", "4/4")));
        assertEquals(List.of(), genes(space, Gene.Part.WEIGHT));
        assertEquals("8/8 4/4 8/8", space.decode(new int[] {1, 0, 1}).key());
    }

    @Test
    void theWeightGivesWayToTheActivation() {
        SearchSpace space = space(CHAIN, wish("2 4 8", "4 8", Map.of()), only(precisions("8/8", "4/8", "4/4", "2/4")));
        assertArrayEquals(new int[] {2, 2, 2, 1, 1, 1}, space.encode(space.uniform(new Precision(8, 8))));
        assertEquals("4/4 4/8 2/4", space.decode(new int[] {2, 0, 0, 0, 1, 0}).key());
    }

    @Test
    void refusesWhatLeavesNothingToChoose() {
        refuses(
                CHAIN,
                wish("3", "4 8", Map.of()),
                only(precisions("8/8", "4/4")),
                "run.yaml/space: the widths leave nothing for layer 'first' on profile 'device'. Maybe allow one of the"
                        + " precisions (weight/activation bits) that it has for conv layers: 4/4, 8/8.");
        refuses(
                CHAIN,
                wish("8", "8", Map.of("frist", new Precision(8, 8))),
                any(),
                "run.yaml/space/pin/frist: no layer is named 'frist'. Maybe you meant 'first'.");
        refuses(
                CHAIN,
                wish("8", "8", Map.of("first", new Precision(2, 8))),
                only(precisions("8/8", "4/4")),
                "run.yaml/space/pin/first: profile 'device' does not compute conv layers at 2/8. Maybe pin it to one of"
                        + " 4/4, 8/8.");
    }

    @Test
    void rightOperandsHaveTwoBitsAtLeast() {
        NetworkLayout product = Networks.product();
        SearchSpace space = space(product, wish("1 2 4", "1 8", Map.of()), any());
        assertEquals(
                List.of("1/1", "1/8", "2/1", "2/8", "4/1", "4/8"),
                space.legal(0).stream().map(Precision::toString).toList());
        assertEquals(
                List.of("2/1", "2/8", "4/1", "4/8"),
                space.legal(1).stream().map(Precision::toString).toList());
        refuses(
                product,
                wish("1", "8", Map.of()),
                only(precisions("1/8", "2/8", "4/8")),
                "run.yaml/space: the widths leave nothing for layer 'square' on profile 'device'. Maybe allow one of the"
                        + " precisions (weight/activation bits) that it has for products of two activations, the right"
                        + " one of 2 bits or more: 2/8, 4/8.");
    }

    @Test
    void refusesWhatTiesMakeImpossible() {
        Map<String, Precision> apart =
                Map.of("block.conv1", new Precision(8, 8), "block.shortcut", new Precision(8, 4));
        refuses(
                RESIDUAL,
                wish("8", "4 8", apart),
                any(),
                "run.yaml/space/pin/block.shortcut: layers 'block.conv1' and 'block.shortcut' read the same input, which"
                        + " cannot have both 8 and 4 bits. Maybe pin both to the same activation width.");
        refuses(
                RESIDUAL,
                wish("8", "4", Map.of("block.shortcut", new Precision(8, 8))),
                any(),
                "run.yaml/space: layers read the same input but share no activation width on profile 'device':"
                        + " 'block.conv1' may have 4; 'block.shortcut' may have 8. Maybe allow more activation widths, or"
                        + " change a pin.");
    }

    @Test
    void layersThatReadTheSameInputCanBeTied() {
        SearchSpace free = space(RESIDUAL, wish("2 4 8", "4 8", Map.of()), any());
        SearchSpace tied = space(RESIDUAL, tied("2 4 8", "4 8", new TieWish.SharedInputs()), any());
        assertEquals(free.size(), tied.size().multiply(BigInteger.valueOf(3)));
        int first = RESIDUAL.layer("block.conv1").orElseThrow().index();
        int second = RESIDUAL.layer("block.shortcut").orElseThrow().index();
        tied.plans()
                .forEach(plan -> assertEquals(
                        plan.precisions().get(first), plan.precisions().get(second)));
        assertFalse(genes(tied, Gene.Part.WEIGHT).contains(second));
    }

    @Test
    void tiesOfNamedLayersHoldForWeightsAndActivations() {
        SearchSpace tied = space(RESIDUAL, tied("2 4 8", "4 8", CONV2_TO_THE_BLOCK), any());
        tied.plans().forEach(plan -> {
            assertEquals(precision(plan, "conv2"), precision(plan, "block.conv1"));
            assertEquals(precision(plan, "conv2"), precision(plan, "block.conv2"));
        });
        // Free choices: conv1, the shortcut's weights and fc; the three tied ones together.
        assertEquals(BigInteger.valueOf(6L * 3 * 6 * 6), tied.size());
    }

    @Test
    void aPinHoldsForAllThatAreTiedToIt() {
        SpaceConfig wish = new SpaceConfig(
                new TreeSet<>(widths("2 4")),
                new TreeSet<>(widths("4 8")),
                8,
                Map.of("conv2", new Precision(4, 8)),
                CONV2_TO_THE_BLOCK,
                OptionalInt.empty());
        SearchSpace tied = space(RESIDUAL, wish, any());
        tied.plans().forEach(plan -> assertEquals(new Precision(4, 8), precision(plan, "block.conv1")));
    }

    @Test
    void refusesTiesThatCannotHold() {
        refuses(
                RESIDUAL,
                tied("8", "8", new TieWish.Layers(List.of(List.of("conv1", "block.conf1")))),
                any(),
                "run.yaml/space/tie/0/1: no layer is named 'block.conf1'. Maybe you meant 'block.conv1' or"
                        + " 'block.conv2'.");
        Map<String, Precision> apart = Map.of("conv2", new Precision(8, 8), "block.conv1", new Precision(4, 8));
        refuses(
                RESIDUAL,
                new SpaceConfig(
                        new TreeSet<>(widths("4 8")),
                        new TreeSet<>(widths("8")),
                        8,
                        apart,
                        CONV2_TO_THE_BLOCK,
                        OptionalInt.empty()),
                any(),
                "run.yaml/space: layers are tied but share no precision on profile 'device': 'block.conv1' may have 4/8;"
                        + " 'block.conv2' may have 4/8, 8/8; 'conv2' may have 8/8. Maybe pin them alike, or take them out"
                        + " of 'tie'.");
    }

    private static Precision precision(PrecisionPlan plan, String layer) {
        return plan.precisions().get(RESIDUAL.layer(layer).orElseThrow().index());
    }

    private static SpaceConfig tied(String weightBits, String activationBits, TieWish ties) {
        return new SpaceConfig(
                new TreeSet<>(widths(weightBits)),
                new TreeSet<>(widths(activationBits)),
                8,
                Map.of(),
                ties,
                OptionalInt.empty());
    }

    private static void refuses(NetworkLayout layout, SpaceConfig wish, Legality legality, String message) {
        InvalidInputException e = assertThrows(InvalidInputException.class, () -> space(layout, wish, legality));
        assertEquals(message, e.getMessage());
    }

    /** All combinations of legal precisions, kept when a plan can hold them. */
    private static Set<String> bruteForce(SearchSpace space) {
        List<List<Precision>> plans = List.of(List.of());
        for (int layer = 0; layer < space.layout().layers().size(); layer++) {
            List<List<Precision>> longer = new ArrayList<>();
            for (List<Precision> plan : plans) {
                for (Precision precision : space.legal(layer)) {
                    List<Precision> next = new ArrayList<>(plan);
                    next.add(precision);
                    longer.add(next);
                }
            }
            plans = longer;
        }
        Set<String> keys = new HashSet<>();
        for (List<Precision> plan : plans) {
            try {
                PrecisionPlan whole = PrecisionPlan.of(space.layout(), plan);
                if (space.contains(whole)) {
                    keys.add(whole.key());
                }
            } catch (IllegalArgumentException _) {
                // Tied layers differ: not a plan.
            }
        }
        return keys;
    }

    private static List<Integer> genes(SearchSpace space, Gene.Part part) {
        return space.genes().stream()
                .filter(gene -> gene.part() == part)
                .map(Gene::index)
                .toList();
    }

    private static SearchSpace space(NetworkLayout layout, SpaceConfig wish, Legality legality) {
        return SearchSpace.of(
                layout,
                wish,
                "device",
                legality,
                (pointer, problem, mend) -> new InvalidInputException("run.yaml" + pointer, problem, mend));
    }

    private static SpaceConfig wish(String weightBits, String activationBits, Map<String, Precision> pins) {
        return new SpaceConfig(new TreeSet<>(widths(weightBits)), new TreeSet<>(widths(activationBits)), 8, pins);
    }

    private static List<Integer> widths(String text) {
        return Stream.of(text.split(" ")).map(Integer::valueOf).toList();
    }

    private static SortedSet<Precision> precisions(String... texts) {
        return Stream.of(texts).map(Precision::parse).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Legality only(SortedSet<Precision> allowed) {
        return Legality.everywhere(allowed);
    }

    private static Legality any() {
        return Legality.everywhere(Searches.allPrecisions());
    }
}
