package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requirePositive;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * A systolic array whose units fuse 2-bit multipliers into wider ones, after H. Sharma and others: Bit Fusion, ISCA 2018,
 * doi:10.1109/ISCA.2018.00069, and its public simulator.
 *
 * <p>Operands are 2, 4 or 8 bits wide and stored so; others take the next of these. A unit does {@code f = (8/w)·(8/a)}
 * products per cycle, along the input channels. A layer of {@code g} groups takes {@code g · b · ⌈(C_out/g) / columns⌉ ·
 * H_out · W_out · k² · ⌈(C_in/g) / (rows·f)⌉} cycles for a batch of {@code b}: depthwise layers use one unit of the
 * array, and it shows.
 *
 * <p><b>Traffic.</b> Buffers are halved for double buffering, so that a layer takes the longer of computing and moving
 * its bits to and from DRAM; the first filling is not counted. Each layer reads its weights and inputs and writes its
 * outputs, in one of two orders, whichever moves fewer bits: slices of the weights, as many as fill the weight buffer,
 * stay while all inputs pass, so that the inputs are read once for each slice; or slices of the inputs stay while all
 * weights pass. What fits its buffer is read once. Partial sums stay on the chip.
 *
 * <p><b>Energy.</b> A product takes the {@code w·a/64} part of an 8-bit multiplication, and a 32-bit addition. Every
 * product reads its weight; an input read serves a row of units; a partial sum of 32 bits is read and written each time
 * the array has summed {@code rows·f} products. Each buffer has {@linkplain SramEnergy banks}: one per unit for weights,
 * one per row for inputs, one per column for sums. What comes from or goes to DRAM passes its buffer once. Leakage and
 * control are not counted.
 *
 * <p>Steps between the layers, and conversions, move their operands through DRAM.
 */
public final class BitFusionModel implements StepwiseModel {
    private static final int MOST_BITS = 8;
    private static final int SUM_BITS = 32;

    private final int batch;
    private final double clockHertz;
    private final Array array;
    private final Buffers buffers;
    private final Energy energy;

    /** Units of the array: inputs enter along the rows, sums leave along the columns. */
    public record Array(int rows, int columns) {
        public Array {
            requirePositive(rows, "number of rows");
            requirePositive(columns, "number of columns");
        }
    }

    /**
     * Memories on the chip, in bytes, and the way to DRAM.
     *
     * @param dramBitsPerCycle width of the interface
     */
    public record Buffers(double weightBytes, double inputBytes, double outputBytes, double dramBitsPerCycle) {
        public Buffers {
            requirePositive(weightBytes, "weight buffer");
            requirePositive(inputBytes, "input buffer");
            requirePositive(outputBytes, "output buffer");
            requirePositive(dramBitsPerCycle, "memory interface");
        }
    }

    /** Picojoules of one bit to or from DRAM, of an 8-bit multiplication, and of a 32-bit addition. */
    public record Energy(double dramPerBit, double multiplication, double addition) {
        public Energy {
            requirePositive(dramPerBit, "energy of DRAM");
            requirePositive(multiplication, "energy of a multiplication");
            requirePositive(addition, "energy of an addition");
        }
    }

    /**
     * @param batch how many samples run together
     * @throws IllegalArgumentException when a figure is not positive
     */
    public BitFusionModel(int batch, double clockHertz, Array array, Buffers buffers, Energy energy) {
        requirePositive(batch, "batch");
        requirePositive(clockHertz, "clock");
        this.batch = batch;
        this.clockHertz = clockHertz;
        this.array = array;
        this.buffers = buffers;
        this.energy = energy;
    }

    @Override
    public Set<CostMetric> metrics() {
        return EnumSet.of(CostMetric.LATENCY_MS, CostMetric.ENERGY_UJ);
    }

    @Override
    public SortedSet<Precision> precisions(LayerKind kind) {
        return IntegerPrecisions.ALL;
    }

    /** The width that the units compute codes of {@code bits} at. */
    private static int fusedBits(int bits) {
        return bits <= 2 ? 2 : bits <= 4 ? 4 : bits <= MOST_BITS ? MOST_BITS : bits;
    }

    private static int fusion(Precision precision) {
        return (MOST_BITS / fusedBits(precision.weightBits())) * (MOST_BITS / fusedBits(precision.activationBits()));
    }

    private static double bits(long elements, int bits) {
        return (double) elements * fusedBits(bits);
    }

    /** Clock cycles of computing one layer for the whole batch, memory aside. */
    double computeCycles(LayerWorkload layer, Precision precision) {
        return outputTiles(layer) * depthPasses(layer, precision);
    }

    /** How often the array turns to another position or set of columns. */
    private double outputTiles(LayerWorkload layer) {
        return (double) batch
                * layer.groups()
                * layer.rows()
                * Math.ceilDiv(layer.outputChannels() / layer.groups(), array.columns);
    }

    /** Cycles until one output's products are summed. */
    private double depthPasses(LayerWorkload layer, Precision precision) {
        return (double) layer.kernelHeight()
                * layer.kernelWidth()
                * Math.ceilDiv(layer.inputChannels() / layer.groups(), array.rows * fusion(precision));
    }

