package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A convolution of images that computes a layer, or some of its outputs. {@link Values} of three and five axes do not lie
 * as kernels read images, so their elements are brought there and back.
 *
 * @param shapes the convolution on so many of its input channels
 * @param inputChannels all of them
 * @param images how many images one sample becomes
 * @param sources where each element of these images lies in the sample, or {@link Offsets#PADDING}; empty where the images
 *     are the sample as it lies
 * @param weights which of the layer's weights are the convolution's; empty where they are the layer's
 * @param destinations where each element of the result lies in the layer's output, or {@link Offsets#PADDING} where it is
 *     not wanted; empty where the result is the output as it lies
 */
record Piece(
        IntFunction<ConvShape> shapes,
        int inputChannels,
        int images,
        Optional<int[]> sources,
        Optional<int[]> weights,
        Optional<int[]> destinations) {
    /** What together computes a layer with weights. */
    static List<Piece> of(Layer layer, Graph graph) {
        Shape input = graph.shape(layer.node().input(0));
        Shape output = graph.shape(layer.node().output());
        return switch (layer.node().op()) {
            case Op.VolumeConv conv -> List.of(volume(conv, input, output));
            case Op.ConvTranspose conv -> new TransposedPieces(conv, input, output).pieces();
            case Op.Conv conv ->
                List.of(image(layer.workload(), conv.window(), channelsInnermost(input), channelsInnermost(output)));
            default -> List.of(image(layer.workload(), Window.square(1, 1, 0), Optional.empty(), Optional.empty()));
        };
    }

    private static Piece image(
            LayerWorkload work, Window window, Optional<int[]> sources, Optional<int[]> destinations) {
        return new Piece(
                channels -> shape(
                        work.inputHeight(),
                        work.inputWidth(),
                        channels,
                        work.outputHeight(),
                        work.outputWidth(),
                        work.outputChannels(),
                        window,
                        work.groups()),
                work.inputChannels(),
                1,
                sources,
                Optional.empty(),
                destinations);
    }

    /**
     * Each slice of the output is an image whose input channels are those of all slices that its kernel sees, just as the
     * kernel's slices lie within each channel of the weights. Slices outside the input hold its code for zero, which adds
     * nothing.
     */
    private static Piece volume(Op.VolumeConv conv, Shape input, Shape output) {
        int depth = conv.slices().kernel();
        int channels = Math.multiplyExact(input.get(1), depth);
        return new Piece(
                count -> shape(
                        input.get(3),
                        input.get(4),
                        count,
                        output.get(3),
                        output.get(4),
                        output.get(1),
                        conv.window(),
                        conv.groups()),
                channels,
                output.get(2),
                Optional.of(slices(conv.slices(), input, output.get(2))),
                Optional.empty(),
                channelsInnermost(output));
    }

    private static int[] slices(Span slices, Shape input, int images) {
        int pixels = input.get(3) * input.get(4);
        int channels = input.get(1) * slices.kernel();
        int[] sources = new int[Math.multiplyExact(Math.multiplyExact(images, pixels), channels)];
        for (int i = 0; i < sources.length; i++) {
            int channel = i % channels / slices.kernel();
            int pixel = i / channels % pixels;
            int slice = i / channels / pixels * slices.stride()
                    - slices.padBefore()
                    + i % slices.kernel() * slices.dilation();
            boolean inside = slice >= 0 && slice < input.get(2);
            sources[i] = inside ? (channel * input.get(2) + slice) * pixels + pixel : Offsets.PADDING;
        }
        return sources;
    }

    private static ConvShape shape(
            int inputHeight,
            int inputWidth,
            int inputChannels,
            int outputHeight,
            int outputWidth,
            int outputChannels,
            Window window,
            int groups) {
        return new ConvShape(
                inputHeight,
                inputWidth,
                inputChannels,
                outputHeight,
                outputWidth,
                outputChannels,
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.dilationHeight(),
                window.dilationWidth(),
                window.padTop(),
                window.padLeft(),
                groups);
    }

    /**
     * Where the elements of a tensor of convolutions lie, in the order of pixels and then channels; empty where that is how
     * they lie.
     */
    static Optional<int[]> channelsInnermost(Shape shape) {
        if (shape.rank() != 3 && shape.rank() != 5) {
            return Optional.empty();
        }
        int channels = shape.get(1);
        int[] places = new int[Math.toIntExact(shape.elements())];
        int pixels = places.length / channels;
        for (int i = 0; i < places.length; i++) {
            places[i] = i % channels * pixels + i / channels;
        }
        return Optional.of(places);
    }

    /** Whether the layer is computed as its tensors lie. */
    boolean isInPlace() {
        return sources.isEmpty() && destinations.isEmpty();
    }
}
