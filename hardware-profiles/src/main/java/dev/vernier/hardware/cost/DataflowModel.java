package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requirePositive;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * A network built into an FPGA, every layer a {@linkplain FinnUnit unit} of its own, samples streaming through all of
 * them (M. Blott and others: FINN-R, ACM TRETS 11 (3), 2018, doi:10.1145/3242897).
 *
 * <p><b>Folding.</b> The slowest layer sets the pace, so each plan is folded for the fewest cycles of its slowest layer
 * that the device was found to have room for: for a target of cycles each layer takes the cheapest of its {@linkplain
 * LayerFoldings foldings} that meets it, and the target is found by bisection over all numbers of cycles that occur. What
 * is cheapest is decided layer by layer, with shares of all resources weighing alike and then with those of look-up tables
 * weighing double or fourfold; the best of these three is taken. It is a heuristic: to choose the resources of all layers
 * together might do better, or fit where this does not. A plan that fits in none of the three ways with every layer folded
 * to its smallest has no price.
 *
 * <p><b>Figures.</b> {@code samples_per_second} is the clock divided by the cycles of the slowest layer. {@code
 * latency_ms} is the sum of cycles along the longest path, as FINN's performance analysis has it: an upper bound, since a
 * layer really starts on the first window of its input. Areas are those of units and of the buffers that gather windows.
 * {@code utilisation_percent} is the share of the usable resource that is scarcest.
 *
 * <p>Sums, poolings, streams between layers and the way to the host are not counted. The thresholds of a unit write
 * whatever width the next one reads, so conversions are free. Nothing here is a sum over layers, since every folding
 * depends on all layers.
 */
public final class DataflowModel implements CostModel {

    private final FpgaArea usable;
    private final DspBlock dspBlock;
    private final double clockHertz;

    /** Kinds of multiplier block. */
    public enum DspBlock {
        /** Of 7-series and UltraScale devices: 4 products of at most 4 by 4 bits, or 2 wider ones. */
        DSP48,
        /** Of Versal devices: 3 products. */
        DSP58
    }

    /**
     * @param usable what of the device a network may take
     * @throws IllegalArgumentException when a figure is not positive
     */
    public DataflowModel(FpgaArea usable, DspBlock dspBlock, double clockHertz) {
        requirePositive(usable.luts(), "number of look-up tables");
        requirePositive(usable.bram18(), "number of block memories");
        requirePositive(usable.dsps(), "number of multiplier blocks");
        requirePositive(clockHertz, "clock");
        this.usable = usable;
        this.dspBlock = dspBlock;
        this.clockHertz = clockHertz;
    }

    FpgaArea usable() {
        return usable;
    }

    double clockHertz() {
        return clockHertz;
    }

    @Override
    public Set<CostMetric> metrics() {
        return EnumSet.of(
                CostMetric.LATENCY_MS,
                CostMetric.SAMPLES_PER_SECOND,
                CostMetric.AREA_LUTS,
                CostMetric.AREA_BRAM18,
                CostMetric.AREA_DSPS,
                CostMetric.UTILISATION_PERCENT);
    }

    @Override
    public SortedSet<Precision> precisions(LayerKind kind) {
        return IntegerPrecisions.ALL;
    }

    @Override
    public NetworkPricer on(NetworkWorkload network) {
        return new DataflowPricer(this, network);
    }

    LayerFoldings foldings(LayerWorkload layer, Precision precision, int outputBits, Weighting weighting) {
        IntegerPrecisions.require(layer, precision);
        return LayerFoldings.of(layer, precision, outputBits, weighting.on(usable), dspBlock);
    }

    /** Empty: the folding of a layer depends on all others. */
    @Override
    public Optional<SeparableTable> separable(
            NetworkWorkload network, CostMetric metric, List<? extends Collection<Precision>> options) {
        List<LayerWorkload> layers = network.layers();
        if (!metrics().contains(metric) || options.size() != layers.size()) {
            throw new IllegalArgumentException(
                    "no table of " + metric.key() + " for " + options.size() + " of " + layers.size() + " layers");
        }
        for (int i = 0; i < layers.size(); i++) {
            for (Precision option : options.get(i)) {
                IntegerPrecisions.require(layers.get(i), option);
            }
        }
        return Optional.empty();
    }

    /** None: the formulas are the same for layers of every size. */
    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        return List.of();
    }

    @Override
    public String describe() {
        return "Every layer is a unit of its own, and samples stream through all of them at "
                + Figures.text(clockHertz / 1e6) + " MHz.\n"
                + "A network may take " + Figures.text(usable.luts()) + " look-up tables, "
                + Figures.text(usable.bram18()) + " block memories of 18 kbit and " + Figures.text(usable.dsps())
                + " multiplier blocks.\n"
                + "Each plan is folded for the most samples per second that were found to fit: the best of three ways to"
                + " spend the device, not the optimum. A plan that fits in none of them has no price.\n"
                + "Latency is the time along the longest path if each layer waited for the whole of its input.\n"
                + "Conversions and the steps between layers are free. Energy is not known.";
    }
}
