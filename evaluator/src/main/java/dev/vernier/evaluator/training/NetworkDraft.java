package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A network of the scientific kind as it grows: fresh weights are drawn in the order of the calls. */
final class NetworkDraft {
    private final Graph.Builder graph;
    private final Random random;
    private final Set<String> fixed = new LinkedHashSet<>();
    private final Map<String, Tensor.Floats> drawn = new LinkedHashMap<>();
    private final Map<String, Mirror> mirrors = new LinkedHashMap<>();

    NetworkDraft(String name, Random random) {
        this.graph = Graph.builder(name);
        this.random = random;
    }

    Graph.Builder graph() {
        return graph;
    }

    /** A constant that training leaves as it is. */
    void fixed(String name, Tensor value) {
        graph.constant(name, value);
        fixed.add(name);
    }

    /** Independent normally distributed weights. */
    void normal(String name, double deviation, int... extents) {
        int count = 1;
        for (int extent : extents) {
            count *= extent;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        Tensor.Floats tensor = Tensor.floats(values, extents);
        drawn.put(name, tensor);
        graph.constant(name, tensor);
    }

    /** Weights that begin as 0. */
    void zeros(String name, int count) {
        graph.constant(name, Tensor.floats(new float[count], count));
    }

    /** Multiplies the last axis by a matrix with as many columns, scaled for rectifiers, and adds a vector. */
    String dense(String name, String input, int columns) {
        int rows = graph.shape(input).get(-1);
        normal(name + ".weight", Math.sqrt(2.0 / rows), rows, columns);
        zeros(name + ".bias", columns);
        graph.node(name, new Op.MatMul(), input, name + ".weight");
        graph.node(name + ".add", new Op.Add(), name, name + ".bias");
        return name + ".add";
    }

    /**
     * A convolution with a square kernel that keeps the extent, and a bias.
     *
     * @param groups into how many groups the channels are divided
     * @param gain by how much it amplifies the variance of independent inputs
     */
    String convolution(String name, String input, int channels, int kernel, int groups, double gain) {
        int depth = graph.shape(input).get(1) / groups;
        normal(name + ".weight", Math.sqrt(gain / (depth * kernel * kernel)), channels, depth, kernel, kernel);
        zeros(name + ".bias", channels);
        graph.node(
                name,
                new Op.Conv(Window.square(kernel, 1, kernel / 2), groups),
                input,
                name + ".weight",
                name + ".bias");
        return name;
    }

    /** The mean of every two by two pixels. */
    String halved(String name, String input) {
        graph.node(name, new Op.AveragePool(Window.square(2, 2, 0), false, false), input);
        return name;
    }

    /** The mean over the image and a score for each class. */
    Untrained classifier(String input, int classes) {
        graph.node("pool", new Op.GlobalAveragePool(), input);
        graph.node("flatten", new Op.Flatten(1), "pool");
        return build(dense("fc", "flatten", classes));
    }

    /** Constants that follow others as {@link Mirror} says. */
    void mirrored(String name, Mirror mirror) {
        Tensor.Floats source = drawn.get(mirror.source());
        if (source == null) {
            throw new IllegalArgumentException("no weights are named '" + mirror.source() + "'");
        }
        graph.constant(name, mirror.of(source));
        mirrors.put(name, mirror);
    }

    String sum(String name, String one, String other) {
        graph.node(name, new Op.Add(), one, other);
        return name;
    }

    String relu(String name, String input) {
        graph.node(name, new Op.Relu(), input);
        return name;
    }

    String reshape(String name, String input, Integer... extents) {
        graph.node(name, new Op.Reshape(List.of(extents)), input);
        return name;
    }

    String transpose(String name, String input, Integer... permutation) {
        graph.node(name, new Op.Transpose(List.of(permutation)), input);
        return name;
    }

    Untrained build(String output) {
        return new Untrained(graph.output(output).build(), fixed, mirrors);
    }
}
