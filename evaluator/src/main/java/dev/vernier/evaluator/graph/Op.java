package dev.vernier.evaluator.graph;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node computes, with the meaning of the ONNX operator of the same name. Attributes and constant inputs that
 * only shape the computation (axes, target shapes, limits) are part of the record; tensors are the node's inputs.
 * Images are NCHW.
 */
public sealed interface Op {
    /** Inputs: X [N,C,H,W], W [M,C/groups,kH,kW], optionally B [M]. */
    record Conv(Window window, int groups) implements Op {}

    /** Inputs: A, B, optionally C: {@code alpha·A·B + beta·C}. */
    record Gemm(float alpha, float beta, boolean transposeA, boolean transposeB) implements Op {}

    /** Inputs: A, B, as NumPy's matmul. */
    record MatMul() implements Op {}

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
