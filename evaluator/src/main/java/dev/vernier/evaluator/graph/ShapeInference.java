package dev.vernier.evaluator.graph;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The shape of an operation's output, by ONNX's rules. */
final class ShapeInference {
    private ShapeInference() {}

    /**
     * @throws IllegalArgumentException when the inputs do not fit the operation; the message gives the shapes
     */
    static Shape infer(Op op, List<Shape> inputs) {
        requireArity(op, inputs.size());
        try {
            return shape(op, inputs);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the output for the inputs " + inputs + " is too large", e);
        }
    }

    private static void requireArity(Op op, int inputs) {
        boolean fits =
                switch (op) {
                    case Op.Convolution _, Op.Gemm _, Op.DequantizeLinear _ -> inputs == 2 || inputs == 3;
                    case Op.MatMul _, Op.Add _ -> inputs == 2;
                    case Op.QuantizeLinear _ -> inputs == 3;
                    case Op.Recurrence recurrence -> inputs == recurrence.cell().inputs();
                    case Op.BatchNormalization _ -> inputs == 5;
                    case Op.Concat _ -> inputs >= 1;
                    case Op.Relu _,
                            Op.Clip _,
                            Op.MaxPool _,
                            Op.AveragePool _,
                            Op.GlobalAveragePool _,
                            Op.Flatten _,
                            Op.Reshape _,
                            Op.Transpose _,
                            Op.Pad _,
                            Op.Slice _,
                            Op.Softmax _,
                            Op.Identity _,
                            Op.Dropout _ -> inputs == 1;
                    case Op.Other _ -> throw new IllegalArgumentException(op.type() + " says its shapes itself");
                };
        require(fits, op.type() + " does not take " + inputs + (inputs == 1 ? " input" : " inputs"));
    }

    private static Shape shape(Op op, List<Shape> inputs) {
        return switch (op) {
            case Op.Convolution conv -> ConvolutionShapes.infer(conv, inputs);
            case Op.Gemm gemm -> gemm(gemm, inputs);
            case Op.MatMul _ -> matMul(inputs.getFirst(), inputs.get(1));
            case Op.Recurrence recurrence -> recurrence(recurrence.cell(), inputs);
            case Op.Add _ -> broadcast(inputs.getFirst(), inputs.get(1));
            case Op.Concat concat -> concat(concat.axis(), inputs);
            case Op.MaxPool pool -> pool(pool.window(), pool.ceilMode(), inputs.getFirst());
            case Op.AveragePool pool -> pool(pool.window(), pool.ceilMode(), inputs.getFirst());
            case Op.GlobalAveragePool _ -> globalPool(inputs.getFirst());
            case Op.Flatten flatten -> flatten(flatten.axis(), inputs.getFirst());
            case Op.Reshape reshape -> reshape(reshape.extents(), inputs.getFirst());
            case Op.Transpose transpose -> transpose(transpose.permutation(), inputs.getFirst());
            case Op.Pad pad -> pad(pad.pads(), inputs.getFirst());
            case Op.Slice slice -> slice(slice, inputs.getFirst());
            case Op.Softmax softmax -> axisIn(softmax.axis(), inputs.getFirst());
            case Op.BatchNormalization _ -> batchNormalization(inputs);
            case Op.Relu _, Op.Clip _, Op.Identity _, Op.Dropout _ -> inputs.getFirst();
            case Op.Other _ -> throw new IllegalArgumentException(op.type() + " says its shapes itself");
            case Op.QuantizeLinear(int axis) -> quantization(axis, 0, inputs);
            case Op.DequantizeLinear(int axis, int blockSize) -> quantization(axis, blockSize, inputs);
        };
    }

    private static Shape recurrence(Cell cell, List<Shape> inputs) {
        Shape sums = requireRank(inputs.getFirst(), 3);
        int hidden = requireRank(inputs.get(1), 2).get(1);
        int gates = Math.multiplyExact(cell.gates(), hidden);
        Shape state = Shape.of(sums.get(1), hidden);
        boolean fits = sums.get(2) == gates
                && inputs.get(1).equals(Shape.of(gates, hidden))
                && inputs.get(2).equals(Shape.of(gates))
                && inputs.stream().skip(3).allMatch(state::equals);
        require(fits, "the inputs " + inputs + " do not belong to one recurrent layer");
        return Shape.of(Math.addExact(sums.get(0), 1), sums.get(1), hidden);
    }

