package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The one enumeration of convolutions that tests and benchmarks go through. */
public final class KernelCases {
    private static final int[] CHANNELS = {1, 3, 15, 16, 17, 31, 33, 63, 65};

    private static final List<KernelCase.Fill> EXTREMES =
            List.of(KernelCase.Fill.LARGEST, KernelCase.Fill.SMALLEST, KernelCase.Fill.LOWEST);

    private KernelCases() {}

    public static Stream<KernelCase> all() {
        return Stream.of(
                        channels(),
                        windows(),
                        groups(),
                        precisions(),
                        depths(),
                        manyImages(),
                        zeroPoints(),
                        pairsOnAwkwardShapes(),
                        pairsOfExtremes(),
                        midRise())
                .flatMap(List::stream);
    }

    /** A convolution of the size that networks have, for benchmarks. */
    static KernelCase convolution(Precision precision) {
        return typical(ConvShape.square(16, 64, 64, 3, 1, 1, 1), precision);
    }

    /** A product with a single row, for benchmarks. */
    static KernelCase row(Precision precision) {
        return typical(ConvShape.matrix(1, 1024, 1024), precision);
    }

    /** A depthwise convolution, for benchmarks. */
    static KernelCase depthwise(Precision precision) {
        return typical(ConvShape.square(16, 64, 64, 3, 1, 1, 64), precision);
    }

    private static KernelCase typical(ConvShape shape, Precision precision) {
        return new KernelCase(shape, 1, precision.weightBits(), precision.activationBits(), KernelCase.Fill.RANDOM, 1);
    }

    /** Awkward channel counts on both sides, with 1, 2 and 5 images. */
    private static List<KernelCase> channels() {
        List<KernelCase> cases = new ArrayList<>();
        int[] images = {1, 2, 5};
        for (int inputs : CHANNELS) {
            for (int outputs : CHANNELS) {
                int kernel = cases.size() % 2 == 0 ? 3 : 1;
                ConvShape shape = ConvShape.square(4, inputs, outputs, kernel, 1, kernel / 2, 1);
                cases.add(eightBits(shape, images[cases.size() % 3], 100 + cases.size()));
            }
        }
        return cases;
    }

    /** Kernel, stride, dilation and padding, drawn at random and asymmetric. */
    private static List<KernelCase> windows() {
        List<KernelCase> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(7);
        while (cases.size() < 120) {
            int kernelHeight = 1 + 2 * random.nextInt(3);
            int kernelWidth = 1 + 2 * random.nextInt(3);
            int strideHeight = random.nextInt(1, 4);
            int strideWidth = random.nextInt(1, 4);
            int dilationHeight = random.nextInt(1, 3);
            int dilationWidth = random.nextInt(1, 3);
            int padTop = random.nextInt(3);
            int padLeft = random.nextInt(3);
            int height = random.nextInt(1, 10);
            int width = random.nextInt(1, 10);
            int spareRows = height + padTop + random.nextInt(3) - dilationHeight * (kernelHeight - 1) - 1;
            int spareColumns = width + padLeft + random.nextInt(3) - dilationWidth * (kernelWidth - 1) - 1;
            if (spareRows >= 0 && spareColumns >= 0) {
                ConvShape shape = new ConvShape(
                        height,
                        width,
                        random.nextInt(1, 20),
                        spareRows / strideHeight + 1,
                        spareColumns / strideWidth + 1,
                        random.nextInt(1, 36),
                        kernelHeight,
                        kernelWidth,
                        strideHeight,
                        strideWidth,
                        dilationHeight,
                        dilationWidth,
                        padTop,
                        padLeft,
                        1);
                cases.add(eightBits(shape, random.nextInt(1, 4), 1000 + cases.size()));
            }
        }
        return cases;
    }

