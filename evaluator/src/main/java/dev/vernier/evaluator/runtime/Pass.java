package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What goes over memory once: a stage, or a layer together with the addition that alone reads what it makes, as at the
 * end of a residual block. The tensor between the two never exists.
 *
 * @param stage the stage, or the layer
 * @param addition what is done at once with the layer's output
 */
record Pass(Stage stage, Optional<Stage.Add> addition) {
    /** The stages of a network in passes, each after what it reads. */
    static List<Pass> of(NetworkLayout layout) {
        Map<Stage.Add, Stage.OfLayer> joined = joined(layout);
        List<Pass> passes = new ArrayList<>();
        for (Stage stage : layout.stages()) {
            Stage.OfLayer layer = stage instanceof Stage.Add add ? joined.get(add) : null;
            if (stage instanceof Stage.Add add && layer != null) {
                passes.add(new Pass(layer, Optional.of(add)));
            } else if (!joined.containsValue(stage)) {
                passes.add(new Pass(stage, Optional.empty()));
            }
        }
        return passes;
    }

    /** For each addition the layer it is done with: the last of those whose output nothing else reads. */
    private static Map<Stage.Add, Stage.OfLayer> joined(NetworkLayout layout) {
        List<String> read = new ArrayList<>(layout.graph().outputs());
        layout.stages().forEach(stage -> read.addAll(stage.inputs()));
        Map<String, Stage.OfLayer> layers = new HashMap<>();
        Map<Stage.Add, Stage.OfLayer> joined = new HashMap<>();
        for (Stage stage : layout.stages()) {
            if (stage instanceof Stage.OfLayer layer && Collections.frequency(read, layer.output()) == 1) {
                layers.put(layer.output(), layer);
            } else if (stage instanceof Stage.Add add) {
                add.inputs().stream()
                        .flatMap(input -> Stream.ofNullable(layers.get(input)))
                        .max(Comparator.comparingInt(layer -> layer.layer().index()))
                        .ifPresent(layer -> joined.put(add, layer));
            }
        }
        return joined;
    }

    /** The tensors read: the stage's own, then what the addition adds. */
    List<String> inputs() {
        return addition.map(add -> Stream.concat(stage.inputs().stream(), Stream.of(other(add)))
                        .toList())
                .orElse(stage.inputs());
    }

    /** The addition's input that is not the layer's output. */
    private String other(Stage.Add add) {
        return add.inputs().get(add.inputs().getFirst().equals(stage.outputs().getFirst()) ? 1 : 0);
    }

    /** The tensors written. */
    List<String> outputs() {
        return addition.map(Stage.Add::outputs).orElse(stage.outputs());
    }
}