    private static Shape gemm(Op.Gemm gemm, List<Shape> inputs) {
        Shape a = requireRank(inputs.get(0), 2);
        Shape b = requireRank(inputs.get(1), 2);
        int rows = a.get(gemm.transposeA() ? 1 : 0);
        int depth = a.get(gemm.transposeA() ? 0 : 1);
        int columns = b.get(gemm.transposeB() ? 0 : 1);
        require(depth == b.get(gemm.transposeB() ? 1 : 0), "the shapes " + a + " and " + b + " cannot be multiplied");
        Shape result = Shape.of(rows, columns);
        require(
                inputs.size() < 3 || broadcast(result, inputs.get(2)).equals(result),
                "the addend does not broadcast to " + result);
        return result;
    }

    private static Shape matMul(Shape a, Shape b) {
        require(a.rank() >= 2 && b.rank() >= 2, "MatMul of vectors is not supported: " + a + " and " + b);
        require(a.get(-1) == b.get(-2), "the shapes " + a + " and " + b + " cannot be multiplied");
        Shape batch = broadcast(leading(a), leading(b));
        int[] extents = Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        extents[batch.rank()] = a.get(-2);
        extents[batch.rank() + 1] = b.get(-1);
        return Shape.of(extents);
    }

    private static Shape leading(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
    }

