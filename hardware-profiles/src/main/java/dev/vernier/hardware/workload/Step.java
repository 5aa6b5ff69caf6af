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

    /**
     * A quantizable layer with its fused activation function.
     *
     * @param inputs its input; in products of two activations, the left operand and the right one; of a recurrent layer
     *     what is added to its products, and initial states that are computed
     */
    record Layer(LayerWorkload work, List<Integer> inputs, int output) implements Step {
        public Layer {
            inputs = List.copyOf(inputs);
            boolean fits =
                    work.isRecurrent() ? !inputs.isEmpty() : inputs.size() == (work.isProductOfActivations() ? 2 : 1);
            if (!fits) {
                throw new IllegalArgumentException("layer '" + work.name() + "' reads " + inputs.size() + " tensors");
            }
        }

        /** A layer with one input. */
        public Layer(LayerWorkload work, int input, int output) {
            this(work, List.of(input), output);
        }

        @Override
        public String name() {
            return work.name();
        }

        /** The tensor whose width is the layer's activation width: a recurrent layer reads the states that it leaves. */
        public int input() {
            return work.isRecurrent() ? output : inputs.getFirst();
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
