package dev.vernier.search.export;

import dev.vernier.evaluator.graph.Attribute;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Span;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.TensorType;
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
    /** An LSTM as PyTorch exports it, and a product of all that it leaves. */
    LSTM {
        @Override
        void build(Graph.Builder b) {
            b.opsets(Map.of("", 17));
            b.node("rows", new Op.Reshape(List.of(1, 8, 36)), "x");
            b.node("steps", new Op.Transpose(List.of(1, 0, 2)), "rows");
            recurrent(b, "lstm", "LSTM", 4, 10, false, new TreeMap<>());
            b.node("last", new Op.Reshape(List.of(1, 10)), "lstm/last");
            b.constant("fc/w", Weights.tensor(9, 6, 10));
            b.node("fc", new Op.Gemm(1, 1, false, true), "last", "fc/w");
            b.output("fc");
        }
    },
    /** Both directions of a GRU, and all that they leave. */
    GRU {
        @Override
        void build(Graph.Builder b) {
            b.opsets(Map.of("", 21));
            b.node("steps", new Op.Reshape(List.of(12, 1, 24)), "x");
            recurrent(b, "gru", "GRU", 3, 7, true, new TreeMap<>());
            b.node("turned", new Op.Transpose(List.of(0, 2, 1, 3)), "gru");
            b.node("both", new Op.Reshape(List.of(12, 1, 14)), "turned");
            b.constant("fc/w", Weights.tensor(10, 14, 5));
            b.node("fc", new Op.MatMul(), "both", "fc/w");
            b.output("fc");
        }
    },
    /** A GRU with PyTorch's reset gate, in the first opset that can be written. */
    GRU_RESET_AFTER {
        @Override
        void build(Graph.Builder b) {
            b.opsets(Map.of("", 11));
            b.node("steps", new Op.Reshape(List.of(6, 2, 24)), "x");
            recurrent(
                    b,
                    "gru",
                    "GRU",
                    3,
                    8,
                    false,
                    new TreeMap<>(Map.of(
                            "linear_before_reset",
                            new Attribute.Whole(1),
                            "direction",
                            new Attribute.Text("reverse"))));
            b.node("all", new Op.Reshape(List.of(1, 96)), "gru");
            b.constant("fc/w", Weights.tensor(11, 96, 5));
            b.node("fc", new Op.MatMul(), "all", "fc/w");
            b.output("fc");
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

    /** A recurrent operator over {@code steps}, whose outputs are {@code name} and {@code name/last}. */
    private static void recurrent(
            Graph.Builder b,
            String name,
            String operator,
            int gates,
            int hidden,
            boolean bothWays,
            SortedMap<String, Attribute> attributes) {
        Shape x = b.shape("steps");
        int directions = bothWays ? 2 : 1;
        matrices(b, name + "/w", directions, gates * hidden, x.get(2));
        matrices(b, name + "/r", directions, gates * hidden, hidden);
        b.constant(name + "/b", Weights.tensor(name.hashCode(), directions, 2 * gates * hidden));
        attributes.put("hidden_size", new Attribute.Whole(hidden));
        if (bothWays) {
            attributes.put("direction", new Attribute.Text("bidirectional"));
        }
        List<TensorType> results = List.of(
                new TensorType(ElementType.FLOAT, Shape.of(x.get(0), directions, x.get(1), hidden)),
                new TensorType(ElementType.FLOAT, Shape.of(directions, x.get(1), hidden)));
        b.node(new Node(
                name,
                new Op.Other("", operator, attributes, results),
                List.of("steps", name + "/w", name + "/r", name + "/b"),
                List.of(name, name + "/last")));
    }

    /** Matrices of the usual spread, as many as the first axis counts. */
    private static void matrices(Graph.Builder b, String name, int count, int rows, int columns) {
        float[] values = Weights.normal(count * rows * columns, 1 / Math.sqrt(columns), name.hashCode());
        b.constant(name, Tensor.floats(values, count, rows, columns));
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
