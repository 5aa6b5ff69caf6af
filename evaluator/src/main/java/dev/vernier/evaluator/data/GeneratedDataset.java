package dev.vernier.evaluator.data;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A stretch of the endless row of a problem's samples; each is computed when first asked for, and kept. */
final class GeneratedDataset implements Dataset {
    /** 2^64 divided by the golden ratio: seeds of neighbouring samples lie far apart. */
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private final Problem problem;
    private final long first;
    private final AtomicReferenceArray<Problem.@Nullable Sample> samples;
    private final Fingerprint fingerprint = new Fingerprint(this);

    GeneratedDataset(Problem problem, long first, int size) {
        this.problem = problem;
        this.first = first;
        this.samples = new AtomicReferenceArray<>(size);
    }

    @Override
    public List<SampleInput> inputs() {
        return problem.inputs();
    }

    @Override
    public int size() {
        return samples.length();
    }

    @Override
    public Truth truth() {
        return problem.truth();
    }

    @Override
    public int classes() {
        return problem.classes();
    }

    @Override
    public void read(int index, int input, float[] into, int offset) {
        float[] tensor = sample(index).tensors().get(input);
        System.arraycopy(tensor, 0, into, offset, tensor.length);
    }

    @Override
    public Target target(int index) {
        return sample(index).target();
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }

    /** Two threads may compute the same sample, which is the same then. */
    private Problem.Sample sample(int index) {
        Problem.@Nullable Sample known = samples.get(Objects.checkIndex(index, size()));
        if (known == null) {
            known = problem.draw(new Random((first + index) * STRIDE));
            samples.set(index, known);
        }
        return known;
    }
}