    /** NumPy's broadcasting. */
    private static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] extents = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int left = i <= a.rank() ? a.get(-i) : 1;
            int right = i <= b.rank() ? b.get(-i) : 1;
            require(left == right || left == 1 || right == 1, "the shapes " + a + " and " + b + " do not broadcast");
            extents[rank - i] = left == 1 ? right : left;
        }
        return Shape.of(extents);
    }

    private static Shape concat(int axis, List<Shape> inputs) {
        Shape result = axisIn(axis, inputs.getFirst());
        for (Shape next : inputs.subList(1, inputs.size())) {
            require(
                    next.rank() == result.rank() && next.with(axis, 0).equals(result.with(axis, 0)),
                    "the shapes " + result + " and " + next + " cannot be laid side by side along axis " + axis);
            result = result.with(axis, Math.addExact(result.get(axis), next.get(axis)));
        }
        return result;
    }

    private static Shape pool(Window window, boolean ceilMode, Shape input) {
        requireImage(input, window);
        require(
                Math.max(window.padTop(), window.padBottom()) < window.kernelHeight()
                        && Math.max(window.padLeft(), window.padRight()) < window.kernelWidth(),
                "the padding of a pooling must be smaller than its kernel");
        Shape result = input.with(-1, pool(window.columns(), ceilMode, input.get(-1)));
        if (input.rank() == 4) {
            result = result.with(2, pool(window.rows(), ceilMode, input.get(2)));
        }
        require(result.get(2) > 0 && result.get(-1) > 0, "the window does not fit into the input " + input);
        return result;
    }

    /** Rounds up if asked to, but lets no window start in the trailing padding. */
    private static int pool(Span span, boolean ceilMode, int extent) {
        if (!ceilMode) {
            return Math.max(0, span.outputs(extent));
        }
        long padded = (long) extent + span.padBefore() + span.padAfter();
        long windows = Math.ceilDiv(padded - span.reach(), span.stride()) + 1;
        boolean overhangs = (windows - 1) * span.stride() >= (long) extent + span.padBefore();
        return Math.toIntExact(Math.max(0, overhangs ? windows - 1 : windows));
    }

    private static Shape globalPool(Shape input) {
        require(input.rank() == 3 || input.rank() == 4, "images are needed, not " + input);
        return input.rank() == 3 ? input.with(2, 1) : input.with(2, 1).with(3, 1);
    }

    /** An image, or one of a single row without an axis for rows. */
    static void requireImage(Shape input, Window window) {
        boolean row = input.rank() == 3 && window.isOfRow();
        require(row || input.rank() == 4, "a tensor of 4 axes is needed, not " + input);
    }

    private static Shape flatten(int axis, Shape input) {
        int split = axis < 0 ? axis + input.rank() : axis;
        require(split >= 0 && split <= input.rank(), "axis " + axis + " is outside the shape " + input);
        long rows = 1;
        for (int i = 0; i < split; i++) {
            rows *= input.get(i);
        }
        return Shape.of(Math.toIntExact(rows), Math.toIntExact(rows == 0 ? 0 : input.elements() / rows));
    }

    private static Shape reshape(List<Integer> target, Shape input) {
        int[] extents = new int[target.size()];
        int open = -1;
        long known = 1;
        for (int i = 0; i < extents.length; i++) {
            int extent = target.get(i);
            require(extent != 0 || i < input.rank(), "extent 0 at axis " + i + " copies nothing from " + input);
            extents[i] = extent == 0 ? input.get(i) : extent;
            if (extent == -1) {
                require(open < 0, "two extents of the target " + target + " are open");
                open = i;
            } else {
                require(extents[i] > 0, "the target " + target + " has an extent below −1");
                known = Math.multiplyExact(known, (long) extents[i]);
            }
        }
        if (open >= 0) {
            extents[open] = Math.toIntExact(input.elements() / known);
            known *= extents[open];
        }
        require(known == input.elements(), "the shape " + input + " cannot become " + target);
        return Shape.of(extents);
    }

    private static Shape transpose(List<Integer> permutation, Shape input) {
        require(
                permutation.stream().sorted().toList().equals(axes(input.rank())),
                permutation + " is no permutation of the axes of " + input);
        return Shape.of(permutation.stream().mapToInt(input::get).toArray());
    }

    private static List<Integer> axes(int rank) {
        return IntStream.range(0, rank).boxed().toList();
    }

    private static Shape pad(List<Integer> pads, Shape input) {
        require(pads.size() == 2 * input.rank(), pads.size() + " pads for the shape " + input);
        Shape result = input;
        for (int axis = 0; axis < input.rank(); axis++) {
            int before = pads.get(axis);
            int after = pads.get(axis + input.rank());
            require(before >= 0 && after >= 0, "negative padding is not supported");
            result = result.with(axis, Math.addExact(input.get(axis), Math.addExact(before, after)));
        }
        return result;
    }

    private static Shape slice(Op.Slice slice, Shape input) {
        Shape result = input;
        Set<Integer> distinct = new HashSet<>();
        for (int i = 0; i < slice.axes().size(); i++) {
            int axis = slice.axes().get(i);
            axisIn(axis, input);
            SliceRange range = SliceRange.of(slice, i, input);
            require(distinct.add(axis < 0 ? axis + input.rank() : axis), "axis " + axis + " is sliced twice");
            require(range.length() > 0, "the slice of axis " + axis + " of " + input + " is empty");
            result = result.with(axis, range.length());
        }
        return result;
    }

    private static Shape batchNormalization(List<Shape> inputs) {
        Shape x = inputs.getFirst();
        require(x.rank() >= 2, "BatchNormalization needs a channel axis, not the shape " + x);
        for (Shape parameter : inputs.subList(1, 5)) {
            require(parameter.equals(Shape.of(x.get(1))), "a parameter of shape " + parameter + " for the input " + x);
        }
        return x;
    }

    /** One scale and zero point for the whole tensor, or one of each per index of {@code axis}. */
    private static Shape quantization(int axis, int blockSize, List<Shape> inputs) {
        Shape x = inputs.getFirst();
        Shape scale = inputs.get(1);
        boolean perTensor = blockSize == 0 && scale.rank() <= 1 && scale.elements() == 1;
        require(
                perTensor || scale.equals(scales(axis, blockSize, x)),
                "a scale of shape " + scale + " does not fit axis " + axis + " of " + x);
        require(
                inputs.size() == 2 || inputs.get(2).elements() == scale.elements(),
                "a zero point of shape " + inputs.getLast() + " does not fit a scale of shape " + scale);
        return x;
    }

    /** One for each place along an axis, or with all other axes one for each block along it. */
    private static Shape scales(int axis, int blockSize, Shape x) {
        require(blockSize >= 0, "blocks of " + blockSize + " elements are none");
        int extent = axisIn(axis, x).get(axis);
        return blockSize == 0 ? Shape.of(extent) : x.with(axis, Math.ceilDiv(extent, blockSize));
    }

    private static Shape axisIn(int axis, Shape shape) {
        require(axis >= -shape.rank() && axis < shape.rank(), "axis " + axis + " is outside the shape " + shape);
        return shape;
    }

    static Shape requireRank(Shape shape, int rank) {
        require(shape.rank() == rank, "a tensor of " + rank + " axes is needed, not " + shape);
        return shape;
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
