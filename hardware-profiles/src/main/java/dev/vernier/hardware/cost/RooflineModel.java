package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requireNotNegative;
import static dev.vernier.hardware.cost.Figures.requirePositive;
import static dev.vernier.hardware.cost.Figures.requireShare;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The roofline with an overhead per layer: {@code T = Σ t0 + max(ops / (η·peak), bytes / (η_m·bandwidth))}, where peak,
 * η and t0 belong to the precision class of the layer (after S. Williams, A. Waterman, D. Patterson: Roofline, CACM 52
 * (4), 2009, doi:10.1145/1498765.1498785; the overhead and η are what calibration adds).
 *
 * <p>A multiply-accumulate is two operations. A layer moves its weights once per batch, and its input and output once
 * per sample; a recurrent one pays its overhead in each step. Steps between the layers move their operands, one byte per code whatever its width, and are charged
 * nothing else, since devices fuse most of them into layers. A conversion is a pass of its own: one overhead and the
 * traffic of both forms. The cost of one sample is that of a batch divided by its size.
 */
public final class RooflineModel implements StepwiseModel {
    private final List<Engine> engines;
    private final Memory memory;
    private final int batch;
    private final Traffic traffic;
    private final Optional<EnergyModel> energy;
    private final Optional<CalibratedRange> calibrated;
    private final SortedMap<Precision, Engine> byPrecision = new TreeMap<>();

    /**
     * How one class of widths is computed.
     *
     * @param peakOpsPerSecond what the data sheet promises
     * @param efficiency η, the share of the peak that real layers of each kind reach, in (0, 1]
     * @param overheadMicros t0, spent by every layer whatever its size
     */
    public record Engine(
            PrecisionClass precisionClass, double peakOpsPerSecond, ByKind efficiency, double overheadMicros) {
        public Engine {
            requirePositive(peakOpsPerSecond, "peak");
            for (LayerKind kind : LayerKind.values()) {
                requireShare(efficiency.get(kind), "efficiency");
            }
            requireNotNegative(overheadMicros, "overhead");
        }
    }

    /**
     * The way to memory.
     *
     * @param efficiency η_m, the share of the bandwidth that is reached, in (0, 1]
     */
    public record Memory(double bytesPerSecond, double efficiency) {
        public Memory {
            requirePositive(bytesPerSecond, "bandwidth");
            requireShare(efficiency, "efficiency");
        }
    }

    /**
     * @param batch how many samples run together
     * @param floatBits how many bits hold a value of a layer that is not quantized, 16 or 32
     * @param energy how energy follows, where the device's figures are known
     * @param calibrated the layers that η and t0 were fitted to, where they were
     * @throws IllegalArgumentException when classes overlap, or energy lacks a precision
     */
    public RooflineModel(
            List<Engine> engines,
            Memory memory,
            int batch,
            int floatBits,
            Optional<EnergyModel> energy,
            Optional<CalibratedRange> calibrated) {
        this(engines, memory, batch, new Traffic(floatBits, OptionalInt.empty()), energy, calibrated);
    }

    private RooflineModel(
            List<Engine> engines,
            Memory memory,
            int batch,
            Traffic traffic,
            Optional<EnergyModel> energy,
            Optional<CalibratedRange> calibrated) {
        requirePositive(batch, "batch");
        requirePositive(traffic.floatBits(), "float width");
        this.engines = List.copyOf(engines);
        this.memory = memory;
        this.batch = batch;
        this.traffic = traffic;
        this.energy = energy;
        this.calibrated = calibrated;
        PrecisionClass.index(engines.stream().map(Engine::precisionClass).toList());
        for (Engine engine : engines) {
            engine.precisionClass.precisions().forEach(precision -> byPrecision.put(precision, engine));
        }
        if (energy.orElse(null) instanceof EnergyModel.PerWork perWork
                && !perWork.picojoulesPerOperation().keySet().equals(byPrecision.keySet())) {
            throw new IllegalArgumentException("energy per operation must be given for exactly the precisions "
                    + String.join(
                            ", ",
                            byPrecision.keySet().stream()
                                    .map(Precision::toString)
                                    .toList()));
        }
    }