    /** Grouped and depthwise convolutions, with one and with several outputs for each channel. */
    private static List<KernelCase> groups() {
        List<KernelCase> cases = new ArrayList<>();
        for (int channels : CHANNELS) {
            for (int kernel : new int[] {1, 3, 5}) {
                int stride = 1 + cases.size() % 2;
                ConvShape depthwise = ConvShape.square(6, channels, channels, kernel, stride, kernel / 2, channels);
                ConvShape multiplied =
                        ConvShape.square(5, channels, 2 * channels, kernel, stride, kernel / 2, channels);
                cases.add(eightBits(depthwise, 2, 2000 + cases.size()));
                cases.add(eightBits(multiplied, 1, 2000 + cases.size()));
            }
        }
        for (int groups : new int[] {2, 3, 5}) {
            cases.add(eightBits(ConvShape.square(5, 4 * groups, 7 * groups, 3, 1, 1, groups), 2, 2500 + groups));
            cases.add(eightBits(ConvShape.square(5, 17 * groups, 33 * groups, 3, 2, 0, groups), 2, 2600 + groups));
        }
        cases.add(extreme(ConvShape.square(26, 17, 17, 25, 1, 0, 17), KernelCase.Fill.LARGEST));
        return cases;
    }

    /** Every pair of widths. */
    private static List<KernelCase> precisions() {
        List<KernelCase> cases = new ArrayList<>();
        for (int weightBits = 1; weightBits <= 8; weightBits++) {
            for (int activationBits = 1; activationBits <= 8; activationBits++) {
                ConvShape shape = ConvShape.square(6, 9, 24, 3, 1, 1, 1);
                int seed = 3000 + cases.size();
                cases.add(new KernelCase(shape, 2, weightBits, activationBits, KernelCase.Fill.RANDOM, seed));
            }
        }
        return cases;
    }

    /** Sums around and far beyond what 24 bits hold. */
    private static List<KernelCase> depths() {
        List<KernelCase> cases = new ArrayList<>();
        for (int depth : new int[] {1, 127, 511, 512, 513, 600, 1023, 1024, 1025, 5000, ConvShape.MAX_DEPTH}) {
            for (KernelCase.Fill fill : KernelCase.Fill.values()) {
                for (int rows : new int[] {1, 7}) {
                    ConvShape shape = ConvShape.matrix(rows, depth, depth > 9999 ? 3 : 17);
                    cases.add(new KernelCase(shape, 1, 8, 8, fill, 4000 + cases.size()));
                }
            }
        }
        cases.add(extreme(ConvShape.square(5, 65, 33, 3, 1, 1, 1), KernelCase.Fill.LARGEST));
        cases.add(extreme(ConvShape.square(5, 65, 33, 3, 1, 1, 1), KernelCase.Fill.SMALLEST));
        return cases;
    }

    /** Enough output positions to leave every kind of remainder. */
    private static List<KernelCase> manyImages() {
        List<KernelCase> cases = new ArrayList<>();
        for (int images : new int[] {1, 2, 3, 7, 12, 13, 25, 40}) {
            for (int outputs : new int[] {10, 16, 24, 32, 40, 48, 64, 100}) {
                cases.add(eightBits(ConvShape.matrix(1, 48, outputs), images, 5000 + cases.size()));
                cases.add(eightBits(ConvShape.square(4, 5, outputs, 3, 1, 1, 1), images, 5000 + cases.size()));
            }
        }
        return cases;
    }

    /** Weights with zero points: every pair of widths, every kind of shape, and sums around what 24 and 32 bits hold. */
    private static List<KernelCase> zeroPoints() {
        List<KernelCase> cases = new ArrayList<>();
        for (KernelCase each : precisions()) {
            cases.add(asymmetric(each.shape(), each.weightBits(), each.activationBits(), each.fill(), each.seed()));
        }
        for (KernelCase.Fill fill : KernelCase.Fill.values()) {
            for (int depth : new int[] {1, 255, 256, 257, 512, 513, 1025, ConvShape.MAX_ASYMMETRIC_DEPTH}) {
                for (int rows : new int[] {1, 7}) {
                    cases.add(asymmetric(ConvShape.matrix(rows, depth, depth > 9999 ? 3 : 17), 8, 8, fill, 6000));
                }
            }
            for (int kernel : new int[] {3, 15, 17}) {
                cases.add(asymmetric(ConvShape.square(18, 17, 17, kernel, 1, 0, 17), 8, 8, fill, 6001));
            }
            cases.add(asymmetric(ConvShape.square(5, 51, 99, 3, 2, 1, 3), 8, 8, fill, 6002));
        }
        return cases;
    }

