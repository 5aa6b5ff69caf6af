package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
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
    public Shape sampleShape() {
        return whole.sampleShape();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int classes() {
        return whole.classes();
    }

    @Override
    public void read(int index, float[] into, int offset) {
        whole.read(indices[index], into, offset);
    }

    @Override
    public int label(int index) {
        return whole.label(indices[index]);
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }
}
