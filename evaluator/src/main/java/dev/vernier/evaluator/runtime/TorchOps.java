package dev.vernier.evaluator.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.SliceRange;
import dev.vernier.evaluator.graph.Window;
import java.util.List;

/**
 * Each operation of a graph in PyTorch's terms.
 *
 * @param training whether BatchNormalization uses the statistics of the batch
 * @param batch number of samples
 */
record TorchOps(boolean training, int batch) {
    /** Tells DJL to hand the array on as it is: PyTorch normalizes along axis 1 by itself. */
    private static final int CHANNELS_FIRST = -1;

    /**
     * @param result the output's shape for one sample
     */
    NDArray apply(Op op, List<NDArray> inputs, Shape result) {
        NDArray x = inputs.getFirst();
        return switch (op) {
            case Op.Conv conv -> conv(conv, inputs);
            case Op.Gemm gemm -> gemm(gemm, inputs);
            case Op.MatMul _ -> x.matMul(inputs.get(1));
            case Op.Add _ -> x.add(inputs.get(1));
            case Op.Concat concat -> concat(concat.axis(), inputs);
            case Op.Relu _ -> x.getNDArrayInternal().relu();
            case Op.Clip clip -> x.clip(clip.min(), clip.max());
            case Op.MaxPool pool -> maxPool(pool.window(), x, result);
            case Op.AveragePool pool -> averagePool(pool, x, result);
            case Op.GlobalAveragePool _ -> Pool.globalAvgPool2d(x).reshape(shape(result.with(0, batch)));
            case Op.Flatten _, Op.Reshape _ -> x.reshape(shape(result.with(0, batch)));
            case Op.Transpose transpose ->
                x.transpose(transpose.permutation().stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
            case Op.Pad pad -> pad(x, pad.pads(), pad.value());
            case Op.Slice slice -> slice(slice, x, one(x));
            case Op.Softmax softmax -> x.softmax(softmax.axis());
            case Op.BatchNormalization norm -> normalize(norm, inputs);
            case Op.Identity _, Op.Dropout _ -> x;
            case Op.VolumeConv _,
                    Op.ConvTranspose _,
                    Op.Recurrence _,
                    Op.QuantizeLinear _,
                    Op.DequantizeLinear _,
                    Op.Other _ -> throw new IllegalArgumentException(op.type() + " has no useful gradient");
        };
    }

    static ai.djl.ndarray.types.Shape shape(Shape shape) {
        long[] extents = new long[shape.rank()];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = shape.get(axis);
        }
        return new ai.djl.ndarray.types.Shape(extents);
    }

    /** The shape of one sample of a batch. */
    private static Shape one(NDArray x) {
        long[] extents = x.getShape().getShape();
        int[] sample = new int[extents.length];
        for (int axis = 0; axis < sample.length; axis++) {
            sample[axis] = axis == 0 ? 1 : Math.toIntExact(extents[axis]);
        }
        return Shape.of(sample);
    }

    private static ai.djl.ndarray.types.Shape pair(int height, int width) {
        return new ai.djl.ndarray.types.Shape(height, width);
    }

    private static NDArray conv(Op.Conv conv, List<NDArray> inputs) {
        Window window = conv.window();
        boolean symmetric = window.padTop() == window.padBottom() && window.padLeft() == window.padRight();
        NDArray x = symmetric
                ? inputs.get(0)
                : pad(inputs.get(0), window.padTop(), window.padBottom(), window.padLeft(), window.padRight(), 0);
        return Conv2d.conv2d(
                        x,
                        inputs.get(1),
                        inputs.size() == 3 ? inputs.get(2) : null,
                        pair(window.strideHeight(), window.strideWidth()),
                        symmetric ? pair(window.padTop(), window.padLeft()) : pair(0, 0),
                        pair(window.dilationHeight(), window.dilationWidth()),
                        conv.groups())
                .singletonOrThrow();
    }

    private static NDArray gemm(Op.Gemm gemm, List<NDArray> inputs) {
        NDArray b = gemm.transposeB() ? inputs.get(1).transpose() : inputs.get(1);
        NDArray product = scaled(inputs.get(0).matMul(b), gemm.alpha());
        return inputs.size() == 3 ? product.add(scaled(inputs.get(2), gemm.beta())) : product;
    }

    private static NDArray scaled(NDArray x, float factor) {
        return factor == 1 ? x : x.mul(factor);
    }

