package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gives every matrix product with constant weights one form: Gemm with {@code alpha = beta = 1}, weights [N,K] and at
 * most a constant bias [N].
 */
final class GemmNormalization {
    private static final Op.Gemm NORMAL = new Op.Gemm(1, 1, false, true);

    private final Graph graph;
    private final Rewriter out;
    private final Node node;

    private GemmNormalization(Graph graph, Rewriter out, Node node) {
        this.graph = graph;
        this.out = out;
        this.node = node;
    }

    static Graph apply(Graph graph) {
        return Rewriter.rewrite(graph, (node, out) -> {
            GemmNormalization normalization = new GemmNormalization(graph, out, node);
            switch (node.op()) {
                case Op.Gemm gemm -> normalization.gemm(gemm);
                case Op.MatMul _ -> normalization.matMul();
                default -> out.emit(node);
            }
        });
    }

    private void gemm(Op.Gemm gemm) {
        Optional<Tensor.Floats> b = out.floats(node.input(1));
        boolean adds = node.inputs().size() == 3 && gemm.beta() != 0;
        boolean scalesComputed =
                adds && gemm.beta() != 1 && out.floats(node.input(2)).isEmpty();
        if (b.isEmpty() || scalesComputed) {
            out.emit(node);
            return;
        }
        List<String> inputs = new ArrayList<>();
        inputs.add(gemm.transposeA() ? transposedInput() : node.input(0));
        inputs.add(weights(b.get(), gemm.transposeB(), gemm.alpha()));
        Optional<String> bias = adds ? bias(node.input(2), gemm.beta()) : Optional.empty();
        bias.ifPresent(inputs::add);
        if (!adds || bias.isPresent()) {
            out.emit(new Node(node.name(), NORMAL, inputs, node.output()));
            return;
        }
        String product = out.fresh(node.name() + "_product");
        out.emit(new Node(node.name(), NORMAL, inputs, product));
        List<String> addends = List.of(product, scaledAddend(gemm.beta()));
        out.emit(new Node(out.fresh(node.name() + "_add"), new Op.Add(), addends, node.output()));
    }

    private void matMul() {
        Optional<Tensor.Floats> b = out.floats(node.input(1));
        if (b.isEmpty()
                || b.get().shape().rank() != 2
                || graph.shape(node.input(0)).rank() != 2) {
            out.emit(node);
            return;
        }
        List<String> inputs = new ArrayList<>();
        inputs.add(node.input(0));
        inputs.add(weights(b.get(), false, 1));
        Optional<Node> addition = out.soleConsumer(node.output())
                .filter(consumer -> consumer.op() instanceof Op.Add)
                .filter(add -> graph.shape(add.output()).equals(graph.shape(node.output())));
        Optional<String> bias =
                addition.flatMap(add -> bias(add.input(add.input(0).equals(node.output()) ? 1 : 0), 1));
        if (bias.isEmpty()) {
            out.emit(new Node(node.name(), NORMAL, inputs, node.output()));
            return;
        }
        inputs.add(bias.get());
        out.emit(new Node(node.name(), NORMAL, inputs, addition.orElseThrow().output()));
        out.absorb(addition.orElseThrow());
    }

    private String transposedInput() {
        String transposed = out.fresh(node.name() + "_transposed");
        out.emit(new Node(transposed, new Op.Transpose(List.of(1, 0)), List.of(node.input(0)), transposed));
        return transposed;
    }

    /** Weights [N,K], already multiplied by {@code alpha}. */
    private String weights(Tensor.Floats b, boolean transposed, float alpha) {
        if (transposed && alpha == 1) {
            return node.input(1);
        }
        Tensor.Floats rows = transposed ? b : (Tensor.Floats) ConstantFolding.transposed(b, List.of(1, 0));
        return out.add(node.name() + "_weight", new Tensor.Floats(rows.shape(), scaled(rows.data(), alpha)));
    }

    /** The addend as a bias [N], if it is constant and the same for all rows. */
    private Optional<String> bias(String addend, float beta) {
        Optional<Tensor.Floats> value = out.floats(addend);
        int n = graph.shape(node.output()).get(1);
        boolean sameForRows = value.isPresent()
                && (value.get().data().length == 1
                        || (value.get().data().length == n
                                && value.get().shape().get(-1) == n));
        if (!sameForRows) {
            return Optional.empty();
        }
        if (beta == 1 && value.get().shape().equals(Shape.of(n))) {
            return Optional.of(addend);
        }
        float[] data = scaled(value.get().data(), beta);
        float[] vector = data;
        if (data.length < n) {
            vector = new float[n];
            Arrays.fill(vector, data[0]);
        }
        return Optional.of(out.add(node.name() + "_bias", Tensor.floats(vector, n)));
    }

    private String scaledAddend(float beta) {
        Optional<Tensor.Floats> value = out.floats(node.input(2));
        return beta == 1 || value.isEmpty()
                ? node.input(2)
                : out.add(
                        node.name() + "_addend",
                        new Tensor.Floats(
                                value.get().shape(), scaled(value.get().data(), beta)));
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