    /** Bits that the batch of one layer moves to and from DRAM. */
    Traffic traffic(LayerWorkload layer, Precision precision, int outputBits) {
        double weights = bits(layer.rightElements(), precision.weightBits());
        double inputs = batch * bits(layer.inputElements(), precision.activationBits());
        double outputs = batch * outputBits(layer, outputBits);
        double inputReads = slices(weights, buffers.weightBytes);
        double weightReads = slices(inputs, buffers.inputBytes);
        return weights + inputs * inputReads <= inputs + weights * weightReads
                ? new Traffic(weights, inputs * inputReads, outputs)
                : new Traffic(weights * weightReads, inputs, outputs);
    }

    /** What a layer leaves; a recurrent one reads as much in floating point, and leaves states. */
    private static double outputBits(LayerWorkload layer, int outputBits) {
        return layer.isRecurrent()
                ? bits(layer.outputElements(), Precision.FLOAT) + bits(layer.inputElements(), outputBits)
                : bits(layer.outputElements(), outputBits);
    }

    /** Half a buffer holds what is used while the other half is filled. */
    private static double slices(double bits, double bufferBytes) {
        return Math.ceil(bits / (8 * bufferBytes / 2));
    }

    /** Bits read and written for a batch. */
    record Traffic(double weights, double inputs, double outputs) {
        double total() {
            return weights + inputs + outputs;
        }
    }

    @Override
    public StepCost layer(LayerWorkload layer, Precision precision, int outputBits) {
        IntegerPrecisions.require(layer, precision);
        Traffic traffic = traffic(layer, precision, outputBits);
        double cycles = Math.max(computeCycles(layer, precision), memoryCycles(traffic.total()));
        double picojoules = chipPicojoules(layer, precision, traffic) + energy.dramPerBit * traffic.total();
        return perSample(cycles, picojoules);
    }

    private double chipPicojoules(LayerWorkload layer, Precision precision, Traffic traffic) {
        int weightBits = fusedBits(precision.weightBits());
        int inputBits = fusedBits(precision.activationBits());
        double products = (double) batch * layer.macs();
        double inputReads = outputTiles(layer) * layer.depth();
        double sums = (double) batch * layer.outputElements() * depthPasses(layer, precision);
        double arithmetic =
                products * (energy.multiplication * weightBits * inputBits / (MOST_BITS * MOST_BITS) + energy.addition);
        return arithmetic
                + weightAccess() * (products * weightBits + traffic.weights)
                + inputAccess() * (inputReads * inputBits + traffic.inputs)
                + outputAccess() * (2 * sums * SUM_BITS + traffic.outputs);
    }

    private double weightAccess() {
        return SramEnergy.picojoulesPerBit(buffers.weightBytes / ((double) array.rows * array.columns));
    }

    private double inputAccess() {
        return SramEnergy.picojoulesPerBit(buffers.inputBytes / array.rows);
    }

    private double outputAccess() {
        return SramEnergy.picojoulesPerBit(buffers.outputBytes / array.columns);
    }

    /** A pass of its own: the input is read at one width and written at the other. */
    @Override
    public StepCost conversion(LayerWorkload layer, Precision precision, int fromBits) {
        return moved(bits(layer.inputElements(), fromBits) + bits(layer.inputElements(), precision.activationBits()));
    }

    @Override
    public StepCost glue(Step.Glue.Kind kind, List<Operand> inputs, Operand output) {
        double bits = bits(output.elements(), output.bits());
        for (Operand input : inputs) {
            bits += bits(input.elements(), input.bits());
        }
        return moved(bits);
    }

    private StepCost moved(double bitsPerSample) {
        double bits = batch * bitsPerSample;
        return perSample(memoryCycles(bits), energy.dramPerBit * bits);
    }

    private double memoryCycles(double bits) {
        return Math.ceil(bits / buffers.dramBitsPerCycle);
    }

    private StepCost perSample(double cycles, double picojoules) {
        return new StepCost(1e6 * cycles / (batch * clockHertz), 1e-6 * picojoules / batch);
    }

    /** None: the formula is the same for layers of every size. */
    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        return List.of();
    }

    @Override
    public String describe() {
        return "An array of " + array.rows + " by " + array.columns + " units at " + Figures.text(clockHertz / 1e6)
                + " MHz; a unit does 1 product of 8 by 8 bits per cycle, 4 of 4 by 4, or 16 of 2 by 2.\n"
                + "Other widths are computed and stored as the next of 2, 4 and 8 bits.\n"
                + "A layer takes the longer of computing and moving its data, "
                + Figures.text(buffers.dramBitsPerCycle) + " bits of DRAM per cycle.\n"
                + "Steps between layers are charged the bits they move.\n"
                + "Energy counts arithmetic, " + Figures.text(energy.dramPerBit)
                + " pJ per bit of DRAM, and every access to the buffers."
                + (batch > 1 ? "\nFigures are for one sample of a batch of " + batch + "." : "");
    }
}
