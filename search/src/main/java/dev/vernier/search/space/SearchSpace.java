package dev.vernier.search.space;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.config.SpaceConfig;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All plans of one network that a configuration allows and a device can run: a set of precisions for each layer, with
 * pinned layers fixed, layers that read the same quantizer tied in their activation width, and others tied where that was
 * asked for.
 *
 * <p>A plan is written as one level per {@link Gene}: a gene for each layer whose weights have a choice, and one for
 * each quantizer that has one; of those tied together the first has it. Where a device couples the two widths, the activation width rules and the weight width
 * gives way to the nearest legal one, so any levels decode to a legal plan.
 */
public final class SearchSpace {
    private final NetworkLayout layout;
    private final List<Cluster> clusters;
    private final List<List<Precision>> legal;
    private final List<Gene> genes;

    /**
     * @param legal for each layer its legal precisions, ascending, none of whose activation widths is impossible for a
     *     layer of the same cluster; the same for all layers of a group
     */
    SearchSpace(NetworkLayout layout, List<Cluster> clusters, List<List<Precision>> legal) {
        this.layout = layout;
        this.clusters = List.copyOf(clusters);
        this.legal = List.copyOf(legal);
        this.genes = findGenes();
    }

    /**
     * Intersects what is asked for with what a device allows.
     *
     * @param wish widths and pins of the configuration; a pin may be any width that the device allows
     * @param profile the device's name, for messages
     * @param legality what the device allows
     * @param refusal makes the exception
     * @throws dev.vernier.hardware.input.InvalidInputException when a layer is left without a precision, or a pin names
     *     an unknown layer, is illegal or contradicts a tie; it names layer and device
     */
    public static SearchSpace of(
            NetworkLayout layout, SpaceConfig wish, String profile, Legality legality, Refusal refusal) {
        return new SpaceBuilder(layout, wish, profile, legality, refusal).build();
    }

    public NetworkLayout layout() {
        return layout;
    }

    /** The free choices: weights in the order of layers, then activations in the order of quantizers. */
    public List<Gene> genes() {
        return genes;
    }

    /** The legal precisions of a layer, ascending. */
    public List<Precision> legal(int layer) {
        return legal.get(layer);
    }

    /** Layers that share an activation width; each layer is in one. */
    public List<Cluster> clusters() {
        return clusters;
    }

    /** The legal activation widths of a cluster, ascending. */
    public List<Integer> activationWidths(Cluster cluster) {
        return legal.get(cluster.leader()).stream()
                .map(Precision::activationBits)
                .distinct()
                .sorted()
                .toList();
    }

    /** The legal weight widths of a layer beside an activation width, ascending. */
    public List<Integer> weightWidths(int layer, int activationBits) {
        return legal.get(layer).stream()
                .filter(precision -> precision.activationBits() == activationBits)
                .map(Precision::weightBits)
                .toList();
    }

    /** Whether every layer's precision is legal here, and no tie is broken. */
    public boolean contains(PrecisionPlan plan) {
        return plan.layout() == layout
                && IntStream.range(0, legal.size()).allMatch(layer -> legal.get(layer)
                        .contains(plan.precisions().get(layer)))
                && clusters.stream().allMatch(cluster -> keepsTies(plan, cluster));
    }

    private static boolean keepsTies(PrecisionPlan plan, Cluster cluster) {
        int activation = plan.precisions().get(cluster.leader()).activationBits();
        return cluster.groups().stream().allMatch(group -> {
            Precision first = plan.precisions().get(group.getFirst());
            return first.activationBits() == activation
                    && group.stream()
                            .allMatch(layer -> plan.precisions().get(layer).equals(first));
        });
    }

    /** The number of plans. */
    public BigInteger size() {
        BigInteger size = BigInteger.ONE;
        for (Cluster cluster : clusters) {
            BigInteger here = BigInteger.ZERO;
            for (int bits : activationWidths(cluster)) {
                BigInteger product = BigInteger.ONE;
                for (List<Integer> group : cluster.groups()) {
                    product = product.multiply(BigInteger.valueOf(
                            weightWidths(group.getFirst(), bits).size()));
                }
                here = here.add(product);
            }
            size = size.multiply(here);
        }
        return size;
    }