    /** Every pair of widths over shapes that fill words, vectors and panels just not, exactly, or a little too well. */
    private static List<KernelCase> pairsOnAwkwardShapes() {
        List<ConvShape> shapes = List.of(
                ConvShape.matrix(1, 100, 70),
                ConvShape.matrix(3, 257, 64),
                ConvShape.matrix(7, 65, 5),
                ConvShape.matrix(1, 32, 1),
                ConvShape.square(4, 32, 17, 3, 1, 1, 1),
                ConvShape.square(4, 33, 65, 3, 2, 1, 1),
                ConvShape.square(5, 15, 48, 1, 1, 0, 1),
                ConvShape.square(3, 64, 130, 1, 1, 0, 1),
                ConvShape.square(4, 66, 34, 3, 1, 1, 2),
                new ConvShape(7, 6, 12, 3, 4, 20, 3, 2, 2, 1, 1, 2, 0, 1, 1));
        List<KernelCase> cases = new ArrayList<>();
        for (ConvShape shape : shapes) {
            for (int weightBits = 1; weightBits <= 8; weightBits++) {
                for (int activationBits = 1; activationBits <= 8; activationBits++) {
                    boolean asymmetric = cases.size() % 5 == 4;
                    int seed = 7000 + cases.size();
                    cases.add(new KernelCase(
                            shape, 2, weightBits, activationBits, asymmetric, KernelCase.Fill.RANDOM, seed));
                }
            }
        }
        return cases;
    }

    /** Every pair of widths with sums of equal products, just longer than 16 bits hold. */
    private static List<KernelCase> pairsOfExtremes() {
        List<KernelCase> cases = new ArrayList<>();
        for (int weightBits = 1; weightBits <= 8; weightBits++) {
            for (int activationBits = 1; activationBits <= 8; activationBits++) {
                int product = 1 << (weightBits - 1 + activationBits - 1);
                int depth = 2 * Math.max(1, Math.min(1500, Short.MAX_VALUE / product)) + 3;
                for (KernelCase.Fill fill : EXTREMES) {
                    for (int rows : new int[] {1, 5}) {
                        ConvShape shape = ConvShape.matrix(rows, depth, 3);
                        cases.add(new KernelCase(shape, 1, weightBits, activationBits, fill, 0));
                    }
                }
            }
        }
        return cases;
    }

    /** Weights of 2 bits without a 0, in all channels or in some, with every width of the input. */
    private static List<KernelCase> midRise() {
        List<KernelCase> cases = new ArrayList<>();
        for (int activationBits = 1; activationBits <= 8; activationBits++) {
            for (int inputs : new int[] {2, 31, 32, 70}) {
                for (int rows : new int[] {1, 9}) {
                    for (boolean asymmetric : new boolean[] {false, true}) {
                        ConvShape shape = ConvShape.matrix(rows, inputs, 37);
                        int seed = 9000 + cases.size() / 2;
                        cases.add(new KernelCase(
                                shape, 1, 2, activationBits, asymmetric, KernelCase.Fill.MID_RISE, seed));
                    }
                }
            }
        }
        return cases;
    }

    private static KernelCase asymmetric(
            ConvShape shape, int weightBits, int activationBits, KernelCase.Fill fill, long seed) {
        return new KernelCase(shape, 2, weightBits, activationBits, true, fill, seed);
    }

    private static KernelCase eightBits(ConvShape shape, int images, long seed) {
        return new KernelCase(shape, images, 8, 8, KernelCase.Fill.RANDOM, seed);
    }

    private static KernelCase extreme(ConvShape shape, KernelCase.Fill fill) {
        return new KernelCase(shape, 2, 8, 8, fill, 0);
    }
}
