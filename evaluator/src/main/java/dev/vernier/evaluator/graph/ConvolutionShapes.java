package dev.vernier.evaluator.graph;

import java.util.List;

/** The shape of a convolution's output. */
final class ConvolutionShapes {
    private ConvolutionShapes() {}

    /** @throws IllegalArgumentException when the inputs do not fit; the message gives the shapes */
    static Shape infer(Op.Convolution conv, List<Shape> inputs) {
        Shape x = inputs.get(0);
        Shape w = inputs.get(1);
        requireRanks(conv, x, w);
        requireKernel(conv, w);
        boolean transposed = conv instanceof Op.ConvTranspose;
        int groups = conv.groups();
        ShapeInference.require(
                groups >= 1 && w.get(0) % groups == 0 && x.get(1) == (transposed ? w.get(0) : (long) w.get(1) * groups),
                "weights of shape " + w + " in " + groups + " groups do not fit the input " + x);
        int channels = transposed ? Math.multiplyExact(w.get(1), groups) : w.get(0);
        ShapeInference.require(
                inputs.size() == 2 || inputs.get(2).equals(Shape.of(channels)),
                "the bias must have one element per output channel");
        Shape result = spatial(conv, x.with(1, channels));
        for (int axis = 2; axis < result.rank(); axis++) {
            ShapeInference.require(result.get(axis) > 0, "the window does not fit into the input " + x);
        }
        return result;
    }

    private static void requireRanks(Op.Convolution conv, Shape x, Shape w) {
        if (conv instanceof Op.VolumeConv) {
            ShapeInference.requireRank(x, 5);
        } else {
            ShapeInference.requireImage(x, conv.window());
        }
        ShapeInference.requireRank(w, x.rank());
    }

    private static void requireKernel(Op.Convolution conv, Shape w) {
        Window window = conv.window();
        boolean slices = !(conv instanceof Op.VolumeConv volume)
                || w.get(2) == volume.slices().kernel();
        boolean rows = w.rank() == 3 || w.get(-2) == window.kernelHeight();
        ShapeInference.require(
                slices && rows && w.get(-1) == window.kernelWidth(),
                "the weights " + w + " do not match the kernel " + window.kernelHeight() + "×" + window.kernelWidth());
    }

    /** An input of the output's channels, with the output's extents. */
    private static Shape spatial(Op.Convolution conv, Shape x) {
        Window window = conv.window();
        return switch (conv) {
            case Op.Conv _ -> image(x, rows(window, x), window.outputWidth(x.get(-1)));
            case Op.VolumeConv volume ->
                image(x, rows(window, x), window.outputWidth(x.get(-1)))
                        .with(2, Math.max(0, volume.slices().outputs(x.get(2))));
            case Op.ConvTranspose transpose ->
                image(
                        x,
                        window.rows().transposedOutputs(height(x), transpose.moreRows()),
                        window.columns().transposedOutputs(x.get(-1), transpose.moreColumns()));
        };
    }

    private static int rows(Window window, Shape x) {
        return window.outputHeight(height(x));
    }

    private static int height(Shape x) {
        return x.rank() == 3 ? 1 : x.get(-2);
    }

    private static Shape image(Shape x, int height, int width) {
        Shape wide = x.with(-1, Math.max(0, width));
        return x.rank() == 3 ? wide : wide.with(-2, Math.max(0, height));
    }
}
