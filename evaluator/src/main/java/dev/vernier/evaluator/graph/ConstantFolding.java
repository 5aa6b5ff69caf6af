package dev.vernier.evaluator.graph;

import java.util.List;

/** Computes the nodes that only move the elements of constants: reshaped and transposed weights become weights. */
final class ConstantFolding {
    private ConstantFolding() {}

    static Graph apply(Graph graph) {
        return Rewriter.rewrite(graph, (node, out) -> {
            if (node.op() instanceof Op.Other) {
                out.emit(node);
                return;
            }
            var value = out.constant(node.inputs().getFirst());
            if (value.isEmpty() || graph.outputs().contains(node.output())) {
                out.emit(node);
                return;
            }
            switch (node.op()) {
                case Op.Reshape _, Op.Flatten _ ->
                    out.define(node.output(), reshaped(value.get(), graph.shape(node.output())));
                case Op.Transpose transpose ->
                    out.define(node.output(), transposed(value.get(), transpose.permutation()));
                default -> out.emit(node);
            }
        });
    }

    /** The same elements in another shape. */
    private static Tensor reshaped(Tensor tensor, Shape shape) {
        return switch (tensor) {
            case Tensor.Floats floats -> new Tensor.Floats(shape, floats.data());
            case Tensor.Longs longs -> new Tensor.Longs(shape, longs.data());
            case Tensor.Ints ints -> new Tensor.Ints(shape, ints.data());
            case Tensor.Bools bools -> new Tensor.Bools(shape, bools.data());
            case Tensor.Codes codes -> new Tensor.Codes(codes.type(), shape, codes.data());
            case Tensor.WideCodes codes -> new Tensor.WideCodes(shape, codes.data());
        };
    }

    /** The tensor whose axis {@code i} is axis {@code permutation[i]} of the given one. */
    static Tensor transposed(Tensor tensor, List<Integer> permutation) {
        Shape input = tensor.shape();
        Shape output = Shape.of(permutation.stream().mapToInt(input::get).toArray());
        int[] sources = sources(input, permutation);
        switch (tensor) {
            case Tensor.Floats floats -> {
                float[] data = new float[sources.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = floats.data()[sources[i]];
                }
                return new Tensor.Floats(output, data);
            }
            case Tensor.Longs longs -> {
                long[] data = new long[sources.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = longs.data()[sources[i]];
                }
                return new Tensor.Longs(output, data);
            }
            case Tensor.Ints ints -> {
                int[] data = new int[sources.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = ints.data()[sources[i]];
                }
                return new Tensor.Ints(output, data);
            }
            case Tensor.Bools bools -> {
                boolean[] data = new boolean[sources.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = bools.data()[sources[i]];
                }
                return new Tensor.Bools(output, data);
            }
            case Tensor.Codes codes -> {
                byte[] data = new byte[sources.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = codes.data()[sources[i]];
                }
                return new Tensor.Codes(codes.type(), output, data);
            }
            case Tensor.WideCodes codes -> {
                char[] data = new char[sources.length];
                for (int i = 0; i < data.length; i++) {
                    data[i] = codes.data()[sources[i]];
                }
                return new Tensor.WideCodes(output, data);
            }
        }
    }

    /** For each element of the transposed tensor, in order, where it lies in the given one. */
    private static int[] sources(Shape input, List<Integer> permutation) {
        int[] sources = {0};
        for (int axis : permutation) {
            int stride = 1;
            for (int i = axis + 1; i < input.rank(); i++) {
                stride *= input.get(i);
            }
            int extent = input.get(axis);
            int[] finer = new int[sources.length * extent];
            for (int i = 0; i < finer.length; i++) {
                finer[i] = sources[i / extent] + i % extent * stride;
            }
            sources = finer;
        }
        return sources;
    }
}