    /**
     * The plan that levels stand for.
     *
     * @param levels one for each gene
     * @throws IllegalArgumentException when a gene has no such level
     */
    public PrecisionPlan decode(int[] levels) {
        if (levels.length != genes.size()) {
            throw new IllegalArgumentException(levels.length + " levels for " + genes.size() + " genes");
        }
        Map<Integer, Integer> weights = new LinkedHashMap<>();
        Map<Integer, Integer> activations = new LinkedHashMap<>();
        for (int i = 0; i < levels.length; i++) {
            Gene gene = genes.get(i);
            int bits = gene.widths().get(java.util.Objects.checkIndex(levels[i], gene.levels()));
            (gene.part() == Gene.Part.WEIGHT ? weights : activations).put(gene.index(), bits);
        }
        Precision[] precisions = new Precision[legal.size()];
        for (Cluster cluster : clusters) {
            Precision widest = legal.get(cluster.leader()).getLast();
            int activation =
                    activations.getOrDefault(cluster.quantizers().getFirst().index(), widest.activationBits());
            for (List<Integer> group : cluster.groups()) {
                int first = group.getFirst();
                int wanted =
                        weights.getOrDefault(first, legal.get(first).getLast().weightBits());
                int weight = Widths.nearest(weightWidths(first, activation), wanted);
                group.forEach(layer -> precisions[layer] = new Precision(weight, activation));
            }
        }
        return PrecisionPlan.of(layout, Arrays.asList(precisions));
    }

    /**
     * Levels that {@link #decode} to the plan.
     *
     * @throws IllegalArgumentException when the plan is not {@linkplain #contains in this space}
     */
    public int[] encode(PrecisionPlan plan) {
        if (!contains(plan)) {
            throw new IllegalArgumentException("the plan " + plan + " is not in this space");
        }
        return genes.stream()
                .mapToInt(gene -> gene.widths().indexOf(width(plan, gene)))
                .toArray();
    }

    /** The width that a plan gives to what a gene decides. */
    public int width(PrecisionPlan plan, Gene gene) {
        return switch (gene.part()) {
            case WEIGHT -> plan.precisions().get(gene.index()).weightBits();
            case ACTIVATION -> plan.activationBits(layout.quantizers().get(gene.index()));
        };
    }

    /** The plan whose every free width is the nearest legal one to those asked for. */
    public PrecisionPlan uniform(Precision precision) {
        return decode(genes.stream()
                .mapToInt(gene -> gene.nearestLevel(
                        gene.part() == Gene.Part.WEIGHT ? precision.weightBits() : precision.activationBits()))
                .toArray());
    }

    /** The distinct {@link #uniform} plans of all precisions that are legal for some layer, the widest first. */
    public List<PrecisionPlan> uniformPlans() {
        Collection<Precision> precisions = new TreeSet<>();
        legal.forEach(precisions::addAll);
        return new LinkedHashSet<>(
                        precisions.stream().map(this::uniform).toList().reversed())
                .stream().toList();
    }

    /** The distinct plans that differ from this one by one level of one gene, in the order of genes, down before up. */
    public List<PrecisionPlan> neighbours(PrecisionPlan plan) {
        int[] levels = encode(plan);
        Collection<PrecisionPlan> neighbours = new LinkedHashSet<>();
        for (int i = 0; i < levels.length; i++) {
            for (int step : new int[] {-1, 1}) {
                int[] moved = levels.clone();
                moved[i] += step;
                if (moved[i] >= 0 && moved[i] < genes.get(i).levels()) {
                    neighbours.add(decode(moved));
                }
            }
        }
        neighbours.remove(plan);
        return List.copyOf(neighbours);
    }

    /** Every plan once, in a fixed order; lazily, since there may be very many. */
    public Stream<PrecisionPlan> plans() {
        Iterator<PrecisionPlan> all = new PlanIterator(this);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED | Spliterator.DISTINCT), false);
    }

    private List<Gene> findGenes() {
        List<Gene> weights = new ArrayList<>();
        List<Gene> activations = new ArrayList<>();
        for (Cluster cluster : clusters) {
            List<Integer> widths = activationWidths(cluster);
            for (List<Integer> group : cluster.groups()) {
                int first = group.getFirst();
                if (widths.stream().anyMatch(bits -> weightWidths(first, bits).size() > 1)) {
                    weights.add(new Gene(Gene.Part.WEIGHT, first, weightWidths(first)));
                }
            }
            if (widths.size() > 1) {
                int first = cluster.quantizers().getFirst().index();
                activations.add(new Gene(Gene.Part.ACTIVATION, first, widths));
            }
        }
        weights.sort(Comparator.comparingInt(Gene::index));
        return Stream.concat(weights.stream(), activations.stream()).toList();
    }

    private List<Integer> weightWidths(int layer) {
        return legal.get(layer).stream()
                .map(Precision::weightBits)
                .distinct()
                .sorted()
                .toList();
    }
}
