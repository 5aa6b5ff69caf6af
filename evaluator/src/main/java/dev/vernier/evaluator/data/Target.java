package dev.vernier.evaluator.data;

/** What is known about one sample. */
public sealed interface Target {
    /** Nothing is. */
    Target NONE = new Nothing();

    /** See {@link Truth#NONE}. */
    record Nothing() implements Target {}

    /**
     * See {@link Truth#CLASS}.
     *
     * @param label 0 … classes − 1
     */
    record OfClass(int label) implements Target {}

    /**
     * See {@link Truth#LABELS}.
     *
     * @param labels each 0 … classes − 1, or {@link #IGNORED}; not to be changed
     */
    record Labels(int[] labels) implements Target {
        /** Stands for a position that counts for nothing, such as padding. */
        public static final int IGNORED = -1;
    }

    /**
     * See {@link Truth#VALUES}.
     *
     * @param values finite; not to be changed
     */
    record Values(float[] values) implements Target {}
}
