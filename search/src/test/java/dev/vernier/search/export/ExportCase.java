package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Window;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small networks that together hold every operation that can be exported. */
enum ExportCase {
    CONV {
        @Override
        void build(Graph.Builder b) {
            conv(b, "conv", "x", 8, Window.square(3, 1, 1), 1);
            b.output("conv");
        }
    },
    /** The codes behind a layer, seen through a pooling that changes nothing. */
    CODES {
        @Override
        void build(Graph.Builder b) {
            conv(b, "conv", "x", 16, Window.square(3, 1, 1), 1);
            b.node("relu", new Op.Relu(), "conv");
            b.node("pool", new Op.MaxPool(Window.square(1, 1, 0), false), "relu");
            b.output("pool");
        }
    },
    STRIDED_DILATED_GROUPED {
        @Override
        void build(Graph.Builder b) {
            conv(b, "strided", "x", 8, new Window(3, 2, 2, 1, 1, 1, 1, 0, 0, 1), 1);
            b.node("relu6", new Op.Clip(0, 1.5f), "strided");
            conv(b, "dilated", "relu6", 8, new Window(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 2);
            b.output("dilated");
        }
    },
    DEPTHWISE {
        @Override
        void build(Graph.Builder b) {
            conv(b, "expand", "x", 12, Window.square(1, 1, 0), 1);
            b.node("relu", new Op.Relu(), "expand");
            conv(b, "depthwise", "relu", 12, Window.square(3, 2, 1), 12);
            b.node("relu2", new Op.Relu(), "depthwise");
            conv(b, "project", "relu2", 5, Window.square(1, 1, 0), 1);
            b.output("project");
        }
    },
    RESIDUAL {
        @Override
        void build(Graph.Builder b) {
            conv(b, "stem", "x", 8, Window.square(3, 1, 1), 1);
            b.node("relu", new Op.Relu(), "stem");
            conv(b, "conv1", "relu", 8, Window.square(3, 2, 1), 1);
            conv(b, "shortcut", "relu", 8, Window.square(1, 2, 0), 1);
            b.node("add", new Op.Add(), "conv1", "shortcut");
            b.node("relu2", new Op.Relu(), "add");
            b.node("pool", new Op.GlobalAveragePool(), "relu2");
            b.node("flat", new Op.Flatten(1), "pool");
            b.constant("fc/w", Weights.tensor(91, 10, 8)).constant("fc/b", Weights.tensor(92, 10));
            b.node("fc", new Op.Gemm(1, 1, false, true), "flat", "fc/w", "fc/b");
            b.output("fc");
        }
    },
    CONCAT_AND_POOLS {
        @Override
        void build(Graph.Builder b) {
            conv(b, "left", "x", 3, Window.square(1, 1, 0), 1);
            conv(b, "right", "x", 5, Window.square(3, 1, 1), 1);
            b.node("sides", new Op.Concat(1), "left", "right");
            b.node("max", new Op.MaxPool(new Window(2, 2, 2, 2, 1, 1, 0, 0, 1, 1), false), "sides");
            b.node("average", new Op.AveragePool(Window.square(3, 1, 1), false, true), "max");
            b.node("ragged", new Op.AveragePool(Window.square(3, 2, 1), true, false), "average");
            conv(b, "last", "ragged", 4, Window.square(1, 1, 0), 1);
            b.output("last");
        }
    },
    MOVES {
        @Override
        void build(Graph.Builder b) {
            b.node("pad", new Op.Pad(List.of(0, 0, 1, 0, 0, 0, 0, 2), 0), "x");
            conv(b, "conv", "pad", 6, Window.square(3, 1, 0), 1);
            b.node("slice", new Op.Slice(List.of(1, -1), List.of(6, -100), List.of(1, 2), List.of(1, -1)), "conv");
            b.node("transpose", new Op.Transpose(List.of(0, 1, 3, 2)), "slice");
            conv(b, "conv2", "transpose", 4, Window.square(1, 1, 0), 1);
            b.node("relu", new Op.Relu(), "conv2");
            b.node("rows", new Op.Reshape(List.of(1, 4, -1)), "relu");
            b.constant("mat", Weights.tensor(7, b.shape("rows").get(2), 6));
            b.node("product", new Op.MatMul(), "rows", "mat");
            b.output("product");
        }
    },
    LONE_ACTIVATION_AND_SOFTMAX {
        @Override
        void build(Graph.Builder b) {
            conv(b, "conv", "x", 4, Window.square(3, 1, 1), 1);
            b.node("relu", new Op.Relu(), "conv");
            b.node("join", new Op.Add(), "conv", "relu");
            b.node("pool", new Op.GlobalAveragePool(), "join");
            b.node("flat", new Op.Flatten(1), "pool");
            b.constant("fc/w", Weights.tensor(3, 4, 7));
            b.node("fc", new Op.Gemm(1, 1, false, false), "flat", "fc/w");
            b.node("softmax", new Op.Softmax(-1), "fc");
            b.output("softmax");
        }
    },
    /** A residual network of functions that have no meaning here, in a version from before 4-bit types. */
    PASSED_ON {
        @Override
        void build(Graph.Builder b) {
            b.opsets(Map.of("", 14));
            conv(b, "stem", "x", 6, Window.square(3, 1, 1), 1);
            other(b, "HardSwish", "swish", new TreeMap<>(), "stem");
            conv(b, "conv1", "swish", 6, Window.square(3, 1, 1), 1);
            other(b, "Mul", "residual", new TreeMap<>(), "conv1", "swish");
            conv(b, "conv2", "residual", 4, Window.square(1, 1, 0), 1);
            b.output("conv2");
        }
    },
    ATTENTION {
        @Override
        void build(Graph.Builder b) {
            b.opsets(Map.of("", 21));
            b.node("rows", new Op.Reshape(List.of(1, 8, 36)), "x");
            b.constant("scale", Weights.tensor(5, 36)).constant("shift", Weights.tensor(6, 36));
            SortedMap<String, Attribute> axis = new TreeMap<>(Map.of("axis", new Attribute.Whole(-1)));
            other(b, "LayerNormalization", "normal", axis, "rows", "scale", "shift");
            for (String name : List.of("q", "k", "v")) {
                b.constant(name + "/w", Weights.tensor(name.hashCode(), 36, 12));
                b.constant(name + "/b", Weights.tensor(name.hashCode() + 1, 12));
                b.node(name + "/product", new Op.MatMul(), "normal", name + "/w");
                b.node(name, new Op.Add(), name + "/product", name + "/b");
            }
            b.node("turned", new Op.Transpose(List.of(0, 2, 1)), "k");
            b.node("scores", new Op.MatMul(), "q", "turned");
            b.node("weights", new Op.Softmax(-1), "scores");
            b.node("mix", new Op.MatMul(), "weights", "v");
            b.constant("out/w", Weights.tensor(9, 12, 36));
            b.node("out", new Op.MatMul(), "mix", "out/w");
            b.node("sum", new Op.Add(), "out", "normal");
            b.output("sum");
        }
    },
    /** Products over four axes, of operands that others read, too. */
    HEADS {
        @Override
        void build(Graph.Builder b) {
            conv(b, "q", "x", 6, Window.square(1, 1, 0), 1);
            conv(b, "k", "x", 6, Window.square(1, 1, 0), 1);
            b.node("turned", new Op.Transpose(List.of(0, 1, 3, 2)), "k");
            b.node("scores", new Op.MatMul(), "q", "turned");
            b.node("relu", new Op.Relu(), "scores");
            b.node("mix", new Op.MatMul(), "relu", "k");
            conv(b, "out", "mix", 5, Window.square(1, 1, 0), 1);
            b.output("out");
        }
    },
    /** Images of one row. */
    ROWS {
        @Override
        void build(Graph.Builder b) {
            b.node("rows", new Op.Reshape(List.of(1, 8, 36)), "x");
            convolution(b, "conv", "rows", 6, new Op.Conv(Window.ofRow(new Span(5, 2, 1, 2, 1)), 2));
            b.node("relu", new Op.Relu(), "conv");
            convolution(b, "same", "relu", 6, new Op.Conv(Window.ofRow(new Span(3, 1, 2, 2, 2)), 1));
            b.node("sum", new Op.Add(), "same", "relu");
            b.node("max", new Op.MaxPool(Window.ofRow(new Span(2, 2, 1, 0, 0)), false), "sum");
            convolution(b, "up", "max", 4, new Op.ConvTranspose(Window.ofRow(new Span(4, 2, 1, 1, 1)), 0, 1, 1));
            b.output("up");
        }
    },
    TRANSPOSED {
        @Override
        void build(Graph.Builder b) {
            Window half = new Window(3, 2, 2, 3, 1, 1, 1, 0, 0, 1);
            convolution(b, "up", "x", 6, new Op.ConvTranspose(half, 1, 2, 1));
            b.node("relu", new Op.Relu(), "up");
            convolution(b, "grouped", "relu", 4, new Op.ConvTranspose(Window.square(4, 2, 1), 0, 0, 2));
            b.node("clip", new Op.Clip(0, 2), "grouped");
            convolution(b, "depthwise", "clip", 4, new Op.ConvTranspose(Window.square(2, 2, 0), 0, 0, 4));
            b.output("depthwise");
        }
    },
    VOLUMES {
        @Override
        void build(Graph.Builder b) {
            b.node("volume", new Op.Reshape(List.of(1, 2, 4, 6, 6)), "x");
            Span slices = new Span(3, 1, 1, 1, 1);
            convolution(b, "conv", "volume", 4, new Op.VolumeConv(slices, Window.square(3, 1, 1), 1));
            b.node("relu", new Op.Relu(), "conv");
            convolution(b, "grouped", "relu", 4, new Op.VolumeConv(slices, Window.square(3, 1, 1), 2));
            b.node("sum", new Op.Add(), "grouped", "relu");
            Span thin = new Span(2, 2, 1, 0, 0);
            convolution(b, "last", "sum", 3, new Op.VolumeConv(thin, Window.square(2, 2, 0), 1));
            b.output("last");
        }
    };

    abstract void build(Graph.Builder builder);

    Graph graph() {
        Graph.Builder builder = Graph.builder(name()).input("x", Shape.of(1, 4, 9, 8));
        build(builder);
        return builder.build();
    }

    /** An operator that is passed on, whose output is as its first input. */
    private static void other(
            Graph.Builder b, String operator, String name, SortedMap<String, Attribute> attributes, String... inputs) {
        b.node(name, new Op.Other("", operator, attributes, List.of(b.type(inputs[0]))), inputs);
    }

    private static void conv(Graph.Builder b, String name, String input, int channels, Window window, int groups) {
        convolution(b, name, input, channels, new Op.Conv(window, groups));
    }

    private static void convolution(Graph.Builder b, String name, String input, int channels, Op.Convolution op) {
        int[] shape = b.shape(input).toArray();
        int inputs = shape[1];
        boolean transposed = op instanceof Op.ConvTranspose;
        shape[0] = transposed ? inputs : channels;
        shape[1] = (transposed ? channels : inputs) / op.groups();
        shape[shape.length - 1] = op.window().kernelWidth();
        if (shape.length > 3) {
            shape[shape.length - 2] = op.window().kernelHeight();
        }
        if (op instanceof Op.VolumeConv volume) {
            shape[2] = volume.slices().kernel();
        }
        b.constant(name + "/w", Weights.tensor(name.hashCode(), shape));
        b.constant(name + "/b", Weights.tensor(name.length(), channels));
        b.node(name, op, input, name + "/w", name + "/b");
    }
}
