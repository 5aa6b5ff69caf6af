package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleInput;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Samples of which only the targets matter. */
record Samples(Truth truth, int classes, List<Target> targets) implements Dataset {
    static Samples unlabelled(int size) {
        return new Samples(
                Truth.NONE, 0, Stream.generate(() -> Target.NONE).limit(size).toList());
    }

    static Samples ofClasses(int classes, int... labels) {
        return new Samples(
                Truth.CLASS,
                classes,
                Arrays.stream(labels).<Target>mapToObj(Target.OfClass::new).toList());
    }

    static Samples ofLabels(int classes, int[]... labels) {
        return new Samples(
                Truth.LABELS,
                classes,
                Arrays.stream(labels).<Target>map(Target.Labels::new).toList());
    }

    static Samples ofValues(float[]... values) {
        return new Samples(
                Truth.VALUES,
                0,
                Arrays.stream(values).<Target>map(Target.Values::new).toList());
    }

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("x", Shape.of(1)));
    }

    @Override
    public int size() {
        return targets.size();
    }

    @Override
    public void read(int index, int input, float[] into, int offset) {
        Objects.checkIndex(index, size());
        into[offset] = 0;
    }

    @Override
    public Target target(int index) {
        return targets.get(index);
    }

    @Override
    public String fingerprint() {
        return "targets";
    }
}
