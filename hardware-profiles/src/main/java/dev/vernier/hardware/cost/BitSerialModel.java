package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requirePositive;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * An overlay that multiplies matrices bit by bit (Y. Umuroglu, L. Rasnayake, M. Själander: BISMO, FPL 2018,
 * doi:10.1109/FPL.2018.00059), as the latencies behave that K. Wang and others published for MobileNetV2 with HAQ (CVPR
 * 2019, doi:10.1109/CVPR.2019.00881).
 *
 * <p>With weights of {@code w} and activations of {@code a} bits, {@code P} output positions of the whole batch, {@code
 * C} output channels and {@code K} inputs summed into one output, the cycles of a batch are
 *
 * <ul>
 *   <li>for a convolution {@code max(1, C·w / 256) · ⌈K / 256⌉ · max(4096 + 22·a, (P + 256)·a)}: the array holds 256 bits
 *       of weights by 256 deep, and each filling of it takes the activations through bit by bit, or as long as loading
 *       the next weights;
 *   <li>for a depthwise convolution {@code ⌈C / 16⌉ · ⌈k² / 9⌉ · P · a}: lanes of 16 channels by 9 weights;
 *   <li>for a fully connected layer {@code weights · w / 25.6}: it waits for its weights. A matrix product of more rows
 *       than one is a 1×1 convolution; each step of a recurrent layer is a product of its own.
 * </ul>
 *
 * <p>The form and its constants were fitted to that table, in which kernels of depthwise layers are 3×3: larger ones are
 * a guess. A grouped convolution is its groups one after the other. A layer writes its output at whatever width the next
 * one reads, and a batch shares the cost of a filling, so conversions and the steps between layers are free.
 */
public final class BitSerialModel implements StepwiseModel {
    private static final Traffic TRAFFIC = new Traffic(Precision.FLOAT);
    private static final double TILE_WEIGHT_BITS = 256;
    private static final long TILE_DEPTH = 256;
    private static final double LOAD_CYCLES = 4096;
    private static final double LOAD_CYCLES_PER_BIT = 22;
    private static final double FILL_POSITIONS = 256;
    private static final long DEPTHWISE_CHANNELS = 16;
    private static final long DEPTHWISE_WEIGHTS = 9;
    private static final double WEIGHT_BITS_PER_CYCLE = 25.6;

    private final int batch;
    private final double clockHertz;
    private final Optional<Energy45nm> energy;

    /**
     * @param batch how many samples run together
     * @param energy how energy is estimated, where it is
     * @throws IllegalArgumentException when a figure is not positive
     */
    public BitSerialModel(int batch, double clockHertz, Optional<Energy45nm> energy) {
        requirePositive(batch, "batch");
        requirePositive(clockHertz, "clock");
        this.batch = batch;
        this.clockHertz = clockHertz;
        this.energy = energy;
    }

    @Override
    public Optional<Energy45nm> energy() {
        return energy;
    }

    @Override
    public SortedSet<Precision> precisions(LayerKind kind) {
        return IntegerPrecisions.ALL;
    }

    @Override
    public StepCost layer(LayerWorkload layer, Precision precision, int outputBits) {
        return step(
                        1e6 * batchCycles(layer, precision) / (batch * clockHertz),
                        TRAFFIC.weights(layer, precision) / batch,
                        TRAFFIC.activations(layer, precision, outputBits))
                .plus(arithmetic(layer, precision));
    }

    /** Clock cycles of one layer for the whole batch. */
    double batchCycles(LayerWorkload layer, Precision precision) {
        IntegerPrecisions.require(layer, precision);
        double positions = (double) batch * layer.rows() / layer.runs();
        return switch (layer.kind()) {
            case CONV -> layer.groups() * product(layer, precision, positions);
            case DEPTHWISE ->
                (double) Math.ceilDiv(layer.outputChannels(), DEPTHWISE_CHANNELS)
                        * Math.ceilDiv(layer.depth(), DEPTHWISE_WEIGHTS)
                        * positions
                        * precision.activationBits();
            case GEMM ->
                layer.runs()
                        * (layer.rows() == layer.runs()
                                ? layer.rightElements() * precision.weightBits() / WEIGHT_BITS_PER_CYCLE
                                : product(layer, precision, positions));
        };
    }

    private static double product(LayerWorkload layer, Precision precision, double positions) {
        int channels = layer.outputChannels() / layer.groups();
        double weightBits = (double) channels * precision.weightBits();
        double fillings = Math.max(1, weightBits / TILE_WEIGHT_BITS) * Math.ceilDiv(layer.depth(), TILE_DEPTH);
        int bits = precision.activationBits();
        return fillings * Math.max(LOAD_CYCLES + LOAD_CYCLES_PER_BIT * bits, (positions + FILL_POSITIONS) * bits);
    }

    /** Free: whoever writes a tensor writes it at the width of its reader. */
    @Override
    public StepCost conversion(LayerWorkload layer, Precision precision, int fromBits) {
        return StepCost.NOTHING;
    }

    /** Takes no time, since the published latencies are those of layers alone, but moves its data. */
    @Override
    public StepCost glue(Step.Glue.Kind kind, List<Operand> inputs, Operand output) {
        return step(0, 0, TRAFFIC.glue(inputs, output));
    }

    /** None: the formula is the same for layers of every size. */
    @Override
    public List<LayerWorkload> extrapolated(NetworkWorkload network) {
        return List.of();
    }

    @Override
    public String describe() {
        return "A layer's bits pass through an array of 1-bit multipliers one after the other, at "
                + Figures.text(clockHertz / 1e6) + " MHz.\n"
                + "Cycles grow with the bits of activations, with those of weights where the array is full,\n"
                + "and in fully connected layers with the bits of all weights.\n"
                + "Conversions and the steps between layers take no time.\n"
                + "Figures are for one sample of a batch of " + batch + ".\n"
                + energy.map(EnergyModel::describe).orElse("Energy is not known.");
    }
}
