package dev.vernier.search.space;

import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.plan.QuantizerGroup;
import dev.vernier.hardware.profile.Legality;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.search.config.SpaceConfig;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
 * pinned layers fixed and layers that read the same quantizer tied in their activation width.
 *
 * <p>A plan is written as one level per {@link Gene}: a gene for each layer whose weights have a choice, and one for
 * each quantizer that has one. Where a device couples the two widths, the activation width rules and the weight width
 * gives way to the nearest legal one, so any levels decode to a legal plan.
 */
public final class SearchSpace {
    private final NetworkLayout layout;
    private final List<List<Precision>> legal;
    private final List<Gene> genes;

    /**
     * @param legal for each layer its legal precisions, ascending, none of whose activation widths is impossible for a
     *     tied layer
     */
    SearchSpace(NetworkLayout layout, List<List<Precision>> legal) {
        this.layout = layout;
        this.legal = List.copyOf(legal);
        this.genes = genes(layout);
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

    /** The legal activation widths of a quantizer that layers read, ascending. */
    public List<Integer> activationWidths(QuantizerGroup quantizer) {
        return activationWidths(quantizer.readers().getFirst());
    }

    /** The legal weight widths of a layer beside an activation width, ascending. */
    public List<Integer> weightWidths(int layer, int activationBits) {
        return legal.get(layer).stream()
                .filter(precision -> precision.activationBits() == activationBits)
                .map(Precision::weightBits)
                .toList();
    }

    /** Whether every layer's precision is legal here. */
    public boolean contains(PrecisionPlan plan) {
        return plan.layout() == layout
                && IntStream.range(0, legal.size()).allMatch(layer -> legal.get(layer)
                        .contains(plan.precisions().get(layer)));
    }

    /** The number of plans. */
    public BigInteger size() {
        BigInteger size = BigInteger.ONE;
        for (QuantizerGroup quantizer : readQuantizers()) {
            BigInteger here = BigInteger.ZERO;
            for (int bits : activationWidths(quantizer)) {
                BigInteger product = BigInteger.ONE;
                for (int reader : quantizer.readers()) {
                    product = product.multiply(
                            BigInteger.valueOf(weightWidths(reader, bits).size()));
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
        List<Precision> precisions = new ArrayList<>();
        for (Layer layer : layout.layers()) {
            Precision widest = legal.get(layer.index()).getLast();
            int activation = activations.getOrDefault(layer.inputQuantizer(), widest.activationBits());
            int weight = weights.getOrDefault(layer.index(), widest.weightBits());
            precisions.add(new Precision(Widths.nearest(weightWidths(layer.index(), activation), weight), activation));
        }
        return PrecisionPlan.of(layout, precisions);
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

    /** The quantizers that layers read. */
    public List<QuantizerGroup> readQuantizers() {
        return layout.quantizers().stream()
                .filter(quantizer -> !quantizer.readers().isEmpty())
                .toList();
    }

    private List<Integer> activationWidths(int layer) {
        return legal.get(layer).stream()
                .map(Precision::activationBits)
                .distinct()
                .sorted()
                .toList();
    }

    private List<Gene> genes(NetworkLayout layout) {
        List<Gene> found = new ArrayList<>();
        for (Layer layer : layout.layers()) {
            boolean choice = activationWidths(layer.index()).stream()
                    .anyMatch(bits -> weightWidths(layer.index(), bits).size() > 1);
            if (choice) {
                int[] widths = legal.get(layer.index()).stream()
                        .mapToInt(Precision::weightBits)
                        .distinct()
                        .sorted()
                        .toArray();
                found.add(new Gene(
                        Gene.Part.WEIGHT,
                        layer.index(),
                        Arrays.stream(widths).boxed().toList()));
            }
        }
        for (QuantizerGroup quantizer : readQuantizers()) {
            if (activationWidths(quantizer).size() > 1) {
                found.add(new Gene(Gene.Part.ACTIVATION, quantizer.index(), activationWidths(quantizer)));
            }
        }
        return List.copyOf(found);
    }
}
