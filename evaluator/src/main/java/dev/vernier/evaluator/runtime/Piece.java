package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A convolution of images that computes a layer, or some of its outputs. Elements that do not lie as kernels read or write
 * them are brought there and back.
 *
 * @param shapes the convolution on so many of its input channels
 * @param inputChannels all of them
 * @param images how many images one sample becomes
 * @param sources makes these images of the sample; empty where they are the sample as it lies
 * @param weights which of the layer's weights are the convolution's; empty where they are the layer's
 * @param destinations where each element of the result lies in the layer's output, or {@link Offsets#PADDING} where it is
 *     not wanted; empty where the result is the output as it lies
 */
record Piece(
        IntFunction<ConvShape> shapes,
        int inputChannels,
        int images,
        Optional<Rearrangement> sources,
        Optional<int[]> weights,
        Optional<int[]> destinations) {
    /** What together computes a layer with weights. */
    static List<Piece> of(Stage.OfLayer stage, TensorOrders orders) {
        OrderedShape input = orders.of(stage.inputs().getFirst());
        OrderedShape output = orders.of(stage.output());
        LayerWorkload work = stage.layer().workload();
        return switch (stage.node().op()) {
            case Op.VolumeConv conv -> List.of(volume(conv, input, output));
            case Op.ConvTranspose conv -> new TransposedPieces(conv, input, output).pieces();
            case Op.Conv conv -> List.of(image(work, conv.window(), gathered(input), output.fromChannelsInnermost()));
            default -> List.of(image(work, Window.square(1, 1, 0), Optional.empty(), Optional.empty()));
        };
    }

    private static Piece image(
            LayerWorkload work, Window window, Optional<Rearrangement> sources, Optional<int[]> destinations) {
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
    private static Piece volume(Op.VolumeConv conv, OrderedShape from, OrderedShape to) {
        Shape input = from.shape();
        Shape output = to.shape();
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
                Optional.of(Rearrangement.of(slices(conv.slices(), from, output.get(2)))),
                Optional.empty(),
                to.fromChannelsInnermost());
    }

    private static int[] slices(Span slices, OrderedShape from, int images) {
        Shape input = from.shape();
        int[] lies = from.offsets();
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
            sources[i] = inside ? lies[(channel * input.get(2) + slice) * pixels + pixel] : Offsets.PADDING;
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

    /** Makes an image as kernels read it; empty where it lies so. */
    static Optional<Rearrangement> gathered(OrderedShape input) {
        return input.fromChannelsInnermost().map(Rearrangement::of);
    }

    /** Whether the layer is computed as its tensors lie. */
    boolean isInPlace() {
        return sources.isEmpty() && destinations.isEmpty();
    }
}
