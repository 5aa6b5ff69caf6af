package dev.vernier.evaluator.data;

import java.util.List;
import java.util.Random;

/** A task whose samples are computed: the same random numbers give the same sample on every machine. */
interface Problem {
    /** See {@link Dataset#inputs}. */
    List<SampleInput> inputs();

    /** See {@link Dataset#truth}. */
    Truth truth();

    /** See {@link Dataset#classes}. */
    default int classes() {
        return 0;
    }

    /** One sample, drawn by {@code random} alone. */
    Sample draw(Random random);

    /**
     * @param tensors one for each input, row-major; not to be changed
     */
    record Sample(List<float[]> tensors, Target target) {}
}
