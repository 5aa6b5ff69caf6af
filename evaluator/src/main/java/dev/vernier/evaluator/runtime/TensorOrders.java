package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * In which order the elements of each tensor of a network lie. Images have their channels innermost: what convolutions and
 * poolings read or write, and what element-wise stages tie to that. Everything else is row-major, as is what matrix products
 * read or write even if convolutions do so, too; those then gather and scatter.
 */
final class TensorOrders {
    private final Graph graph;

    /** Tensors whose elements must lie alike: a tensor's parent, if any, stands for it. */
    private final Map<String, String> parents = new HashMap<>();

    private final Set<String> images = new HashSet<>();
    private final Set<String> matrices = new HashSet<>();

    private TensorOrders(Graph graph) {
        this.graph = graph;
    }

    static TensorOrders of(NetworkLayout layout) {
        TensorOrders orders = new TensorOrders(layout.graph());
        layout.stages().forEach(orders::tie);
        layout.stages().forEach(orders::mark);
        return orders;
    }

    OrderedShape of(String tensor) {
        String same = representative(tensor);
        boolean image = images.contains(same) && !matrices.contains(same);
        return new OrderedShape(graph.shape(tensor), image ? Order.CHANNELS_INNERMOST : Order.ROW_MAJOR);
    }

    private void tie(Stage stage) {
        switch (stage) {
            case Stage.Add _, Stage.Activation _, Stage.Softmax _, Stage.Average _, Stage.MaxPool _ -> {
                String first = representative(stage.inputs().getFirst());
                tensors(stage).stream()
                        .map(this::representative)
                        .filter(other -> !other.equals(first))
                        .forEach(other -> parents.put(other, first));
            }
            case Stage.OfLayer _,
                    Stage.OfProduct _,
                    Stage.Recurrence _,
                    Stage.Concat _,
                    Stage.Move _,
                    Stage.Floating _ -> {}
        }
    }

    private void mark(Stage stage) {
        switch (stage) {
            case Stage.OfLayer layer -> mark(stage, layer.node().op() instanceof Op.Convolution ? images : matrices);
            case Stage.OfProduct _, Stage.Recurrence _ -> mark(stage, matrices);
            case Stage.Average _, Stage.MaxPool _ -> mark(stage, images);
            case Stage.Add _, Stage.Activation _, Stage.Softmax _, Stage.Concat _, Stage.Move _, Stage.Floating _ -> {}
        }
    }

    private void mark(Stage stage, Set<String> kind) {
        tensors(stage).stream()
                .filter(tensor -> OrderedShape.ordersDiffer(graph.shape(tensor)))
                .map(this::representative)
                .forEach(kind::add);
    }

    private static List<String> tensors(Stage stage) {
        return Stream.concat(stage.inputs().stream(), stage.outputs().stream()).toList();
    }

    private String representative(String tensor) {
        String root = tensor;
        for (String next = parents.get(root); next != null; next = parents.get(root)) {
            root = next;
        }
        return root;
    }
}
