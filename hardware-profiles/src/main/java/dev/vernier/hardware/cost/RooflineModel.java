package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requireNotNegative;
import static dev.vernier.hardware.cost.Figures.requirePositive;
import static dev.vernier.hardware.cost.Figures.requireShare;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * per sample. Steps between the layers move their operands, one byte per code whatever its width, and are charged
 * nothing else, since devices fuse most of them into layers. A conversion is a pass of its own: one overhead and the
 * traffic of both forms. The cost of one sample is that of a batch divided by its size.
 */
public final class RooflineModel implements StepwiseModel {
    private final List<Engine> engines;
    private final Memory memory;
    private final int batch;
    private final int floatBits;
    private final Optional<EnergyModel> energy;
    private final SortedMap<Precision, Engine> byPrecision = new TreeMap<>();

    /**
     * How one class of widths is computed.
     *
     * @param peakOpsPerSecond what the data sheet promises
     * @param efficiency η, the share of the peak that real layers reach, in (0, 1]
     * @param overheadMicros t0, spent by every layer whatever its size
     */
    public record Engine(
            PrecisionClass precisionClass, double peakOpsPerSecond, double efficiency, double overheadMicros) {
        public Engine {
            requirePositive(peakOpsPerSecond, "peak");
            requireShare(efficiency, "efficiency");
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
     * @throws IllegalArgumentException when classes overlap, or energy lacks a class
     */
    public RooflineModel(List<Engine> engines, Memory memory, int batch, int floatBits, Optional<EnergyModel> energy) {
        requirePositive(batch, "batch");
        requirePositive(floatBits, "float width");
        this.engines = List.copyOf(engines);
        this.memory = memory;
        this.batch = batch;
        this.floatBits = floatBits;
        this.energy = energy;
        PrecisionClass.index(engines.stream().map(Engine::precisionClass).toList());
        SortedSet<String> names = new TreeSet<>();
        for (Engine engine : engines) {
            names.add(engine.precisionClass.name());
            engine.precisionClass.precisions().forEach(precision -> byPrecision.put(precision, engine));
        }
        if (energy.orElse(null) instanceof EnergyModel.PerWork perWork
                && !perWork.picojoulesPerOperation().keySet().equals(names)) {
            throw new IllegalArgumentException(
                    "energy per operation must be given for exactly the classes " + String.join(", ", names));
        }
    }

    @Override
    public Set<CostMetric> metrics() {
        return energy.isPresent()
                ? EnumSet.of(CostMetric.LATENCY_MS, CostMetric.ENERGY_UJ)
                : EnumSet.of(CostMetric.LATENCY_MS);
    }

    @Override
    public SortedSet<Precision> precisions(LayerKind kind) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byPrecision.keySet()));
    }

    @Override
    public StepCost layer(LayerWorkload layer, Precision precision, int outputBits) {
        Engine engine = engine(layer, precision);
        double operations = 2.0 * layer.macs();
        double bytes = bytes(layer.weights(), precision.weightBits()) / batch
                + bytes(layer.inputElements(), precision.activationBits())
                + bytes(layer.outputElements(), outputBits);
        double computing = 1e6 * operations / (engine.efficiency * engine.peakOpsPerSecond);
        double micros = engine.overheadMicros / batch + Math.max(computing, micros(bytes));
        return new StepCost(micros, microjoules(micros, bytes, operations, engine.precisionClass.name()));
    }

    @Override
    public StepCost conversion(LayerWorkload layer, Precision precision, int fromBits) {
        Engine engine = engine(layer, precision);
        double bytes =
                bytes(layer.inputElements(), fromBits) + bytes(layer.inputElements(), precision.activationBits());
        double micros = engine.overheadMicros / batch + micros(bytes);
        return new StepCost(micros, microjoules(micros, bytes, 0, engine.precisionClass.name()));
    }

    @Override
    public StepCost glue(Step.Glue.Kind kind, List<Operand> inputs, Operand output) {
        double bytes = wholeBytes(output);
        for (Operand input : inputs) {
            bytes += wholeBytes(input);
        }
        double micros = micros(bytes);
        return new StepCost(micros, microjoules(micros, bytes, 0, ""));
    }

    /** None: the formula is the same for layers of every size. */
    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        return List.of();
    }

    private Engine engine(LayerWorkload layer, Precision precision) {
        Engine engine = byPrecision.get(precision);
        if (engine == null) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': no figures for " + precision);
        }
        return engine;
    }

    private double bytes(long elements, int bits) {
        return elements * (bits == Precision.FLOAT ? floatBits : bits) / 8.0;
    }

    private double wholeBytes(Operand operand) {
        return bytes(operand.elements(), Math.max(8, operand.bits()));
    }

    private double micros(double bytes) {
        return 1e6 * bytes / (memory.efficiency * memory.bytesPerSecond);
    }

    private double microjoules(double micros, double bytes, double operations, String className) {
        return switch (energy.orElse(null)) {
            case null -> 0;
            case EnergyModel.Power power -> power.watts() * micros;
            case EnergyModel.PerWork perWork ->
                1e-6
                        * (bytes * perWork.picojoulesPerByte()
                                + operations * perWork.picojoulesPerOperation().getOrDefault(className, 0.0));
        };
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append("A layer takes its overhead, plus the longer of computing and moving its data.\n");
        for (Engine engine : engines) {
            text.append("  ").append(engine.precisionClass.name()).append(": ");
            text.append(Figures.text(engine.overheadMicros)).append(" µs overhead, ");
            text.append(Figures.text(100 * engine.efficiency)).append(" % of ");
            text.append(Figures.text(engine.peakOpsPerSecond / 1e12)).append(" TOPS\n");
        }
        text.append("  memory: ").append(Figures.text(100 * memory.efficiency)).append(" % of ");
        text.append(Figures.text(memory.bytesPerSecond / 1e9)).append(" GB/s, float values of ");
        text.append(floatBits).append(" bits\n");
        text.append("Steps between layers are charged the bytes they move.\n");
        if (batch > 1) {
            text.append("Figures are for one sample of a batch of ").append(batch);
            text.append(": the time of the batch divided by its size.\n");
        }
        text.append(
                switch (energy.orElse(null)) {
                    case null -> "Energy is not known.";
                    case EnergyModel.Power power ->
                        "Energy is " + Figures.text(power.watts()) + " W for as long as it takes.";
                    case EnergyModel.PerWork _ -> "Energy is counted per operation and per byte moved.";
                });
        return text.toString();
    }
}
