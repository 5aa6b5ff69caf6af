package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.kernel.ConvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A transposed convolution as ordinary ones, without multiplying by the zeros that it is often said to insert. Outputs
 * whose distance is a multiple of the stride meet the same part of the kernel, so each such phase is a convolution of the
 * input with that part, turned around (Shi et al., 2016, arXiv:1609.07009). Outputs that the kernel does not reach are one
 * more convolution, whose windows lie in the padding.
 */
final class TransposedPieces {
    private final Op.ConvTranspose conv;
    private final int inputHeight;
    private final int inputWidth;
    private final int inputChannels;
    private final int outputHeight;
    private final int outputWidth;
    private final int outputChannels;
    private final Optional<Rearrangement> sources;
    private final Optional<int[]> places;

    TransposedPieces(Op.ConvTranspose conv, OrderedShape from, OrderedShape to) {
        this.conv = conv;
        Shape input = from.shape();
        Shape output = to.shape();
        inputHeight = input.rank() == 3 ? 1 : input.get(2);
        inputWidth = input.get(-1);
        inputChannels = input.get(1);
        outputHeight = output.rank() == 3 ? 1 : output.get(2);
        outputWidth = output.get(-1);
        outputChannels = output.get(1);
        sources = Piece.gathered(from);
        places = to.fromChannelsInnermost();
    }

    List<Piece> pieces() {
        Window window = conv.window();
        boolean[] reached = new boolean[outputHeight * outputWidth];
        List<Piece> pieces = new ArrayList<>();
        for (Phase rows : Phase.of(window.rows(), outputHeight)) {
            for (Phase columns : Phase.of(window.columns(), outputWidth)) {
                int[] pixels = pixels(rows, columns);
                Arrays.stream(pixels).filter(pixel -> pixel >= 0).forEach(pixel -> reached[pixel] = true);
                pieces.add(piece(rows, columns, pixels));
            }
        }
        int[] unreached = IntStream.range(0, reached.length)
                .filter(pixel -> !reached[pixel])
                .toArray();
        if (unreached.length > 0) {
            Phase above = new Phase(0, 1, 1, 1, 1, 0, 1, 1, 0);
            Phase anywhere = new Phase(0, 1, 1, 1, 0, 0, 1, unreached.length, 0);
            pieces.add(piece(above, anywhere, unreached));
        }
        return pieces;
    }

    /** @param pixels of the output that the piece computes, or {@link Offsets#PADDING} */
    private Piece piece(Phase rows, Phase columns, int[] pixels) {
        return new Piece(
                channels -> new ConvShape(
                        inputHeight,
                        inputWidth,
                        channels,
                        rows.computed(),
                        columns.computed(),
                        outputChannels,
                        rows.taps(),
                        columns.taps(),
                        1,
                        1,
                        rows.dilation(),
                        columns.dilation(),
                        rows.pad(),
                        columns.pad(),
                        conv.groups()),
                inputChannels,
                1,
                sources,
                Optional.of(weights(rows, columns)),
                Optional.of(destinations(pixels)));
    }

    private int[] pixels(Phase rows, Phase columns) {
        int[] pixels = new int[rows.computed() * columns.computed()];
        for (int i = 0; i < pixels.length; i++) {
            int row = rows.output(i / columns.computed());
            int column = columns.output(i % columns.computed());
            pixels[i] = row < 0 || column < 0 ? Offsets.PADDING : row * outputWidth + column;
        }
        return pixels;
    }

    private int[] destinations(int[] pixels) {
        int[] destinations = new int[pixels.length * outputChannels];
        for (int i = 0; i < destinations.length; i++) {
            int pixel = pixels[i / outputChannels];
            int at = pixel * outputChannels + i % outputChannels;
            destinations[i] = pixel < 0 ? Offsets.PADDING : places.isPresent() ? places.get()[at] : at;
        }
        return destinations;
    }

    /** The part of the kernel that a phase meets, turned around, for each pair of channels. */
    private int[] weights(Phase rows, Phase columns) {
        Window window = conv.window();
        int pairs = outputChannels * (inputChannels / conv.groups());
        int part = rows.taps() * columns.taps();
        int[] weights = new int[pairs * part];
        for (int i = 0; i < weights.length; i++) {
            int row = rows.tap(i % part / columns.taps());
            int column = columns.tap(i % columns.taps());
            weights[i] = (i / part * window.kernelHeight() + row) * window.kernelWidth() + column;
        }
        return weights;
    }

    /**
     * The outputs along one axis that meet the same part of the kernel.
     *
     * @param firstTap the first kernel element they meet
     * @param tapStep distance to the next one
     * @param taps how many they meet
     * @param dilation distance of the inputs that neighbouring elements meet
     * @param pad what the convolution pads the input with
     * @param firstOutput the first of these outputs
     * @param outputStep distance to the next one
     * @param outputs how many there are
     * @param skipped outputs of the convolution before the first of these, cut off as padding
     */
    private record Phase(
            int firstTap,
            int tapStep,
            int taps,
            int dilation,
            int pad,
            int firstOutput,
            int outputStep,
            int outputs,
            int skipped) {
        /** All phases of an axis that meet some of the kernel. */
        static List<Phase> of(Span span, int extent) {
            int common = gcd(span.stride(), span.dilation());
            int tapStep = span.stride() / common;
            int dilation = span.dilation() / common;
            List<Phase> phases = new ArrayList<>();
            for (int first = 0; first < Math.min(span.kernel(), tapStep); first++) {
                int residue = first * span.dilation() % span.stride();
                int firstOutput = Math.floorMod(residue - span.padBefore(), span.stride());
                if (firstOutput < extent) {
                    int taps = Math.ceilDiv(span.kernel() - first, tapStep);
                    int position = (firstOutput + span.padBefore() - residue) / span.stride();
                    int behind = (first * span.dilation() - residue) / span.stride() + (taps - 1) * dilation;
                    int pad = behind - position;
                    int outputs = (extent - 1 - firstOutput) / span.stride() + 1;
                    phases.add(new Phase(
                            first,
                            tapStep,
                            taps,
                            dilation,
                            Math.max(0, pad),
                            firstOutput,
                            span.stride(),
                            outputs,
                            Math.max(0, -pad)));
                }
            }
            return phases;
        }

        private static int gcd(int a, int b) {
            return b == 0 ? a : gcd(b, a % b);
        }

        /** Outputs that the convolution computes. */
        int computed() {
            return outputs + skipped;
        }

        /** Which output number {@code i} of the convolution is, or {@link Offsets#PADDING}. */
        int output(int i) {
            return i < skipped ? Offsets.PADDING : firstOutput + (i - skipped) * outputStep;
        }

        /** Which element of the kernel is number {@code i} of the convolution's. */
        int tap(int i) {
            return firstTap + (taps - 1 - i) * tapStep;
        }
    }
}
