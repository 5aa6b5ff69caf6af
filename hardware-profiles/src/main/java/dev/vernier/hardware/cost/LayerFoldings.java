package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The ways to fold one layer that are worth building, from the slowest, which takes least of the device, to the fastest:
 * each takes fewer cycles than the one before, and more of the device.
 *
 * <p>{@code PE} divides the output channels and {@code SIMD} the inputs of one output; the weights that one processing
 * element takes at once have at most 36 bits, as in FINN's own folding. Whether products are done in look-up tables or
 * multiplier blocks, and whether weights, thresholds and windows are held in look-up tables or block memories, is decided
 * by the smallest {@linkplain FpgaArea#burdenOn burden} on the device, of all combinations; see {@link Weighting}.
 */
final class LayerFoldings {
    private static final int MOST_WEIGHT_BITS = 36;

    private final long[] cycles;
    /** Look-up tables, block memories and multiplier blocks of the first folding, then of the second, and so on. */
    private final double[] areas;

    /** One way to fold a layer. */
    record Folding(long cycles, FpgaArea area, double burden) {
        private static final Comparator<Folding> FASTEST_FIRST =
                Comparator.comparingLong(Folding::cycles).thenComparingDouble(Folding::burden);
    }

    private LayerFoldings(List<Folding> foldings) {
        cycles = foldings.stream().mapToLong(Folding::cycles).toArray();
        areas = foldings.stream()
                .map(Folding::area)
                .flatMapToDouble(area -> DoubleStream.of(area.luts(), area.bram18(), area.dsps()))
                .toArray();
    }

    /**
     * @param outputBits width of the layer's output; float where its sums leave as they are
     * @param device what burdens are compared on
     */
    static LayerFoldings of(
            LayerWorkload layer, Precision precision, int outputBits, FpgaArea device, DataflowModel.DspBlock block) {
        List<Folding> all = new ArrayList<>();
        List<Long> simds = simds(layer, precision.weightBits());
        for (long pe : divisors(parallelOutputs(layer))) {
            for (long simd : simds) {
                FinnUnit unit = new FinnUnit(
                        pe,
                        simd,
                        layer.outputChannels(),
                        layer.depth(),
                        precision.weightBits(),
                        precision.activationBits(),
                        outputBits);
                FpgaArea area = cheapest(unit, layer, device, block);
                all.add(new Folding(unit.cyclesPerPosition() * layer.rows(), area, area.burdenOn(device)));
            }
        }
        all.sort(Folding.FASTEST_FIRST);
        List<Folding> kept = new ArrayList<>();
        for (Folding folding : all) {
            if (kept.isEmpty() || folding.burden < kept.getLast().burden) {
                kept.add(folding);
            }
        }
        return new LayerFoldings(kept.reversed());
    }

    /** The cycles of every folding of a layer at every width, in no order. */
    static LongStream cyclesAtAnyWidth(LayerWorkload layer) {
        List<Long> simds = simds(layer, 1);
        return divisors(parallelOutputs(layer)).stream().flatMapToLong(pe -> simds.stream()
                .mapToLong(simd -> layer.outputChannels() / pe * (layer.depth() / simd) * layer.rows()));
    }

    /** Outputs that may be computed at once: those that read the same inputs, or in depthwise layers all. */
    private static int parallelOutputs(LayerWorkload layer) {
        return layer.kind() == LayerKind.DEPTHWISE ? layer.outputChannels() : layer.outputChannels() / layer.groups();
    }

    private static List<Long> simds(LayerWorkload layer, int weightBits) {
        return divisors(layer.depth()).stream()
                .filter(simd -> simd * weightBits <= MOST_WEIGHT_BITS)
                .toList();
    }

    private static List<Long> divisors(long number) {
        List<Long> divisors = new ArrayList<>();
        for (long low = 1; low * low <= number; low++) {
            if (number % low == 0) {
                divisors.add(low);
                if (low * low != number) {
                    divisors.add(number / low);
                }
            }
        }
        return divisors;
    }

    private static FpgaArea cheapest(
            FinnUnit unit, LayerWorkload layer, FpgaArea device, DataflowModel.DspBlock block) {
        List<List<FpgaArea>> parts = new ArrayList<>();
        parts.add(List.of(luts(unit.multiplierLuts()), new FpgaArea(0, 0, unit.multiplierDsps(block))));
        parts.add(List.of(luts(unit.weightLuts()), new FpgaArea(0, unit.weightBlocks(), 0)));
        if (unit.outputBits() != Precision.FLOAT) {
            parts.add(List.of(
                    luts(unit.parallelThresholdLuts()),
                    unit.searchedThresholds(FinnUnit.Memory.LUTS),
                    unit.searchedThresholds(FinnUnit.Memory.BLOCKS)));
        }
        if (layer.kernelHeight() * layer.kernelWidth() > 1) {
            SlidingWindow window = SlidingWindow.before(layer, streamedChannels(unit, layer), unit.inputBits());
            parts.add(List.of(window.inLuts(), window.inBlocks()));
        }
        FpgaArea area = cheapest(luts(unit.baseLuts()), parts, device);
        return new FpgaArea(Math.floor(area.luts()), area.bram18(), area.dsps());
    }

    /** The cheapest sum of what is there and one choice for each part. */
    private static FpgaArea cheapest(FpgaArea there, List<List<FpgaArea>> parts, FpgaArea device) {
        List<FpgaArea> sums = List.of(there);
        for (List<FpgaArea> choices : parts) {
            List<FpgaArea> longer = new ArrayList<>(sums.size() * choices.size());
            for (FpgaArea sum : sums) {
                for (FpgaArea choice : choices) {
                    longer.add(sum.plus(choice));
                }
            }
            sums = longer;
        }
        return Collections.min(sums, Comparator.comparingDouble(area -> area.burdenOn(device)));
    }

    /** Channels that enter the window at once: as many as the unit uses at once and pixels consist of. */
    private static long streamedChannels(FinnUnit unit, LayerWorkload layer) {
        long used = layer.kind() == LayerKind.DEPTHWISE ? unit.pe() : unit.simd();
        return BigInteger.valueOf(used)
                .gcd(BigInteger.valueOf(layer.inputChannels()))
                .longValueExact();
    }

    private static FpgaArea luts(double luts) {
        return new FpgaArea(luts, 0, 0);
    }

    int last() {
        return cycles.length - 1;
    }

    long cycles(int folding) {
        return cycles[folding];
    }

    double luts(int folding) {
        return areas[3 * folding];
    }

    double bram18(int folding) {
        return areas[3 * folding + 1];
    }

    double dsps(int folding) {
        return areas[3 * folding + 2];
    }

    /**
     * The slowest folding that takes at most {@code target} cycles.
     *
     * @param from one that is not faster than it
     * @param to one that is fast enough
     */
    int slowestWithin(long target, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cycles[middle] <= target) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
