package dev.vernier.hardware.workload;

import java.util.List;
import java.util.Locale;

/** One step of a network in execution order. Tensors are named by their index in {@link NetworkWorkload#tensors}. */
public sealed interface Step {
    String name();

    /** Indices of the activation tensors read. */
    List<Integer> inputs();

    /** Index of the activation tensor written. */
    int output();

    /** A quantizable layer with its fused activation function. */
    record Layer(LayerWorkload work, int input, int output) implements Step {
        @Override
        public String name() {
            return work.name();
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }

    /** Everything between the layers. */
    record Glue(String name, Kind kind, List<Integer> inputs, int output) implements Step {
        public Glue {
            inputs = List.copyOf(inputs);
        }

        /** What the step costs is decided by how it touches its elements. */
        public enum Kind {
            /** An element-wise sum of tensors. */
            ADD,
            /** Tensors laid side by side. */
            CONCAT,
            /** Maximum or average over windows. */
            POOL,
            /** Elements moved or renamed, values unchanged. */
            MOVE,
            /** An element-wise function. */
            ELEMENTWISE;

            /** The word in profiles: {@code add}. */
            public String key() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
