package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One piece of integer work that kernels are compared on: a product with a constant matrix, a convolution of a batch of
 * images, or a batch of products of two activations.
 *
 * @param shape of the layer, or of one product's
 * @param images images or products of activations in one call; 1 for a product with a constant matrix
 */
public record BenchCase(Kind kind, ConvShape shape, int images) {
    /** Enough images to fill the tiles of any kernel, on ours and the peer's side. */
    private static final int IMAGES = 16;

    /** The largest operand or result, in elements. */
    private static final long MOST_ELEMENTS = 1L << 28;

    private static final Pattern PRODUCT = Pattern.compile("(\\d{1,6})x(\\d{1,6})x(\\d{1,6})");
    private static final Pattern PRODUCTS = Pattern.compile("(\\d{1,4}):(" + PRODUCT.pattern() + ")");
    private static final Pattern CONVOLUTION =
            Pattern.compile("(\\d{1,5})x(\\d{1,5})x(\\d{1,5}):(\\d{1,3})x(\\d{1,3}):(dw|\\d{1,5})");

    /** What kind of work it is. */
    public enum Kind {
        /** A matrix times a matrix. */
        GEMM,
        /** A row times a matrix. */
        GEMV,
        /** A convolution, dense or depthwise. */
        CONV,
        /** Matrices times matrices, none of them constant. */
        MATMUL;

        /** The name in tables. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one looks at first: square products, those of a network's layers, a row times a matrix as language models
     * have it, the three stages of a ResNet-20 on 32×32 images, the two halves of a depthwise-separable block, and the
     * two products of twelve attention heads.
     */
    public static List<BenchCase> usual() {
        return Stream.of(
                        "256x256x256",
                        "1024x1024x1024",
                        "3136x576x64",
                        "196x1152x256",
                        "49x960x160",
                        "1x4096x4096",
                        "32x32x16:3x3:16",
                        "16x16x32:3x3:32",
                        "8x8x64:3x3:64",
                        "16x16x128:3x3:dw",
                        "16x16x128:1x1:128",
                        "12:128x64x128",
                        "12:128x128x64")
                .map(BenchCase::parse)
                .toList();
    }

    /**
     * Reads {@code MxKxN}, an M×K matrix times a K×N one, or {@code HxWxC:KxL:N}, images of H×W pixels and C channels
     * under a window of K×L with N output channels, {@code dw} in their place for a depthwise one, or {@code B:MxKxN}, a
     * batch of B products of activations. Convolutions keep the extents of their images, 16 of which are a batch.
     *
     * @throws IllegalArgumentException when the text is of none of these forms, or a tensor would be too large
     */
    public static BenchCase parse(String text) {
        String plain = text.strip().replace('×', 'x');
        Matcher product = PRODUCT.matcher(plain);
        Matcher convolution = CONVOLUTION.matcher(plain);
        Matcher products = PRODUCTS.matcher(plain);
        if (product.matches()) {
            ConvShape shape = ConvShape.matrix(number(product, 1), number(product, 2), number(product, 3));
            return checked(new BenchCase(shape.inputHeight() == 1 ? Kind.GEMV : Kind.GEMM, shape, 1));
        }
        if (convolution.matches()) {
            return checked(new BenchCase(Kind.CONV, convolution(convolution), IMAGES));
        }
        if (products.matches()) {
            return checked(new BenchCase(Kind.MATMUL, parse(products.group(2)).shape, number(products, 1)));
        }
        throw new IllegalArgumentException("'" + text + "' is no shape");
    }

    private static ConvShape convolution(Matcher text) {
        int height = number(text, 1);
        int width = number(text, 2);
        int channels = number(text, 3);
        int kernelHeight = number(text, 4);
        int kernelWidth = number(text, 5);
        boolean depthwise = text.group(6).equals("dw");
        return new ConvShape(
                height,
                width,
                channels,
                height,
                width,
                depthwise ? channels : number(text, 6),
                kernelHeight,
                kernelWidth,
                1,
                1,
                1,
                1,
                (kernelHeight - 1) / 2,
                (kernelWidth - 1) / 2,
                depthwise ? channels : 1);
    }

    private static int number(Matcher text, int group) {
        return Integer.parseInt(text.group(group));
    }

    private static BenchCase checked(BenchCase made) {
        ConvShape shape = made.shape;
        long inputs = (long) made.images * shape.inputHeight() * shape.inputWidth() * shape.inputChannels();
        long outputs = (long) made.images * shape.outputHeight() * shape.outputWidth() * shape.outputChannels();
        long weights = made.rightMatrices() * shape.depth() * shape.outputChannels();
        if (made.images < 1) {
            throw new IllegalArgumentException("'" + made + "' has no products");
        }
        if (Math.max(inputs, Math.max(outputs, weights)) > MOST_ELEMENTS) {
            throw new IllegalArgumentException(
                    "'" + made + "' has a tensor of more than " + MOST_ELEMENTS + " elements");
        }
        return made;
    }

    /** Matrices on the right: one that is constant, or one for each product. */
    private long rightMatrices() {
        return kind == Kind.MATMUL ? images : 1;
    }

    /** Weights, or elements of all right operands. */
    int rightElements() {
        return Math.toIntExact(rightMatrices() * shape.weights());
    }

    /** Whether kernels do this with such widths: no right operand has a single bit. */
    boolean takes(Precision precision) {
        return kind != Kind.MATMUL || precision.weightBits() > 1;
    }

    /** Whether images, or products of activations, are what a call has several of. */
    private boolean isBatch() {
        return kind == Kind.CONV || kind == Kind.MATMUL;
    }

    /**
     * This case dealt out: rows of a product, images of a convolution, products of activations, as evenly as it goes;
     * none of them empty.
     */
    List<BenchCase> split(int parts) {
        int units = isBatch() ? images : m();
        List<BenchCase> dealt = new ArrayList<>();
        for (int part = 0; part < Math.min(parts, units); part++) {
            int share = units / parts + (part < units % parts ? 1 : 0);
            dealt.add(
                    isBatch()
                            ? new BenchCase(kind, shape, share)
                            : new BenchCase(kind, ConvShape.matrix(share, k(), n()), 1));
        }
        return dealt;
    }

    /** Outputs per output channel: rows of the product, or of all products. */
    public int m() {
        return images * shape.outputHeight() * shape.outputWidth();
    }

    /** Products summed into one output. */
    public int k() {
        return shape.depth();
    }

    /** Output channels. */
    public int n() {
        return shape.outputChannels();
    }

    /** Multiply-accumulates of one call. */
    public long macs() {
        return images * shape.macs();
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        if (kind == Kind.MATMUL) {
            return images + ":" + shape.inputHeight() + "x" + k() + "x" + n();
        }
        if (kind != Kind.CONV) {
            return m() + "x" + k() + "x" + n();
        }
        boolean depthwise = shape.groups() > 1;
        return shape.inputHeight() + "x" + shape.inputWidth() + "x" + shape.inputChannels() + ":"
                + shape.kernelHeight() + "x" + shape.kernelWidth() + ":"
                + (depthwise ? "dw" : String.valueOf(shape.outputChannels()));
    }
}