    @Override
    public CostModel withWeightGroup(int weights) {
        Traffic grouped = new Traffic(traffic.floatBits(), OptionalInt.of(weights));
        return new RooflineModel(engines, memory, batch, grouped, energy, calibrated);
    }

    @Override
    public Optional<EnergyModel> energy() {
        return energy;
    }

    @Override
    public SortedSet<Precision> precisions(LayerKind kind) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byPrecision.keySet()));
    }

    @Override
    public StepCost layer(LayerWorkload layer, Precision precision, int outputBits) {
        Engine engine = engine(layer, precision);
        double weightBytes = traffic.weights(layer, precision) / batch;
        double activationBytes = traffic.activations(layer, precision, outputBits);
        double computing = 1e6 * 2 * layer.macs() / (engine.efficiency.get(layer.kind()) * engine.peakOpsPerSecond);
        double overhead = layer.runs() * engine.overheadMicros / batch;
        double micros = overhead + Math.max(computing, micros(weightBytes + activationBytes));
        return step(micros, weightBytes, activationBytes).plus(arithmetic(layer, precision));
    }

    @Override
    public StepCost conversion(LayerWorkload layer, Precision precision, int fromBits) {
        double bytes = traffic.conversion(layer, precision, fromBits);
        return step(engine(layer, precision).overheadMicros / batch + micros(bytes), 0, bytes);
    }

    @Override
    public StepCost glue(Step.Glue.Kind kind, List<Operand> inputs, Operand output) {
        double bytes = traffic.glue(inputs, output);
        return step(micros(bytes), 0, bytes);
    }

    /** The layers unlike those that the model was calibrated with; none where it was not, for then all are alike. */
    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        return calibrated
                .map(range -> network.layers().stream()
                        .filter(layer -> !range.covers(layer))
                        .toList())
                .orElse(List.of());
    }

    private Engine engine(LayerWorkload layer, Precision precision) {
        Engine engine = byPrecision.get(precision);
        if (engine == null) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': no figures for " + precision);
        }
        return engine;
    }

    private double micros(double bytes) {
        return 1e6 * bytes / (memory.efficiency * memory.bytesPerSecond);
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append("A layer takes its overhead, plus the longer of computing and moving its data.\n");
        for (Engine engine : engines) {
            text.append("  ").append(engine.precisionClass.name()).append(": ");
            text.append(Figures.text(engine.overheadMicros)).append(" µs overhead, ");
            text.append(shares(engine.efficiency)).append(" of ");
            text.append(peak(engine.peakOpsPerSecond)).append('\n');
        }
        text.append("  memory: ").append(Figures.text(100 * memory.efficiency)).append(" % of ");
        text.append(Figures.text(memory.bytesPerSecond / 1e9)).append(" GB/s");
        text.append(computesFloats() ? ", float values of " + traffic.floatBits() + " bits\n" : "\n");
        text.append("Steps between layers are charged the bytes they move.\n");
        if (batch > 1) {
            text.append("Figures are for one sample of a batch of ").append(batch);
            text.append(": the time of the batch divided by its size.\n");
        }
        calibrated.ifPresent(range -> text.append(range.describe()).append('\n'));
        text.append(energy.map(EnergyModel::describe).orElse("Energy is not known."));
        return text.toString();
    }

    private boolean computesFloats() {
        return byPrecision.keySet().stream()
                .anyMatch(precision ->
                        precision.weightBits() == Precision.FLOAT || precision.activationBits() == Precision.FLOAT);
    }

    private static String peak(double opsPerSecond) {
        return opsPerSecond < 1e12
                ? Figures.text(opsPerSecond / 1e9) + " GOPS"
                : Figures.text(opsPerSecond / 1e12) + " TOPS";
    }

    private static String shares(ByKind efficiency) {
        if (efficiency.equals(ByKind.all(efficiency.conv()))) {
            return percent(efficiency.conv());
        }
        List<String> shares = new ArrayList<>();
        for (LayerKind kind : LayerKind.values()) {
            shares.add(percent(efficiency.get(kind)) + " (" + kind.key() + ")");
        }
        return String.join(", ", shares);
    }

    private static String percent(double share) {
        return Figures.text(100 * share) + " %";
    }
}