    private NDArray concat(int axis, List<NDArray> inputs) {
        NDList parts = new NDList();
        for (NDArray input : inputs) {
            parts.add(input.getShape().get(0) == batch ? input : input.repeat(0, batch));
        }
        return NDArrays.concat(parts, axis);
    }

    private static NDArray maxPool(Window window, NDArray x, Shape result) {
        float never = Float.NEGATIVE_INFINITY;
        return Pool.maxPool2d(
                padded(window, x, result, never, never), kernel(window), stride(window), pair(0, 0), false);
    }

    /** The mean over each whole window of a padded image, divided by the share of the window that counts. */
    private static NDArray averagePool(Op.AveragePool pool, NDArray x, Shape result) {
        Window window = pool.window();
        NDArray ones = x.getManager()
                .ones(new ai.djl.ndarray.types.Shape(
                        1, 1, x.getShape().get(2), x.getShape().get(3)));
        NDArray counted = padded(window, ones, result, pool.countIncludePad() ? 1 : 0, 0);
        return mean(window, padded(window, x, result, 0, 0)).div(mean(window, counted));
    }

    private static NDArray mean(Window window, NDArray x) {
        return Pool.avgPool2d(x, kernel(window), stride(window), pair(0, 0), false, true);
    }

    /**
     * Pads an image so that its windows fit without any padding of the pooling's own.
     *
     * @param around the value of the padding that the window declares
     * @param beyond the value of what the last windows reach beyond that
     */
    private static NDArray padded(Window window, NDArray x, Shape result, float around, float beyond) {
        NDArray declared = pad(x, window.padTop(), window.padBottom(), window.padLeft(), window.padRight(), around);
        long height = (result.get(2) - 1L) * window.strideHeight() + window.kernelHeight();
        long width = (result.get(3) - 1L) * window.strideWidth() + window.kernelWidth();
        long below = Math.max(0, height - declared.getShape().get(2));
        long right = Math.max(0, width - declared.getShape().get(3));
        return pad(declared, 0, below, 0, right, beyond);
    }

    private static NDArray pad(NDArray x, long top, long bottom, long left, long right, float value) {
        return top == 0 && bottom == 0 && left == 0 && right == 0
                ? x
                : x.pad(new ai.djl.ndarray.types.Shape(left, right, top, bottom), value);
    }

    /** PyTorch counts axes from the last one, leading and trailing pad together. */
    private static NDArray pad(NDArray x, List<Integer> pads, float value) {
        int rank = pads.size() / 2;
        long[] reversed = new long[pads.size()];
        for (int axis = 0; axis < rank; axis++) {
            reversed[2 * (rank - 1 - axis)] = pads.get(axis);
            reversed[2 * (rank - 1 - axis) + 1] = pads.get(axis + rank);
        }
        return x.pad(new ai.djl.ndarray.types.Shape(reversed), value);
    }

    private static ai.djl.ndarray.types.Shape kernel(Window window) {
        return pair(window.kernelHeight(), window.kernelWidth());
    }

    private static ai.djl.ndarray.types.Shape stride(Window window) {
        return pair(window.strideHeight(), window.strideWidth());
    }

    /** A negative step walks the reversed axis: PyTorch's own steps are positive. */
    private static NDArray slice(Op.Slice slice, NDArray x, Shape input) {
        NDArray sliced = x;
        for (int i = 0; i < slice.axes().size(); i++) {
            int axis = Math.floorMod(slice.axes().get(i), input.rank());
            if (axis > 0) {
                SliceRange range = SliceRange.of(slice, i, input);
                boolean backwards = range.step() < 0;
                int step = Math.abs(range.step());
                int start = backwards ? input.get(axis) - 1 - range.start() : range.start();
                NDIndex index = new NDIndex();
                for (int before = 0; before < axis; before++) {
                    index.addAllDim();
                }
                index.addSliceDim(start, start + (range.length() - 1L) * step + 1, step);
                sliced = (backwards ? sliced.flip(axis) : sliced).get(index);
            }
        }
        return sliced;
    }

    private NDArray normalize(Op.BatchNormalization norm, List<NDArray> inputs) {
        return BatchNorm.batchNorm(
                        inputs.get(0),
                        inputs.get(3),
                        inputs.get(4),
                        inputs.get(1),
                        inputs.get(2),
                        CHANNELS_FIRST,
                        DifferentiableRunner.RUNNING_SHARE_KEPT,
                        norm.epsilon(),
                        training)
                .singletonOrThrow();
    }
}
