package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Cell;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns recurrent layers into programs. Laid-out matrices, which several plans share, are made once. */
final class RecurrenceCompiler {
    private final Graph graph;
    private final Kernels kernels;
    private final Map<Key, List<Matrix>> prepared = new HashMap<>();

    /** Layers with equal keys multiply by the same matrices. */
    private record Key(QuantizedWeights weights, int activationBits) {}

    /** Some rows of R, those of the outputs {@code from…to}, ready to be multiplied by. */
    private record Matrix(List<SplitLayer.Slice> slices, int from, int to) {}

    RecurrenceCompiler(Graph graph, Kernels kernels) {
        this.graph = graph;
        this.kernels = kernels;
    }

    /** What the matrices of all layers compiled so far take. */
    long weightBytes() {
        return prepared.values().stream()
                .flatMap(List::stream)
                .flatMap(matrix -> matrix.slices().stream())
                .mapToLong(slice -> slice.convolution().weightBytes())
                .sum();
    }

    StageProgram recurrence(Stage.Recurrence stage, QuantizedNetwork network) {
        Node node = stage.node();
        Shape state = graph.shape(node.input(3));
        ActivationQuantizer codes = network.quantizer(stage.output()).orElseThrow();
        QuantizedLayer numbers = network.layer(stage.layer());
        int activationBits = Math.min(Byte.SIZE, codes.bits());
        List<RecurrenceProgram.Product> products = new ArrayList<>();
        for (Matrix matrix : prepared.computeIfAbsent(
                new Key(numbers.weights(), activationBits),
                key -> matrices(stage.op().cell(), state, key))) {
            Epilogue.ToFloats toFloats = new Epilogue.ToFloats(
                    Arrays.copyOfRange(numbers.bias(), matrix.from(), matrix.to()),
                    Arrays.copyOfRange(numbers.multiplier(), matrix.from(), matrix.to()),
                    Float.NEGATIVE_INFINITY,
                    Float.POSITIVE_INFINITY);
            StageProgram program = LayerCompiler.program(matrix.slices(), codes, toFloats, Optional.empty());
            products.add(new RecurrenceProgram.Product(program, matrix.to() - matrix.from()));
        }
        RecurrenceProgram.Source cell = stage.op().cell().hasCellState()
                ? source(stage, node.input(4), network)
                : new RecurrenceProgram.Source.Constant(new float[0]);
        return new RecurrenceProgram(
                stage.op(),
                graph.shape(node.input(0)).get(0),
                state.get(0),
                state.get(1),
                products,
                codes,
                source(stage, node.input(0), network),
                source(stage, node.input(3), network),
                cell);
    }

    /** Where the values of one of the node's inputs come from. */
    private RecurrenceProgram.Source source(Stage.Recurrence stage, String tensor, QuantizedNetwork network) {
        return graph.isConstant(tensor)
                ? new RecurrenceProgram.Source.Constant(graph.floats(tensor).data())
                : new RecurrenceProgram.Source.Computed(stage.inputs().indexOf(tensor), network.quantizer(tensor));
    }

    /** All of R, or in two parts where the candidate has another operand than the gates. */
    private List<Matrix> matrices(Cell cell, Shape state, Key key) {
        int hidden = state.get(1);
        int all = cell.gates() * hidden;
        return cell == Cell.GRU
                ? List.of(matrix(state, 0, 2 * hidden, key), matrix(state, 2 * hidden, all, key))
                : List.of(matrix(state, 0, all, key));
    }

    private Matrix matrix(Shape state, int from, int to, Key key) {
        QuantizedWeights weights = key.weights().channels(from, to);
        return new Matrix(
                SplitLayer.slices(
                        kernels,
                        depth -> ConvShape.matrix(state.get(0), depth, to - from),
                        state.get(1),
                        weights,
                        key.activationBits()),
                from,
                to);
    }
}
