package dev.vernier.evaluator.kernel;

import dev.vernier.evaluator.kernel.ProductCase.Fill;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The one enumeration of products of two activations that tests go through; {@link KernelCases} has those of layers. */
public final class ProductCases {
    private static final int[] SIZES = {1, 15, 16, 17, 31, 33, 63, 65, 127, 1023};

    private ProductCases() {}

    public static Stream<ProductCase> all() {
        return Stream.of(sizes(), precisions(), depths()).flatMap(List::stream);
    }

    /** Every awkward size in every place, in both orders, with widths drawn at random. */
    private static List<ProductCase> sizes() {
        List<ProductCase> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(11);
        for (int size : SIZES) {
            for (int place = 0; place < 3; place++) {
                for (int i = 0; i < 4; i++) {
                    int[] extents = {random.nextInt(1, 40), random.nextInt(1, 90), random.nextInt(1, 150)};
                    extents[place] = size;
                    cases.add(new ProductCase(
                            new ProductShape(extents[0], extents[1], extents[2], i % 2 == 0),
                            1 + i % 3,
                            random.nextInt(2, 9),
                            random.nextInt(1, 9),
                            Fill.RANDOM,
                            cases.size()));
                }
            }
        }
        return cases;
    }

    /** Every pair of widths: the shapes of an attention head, a single row, and neither multiples of anything. */
    private static List<ProductCase> precisions() {
        List<ProductCase> cases = new ArrayList<>();
        for (int rightBits = 2; rightBits <= 8; rightBits++) {
            for (int leftBits = 1; leftBits <= 8; leftBits++) {
                for (boolean transposed : new boolean[] {false, true}) {
                    int seed = 1000 + cases.size();
                    cases.add(random(new ProductShape(20, 32, 48, transposed), 3, rightBits, leftBits, seed));
                    cases.add(random(new ProductShape(1, 64, 70, transposed), 2, rightBits, leftBits, seed));
                    cases.add(random(new ProductShape(7, 37, 21, transposed), 2, rightBits, leftBits, seed));
                }
            }
        }
        return cases;
    }

    private static ProductCase random(ProductShape shape, int batches, int rightBits, int leftBits, int seed) {
        return new ProductCase(shape, batches, rightBits, leftBits, Fill.RANDOM, seed);
    }

    /** Sums around what 16, 24 and 32 bits hold. */
    private static List<ProductCase> depths() {
        List<ProductCase> cases = new ArrayList<>();
        for (Fill fill : Fill.values()) {
            for (boolean transposed : new boolean[] {false, true}) {
                for (int depth : new int[] {511, 512, 513, 1025, ConvShape.MAX_DEPTH}) {
                    for (int rows : new int[] {2, 7}) {
                        ProductShape shape = new ProductShape(rows, depth, 3, transposed);
                        cases.add(new ProductCase(shape, 1, 8, 8, fill, 2000));
                    }
                }
                for (int rightBits = 2; rightBits <= 7; rightBits++) {
                    for (int leftBits = 1; leftBits <= 8; leftBits++) {
                        int product = 1 << (rightBits - 1 + leftBits - 1);
                        int depth = 2 * Math.min(1500, Short.MAX_VALUE / product) + 3;
                        ProductShape shape = new ProductShape(5, depth, 3, transposed);
                        cases.add(new ProductCase(shape, 1, rightBits, leftBits, fill, 3000));
                    }
                }
            }
        }
        return cases;
    }
}
