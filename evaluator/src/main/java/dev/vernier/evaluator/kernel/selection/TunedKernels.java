package dev.vernier.evaluator.kernel.selection;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Kernels that run each layer on the code that is the fastest for its shape on this machine: that of its own widths, or
 * that of wider ones, which takes narrower codes as they are and computes the same. For example, a machine that
 * multiplies bytes fast may lose more by unpacking 2-bit weights than their few bytes win, unless there are so many of
 * them that memory is what takes time.
 *
 * <p>Where {@link Kernels#alternatives} names several, the first layer of a shape makes them race while it is prepared,
 * some milliseconds; the winner is remembered in the user's cache. A race that other work disturbs costs time later on,
 * never exactness. One race at a time.
 */
final class TunedKernels implements Kernels {
    /** Positions that fill every level's tiles many times over: more in one call bring nothing new. */
    private static final int MANY_POSITIONS = 2048;

    private static final int MANY_IMAGES = 8;

    private final Kernels kernels;
    private final boolean manyImages;
    private final Tuning tuning;

    /** What all uses of one level share; the lock of its races. */
    private static final class Tuning {
        final Race race;
        final Choices choices;
        final Set<String> everRun = new HashSet<>();
        final Scratch scratch;

        Tuning(Race race, Choices choices, Scratch scratch) {
            this.race = race;
            this.choices = choices;
            this.scratch = scratch;
        }
    }

    TunedKernels(Kernels kernels, Race race, Choices choices) {
        this(kernels, false, new Tuning(race, choices, kernels.scratch()));
    }

    private TunedKernels(Kernels kernels, boolean manyImages, Tuning tuning) {
        this.kernels = kernels;
        this.manyImages = manyImages;
        this.tuning = tuning;
    }

    @Override
    public Kernels forCallsOf(int images) {
        return new TunedKernels(kernels, images > 1, tuning);
    }

    @Override
    public String level() {
        return kernels.level();
    }

    @Override
    public String description() {
        return kernels.description();
    }

    @Override
    public String build() {
        return kernels.build();
    }

    /** The code that runs such layers where no other is faster for their shape. */
    @Override
    public String variant(LayerKind kind, Precision precision) {
        return kernels.variant(kind, precision);
    }

    @Override
    public List<Precision> alternatives(LayerKind kind, Precision precision) {
        return kernels.alternatives(kind, precision);
    }

    @Override
    public Scratch scratch() {
        return kernels.scratch();
    }

    @Override
    public Product product(ProductShape shape, Precision precision) {
        return kernels.product(shape, precision);
    }

    @Override
    public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, precision, weights, zeroPoints);
        LayerKind kind = kind(shape);
        int farthest = Checks.farthest(weights, zeroPoints);
        List<Precision> ways = kernels.alternatives(kind, precision).stream()
                .filter(way -> fits(shape, farthest, way))
                .toList();
        if (ways.size() == 1) {
            return kernels.prepare(shape, precision, weights, zeroPoints);
        }
        List<String> codes =
                ways.stream().map(way -> kernels.variant(kind, way)).toList();
        int images = images(shape);
        String situation = situation(shape, images, zeroPoints, codes);
        synchronized (tuning) {
            int known = codes.indexOf(tuning.choices.find(situation).orElse(""));
            if (known >= 0) {
                return kernels.prepare(shape, ways.get(known), weights, zeroPoints);
            }
            List<Race.Entrant> entrants = new ArrayList<>();
            for (int i = 0; i < ways.size(); i++) {
                Convolution convolution = kernels.prepare(shape, ways.get(i), weights, zeroPoints);
                entrants.add(new Race.Entrant(convolution, !tuning.everRun.add(codes.get(i))));
            }
            int fastest = tuning.race.fastest(entrants, images, precision.activationBits(), tuning.scratch);
            tuning.choices.put(situation, codes.get(fastest));
            return entrants.get(fastest).convolution();
        }
    }

    /** Where a channel has several outputs, layers run on the code of grouped convolutions. */
    private static LayerKind kind(ConvShape shape) {
        boolean depthwise = shape.groups() > 1
                && shape.groups() == shape.inputChannels()
                && shape.groups() == shape.outputChannels();
        return depthwise ? LayerKind.DEPTHWISE : LayerKind.CONV;
    }

    /** Whether sums with inputs of such width stay within 32 bits, whatever the inputs are. */
    private static boolean fits(ConvShape shape, int farthestWeight, Precision precision) {
        long largestCode = (1L << precision.activationBits()) - 1;
        return shape.depth() * (long) farthestWeight * largestCode <= Integer.MAX_VALUE;
    }

    /** How many images the race is about. */
    private int images(ConvShape shape) {
        int positions = Math.multiplyExact(shape.outputHeight(), shape.outputWidth());
        return manyImages ? Math.clamp(MANY_POSITIONS / positions, 1, MANY_IMAGES) : 1;
    }

    /** All that the choice depends on. */
    private static String situation(ConvShape shape, int images, byte[] zeroPoints, List<String> codes) {
        boolean symmetric = IntStream.range(0, zeroPoints.length).allMatch(c -> zeroPoints[c] == 0);
        String extents = IntStream.of(
                        shape.inputHeight(),
                        shape.inputWidth(),
                        shape.inputChannels(),
                        shape.outputHeight(),
                        shape.outputWidth(),
                        shape.outputChannels(),
                        shape.kernelHeight(),
                        shape.kernelWidth(),
                        shape.strideHeight(),
                        shape.strideWidth(),
                        shape.dilationHeight(),
                        shape.dilationWidth(),
                        shape.padTop(),
                        shape.padLeft(),
                        shape.groups())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("x"));
        return images + " of " + extents + (symmetric ? " symmetric " : " asymmetric ") + String.join(",", codes);
    }
}
