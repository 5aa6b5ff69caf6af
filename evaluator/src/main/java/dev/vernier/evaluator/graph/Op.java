package dev.vernier.evaluator.graph;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node computes, with the meaning of the ONNX operator of the same name. Attributes and constant inputs that
 * only shape the computation (axes, target shapes, limits) are part of the record; tensors are the node's inputs.
 * Images are NCHW, those of one row also NCW.
 */
public sealed interface Op {
    /** A layer whose weights are a window. An image of one row may have no axis for rows: [N,C,W], with weights likewise. */
    sealed interface Convolution extends Op {
        /** How the window walks over images. */
        Window window();

        /** Into how many groups input and output channels are divided. */
        int groups();

        /** Whether each output sums over the whole window. */
        boolean sumsWholeWindow();
    }

    /** Inputs: X [N,C,H,W] or [N,C,W], W [M,C/groups,kH,kW] or [M,C/groups,kW], optionally B [M]. */
    record Conv(Window window, int groups) implements Convolution {
        @Override
        public boolean sumsWholeWindow() {
            return !window.isPadded();
        }
    }

    /**
     * A convolution over volumes. Inputs: X [N,C,D,H,W], W [M,C/groups,kD,kH,kW], optionally B [M].
     *
     * @param slices how the window walks along the depth
     * @param window how it walks over each slice
     */
    record VolumeConv(Span slices, Window window, int groups) implements Convolution {
        @Override
        public boolean sumsWholeWindow() {
            return !slices.isPadded() && !window.isPadded();
        }

        @Override
        public String type() {
            return "Conv";
        }
    }

    /**
     * Each input spread over the window, stride by stride, the padding cut off. Inputs: X [N,C,H,W] or [N,C,W],
     * W [C,M/groups,kH,kW] or [C,M/groups,kW], optionally B [M].
     *
     * @param moreRows rows below what the window reaches, fewer than its stride
     * @param moreColumns columns on the right of what the window reaches, likewise
     */
    record ConvTranspose(Window window, int moreRows, int moreColumns, int groups) implements Convolution {
        public ConvTranspose {
            boolean within = moreRows < window.strideHeight() && moreColumns < window.strideWidth();
            if (moreRows < 0 || moreColumns < 0 || !within) {
                throw new IllegalArgumentException("output padding must be within 0 and the stride less 1");
            }
        }

        @Override
        public boolean sumsWholeWindow() {
            return false;
        }
    }

    /** Inputs: A, B, optionally C: {@code alpha·A·B + beta·C}. */
    record Gemm(float alpha, float beta, boolean transposeA, boolean transposeB) implements Op {}

    /** Inputs: A, B, as NumPy's matmul. */
    record MatMul() implements Op {}

    /**
     * The recurrent half of an LSTM or GRU in one direction; what it makes of its inputs is summed beforehand. T steps of B
     * rows, G gates of H elements each, in ONNX's order.
     *
     * <p>Inputs: the sums of the inputs [T,B,G·H], R [G·H,H], the bias [G·H], the first hidden state [B,H], and for an LSTM
     * the first cell state [B,H]. Output: all hidden states [T+1,B,H] in the order of time, so that the first one lies before
     * the others, or behind them where time runs backwards.
     */
    record Recurrence(Cell cell, boolean reverse) implements Op {}

    /** Inputs: A, B, with NumPy's broadcasting. */
    record Add() implements Op {}

    /** Inputs: one or more tensors. */
    record Concat(int axis) implements Op {}

    record Relu() implements Op {}

    /** Limits may be infinite. */
    record Clip(float min, float max) implements Op {
        public Clip {
            if (!(min <= max)) {
                throw new IllegalArgumentException("limits " + min + " and " + max + " leave nothing");
            }
        }
    }

    /** Padding counts as minus infinity. */
    record MaxPool(Window window, boolean ceilMode) implements Op {}

    record AveragePool(Window window, boolean ceilMode, boolean countIncludePad) implements Op {}

    record GlobalAveragePool() implements Op {}

    record Flatten(int axis) implements Op {}

    /** One extent may be −1 (what is left over); 0 copies the input's extent. */
    record Reshape(List<Integer> extents) implements Op {
        public Reshape {
            extents = List.copyOf(extents);
        }
    }

    record Transpose(List<Integer> permutation) implements Op {
        public Transpose {
            permutation = List.copyOf(permutation);
        }
    }

    /** Constant padding: all leading pads, then all trailing pads, one of each per axis; none negative. */
    record Pad(List<Integer> pads, float value) implements Op {
        public Pad {
            pads = List.copyOf(pads);
        }
    }

    /** As ONNX: one start, end, axis and step for each sliced axis. */
    record Slice(List<Integer> starts, List<Integer> ends, List<Integer> axes, List<Integer> steps) implements Op {
        public Slice {
            starts = List.copyOf(starts);
            ends = List.copyOf(ends);
            axes = List.copyOf(axes);
            steps = List.copyOf(steps);
        }
    }

    record Softmax(int axis) implements Op {}

    /** Inputs: X, scale, bias, mean, variance; the last four constants of one element per channel. */
    record BatchNormalization(float epsilon) implements Op {}

    record Identity() implements Op {}

    /** The identity, at inference. */
    record Dropout() implements Op {}

    /**
     * Inputs: X, scale, zero point, whose type is that of the codes; per tensor when the scale has one element, else
     * along {@code axis}.
     */
    record QuantizeLinear(int axis) implements Op {}

    /**
     * Inputs: codes, scale, optionally zero point (else 0); per tensor when the scale has one element, else along
     * {@code axis}.
     *
     * @param blockSize how many neighbours along the axis share a scale, which then has as many axes as the codes; 0 where
     *     the scale has one element for each place along the axis
     */
    record DequantizeLinear(int axis, int blockSize) implements Op {
        public DequantizeLinear(int axis) {
            this(axis, 0);
        }
    }

    /**
     * An operator that only ONNX Runtime knows. An optional input that is left out has an empty name, as has an output
     * that nobody wants.
     *
     * @param domain whose operator it is; empty for ONNX's own
     * @param operator its name there
     * @param results what each output is
     */
    record Other(String domain, String operator, SortedMap<String, Attribute> attributes, List<TensorType> results)
            implements Op {
        public Other {
            attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
            results = List.copyOf(results);
        }

        @Override
        public String type() {
            return operator;
        }
    }

    /** The operator's name in ONNX. */
    default String type() {
        return getClass().getSimpleName();
    }
}
