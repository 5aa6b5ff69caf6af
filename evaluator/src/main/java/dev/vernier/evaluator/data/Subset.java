package dev.vernier.evaluator.data;

import java.util.List;
import java.util.Objects;

/** Some samples of another dataset, in an order of their own. */
final class Subset implements Dataset {
    private final Dataset whole;
    private final int[] indices;
    private final Fingerprint fingerprint = new Fingerprint(this);

    Subset(Dataset whole, int[] indices) {
        for (int index : indices) {
            Objects.checkIndex(index, whole.size());
        }
        this.whole = whole;
        this.indices = indices.clone();
    }

    @Override
    public List<SampleInput> inputs() {
        return whole.inputs();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public Truth truth() {
        return whole.truth();
    }

    @Override
    public int classes() {
        return whole.classes();
    }

    @Override
    public void read(int index, int input, float[] into, int offset) {
        whole.read(indices[index], input, into, offset);
    }

    @Override
    public Target target(int index) {
        return whole.target(indices[index]);
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }
}
