package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Some samples side by side, as networks are fed. */
final class Batch {
    private final Dataset samples;
    private final List<float[]> tensors = new ArrayList<>();
    private final List<Target> targets;

    /**
     * @param size how many samples it holds
     */
    Batch(Dataset samples, int size) {
        this.samples = samples;
        for (int input = 0; input < samples.inputs().size(); input++) {
            tensors.add(new float[size * elements(input)]);
        }
        targets = new ArrayList<>(Collections.nCopies(size, Target.NONE));
    }

    /** Takes one sample in at a place. */
    void read(int index, int place) {
        for (int input = 0; input < tensors.size(); input++) {
            samples.read(index, input, tensors.get(input), place * elements(input));
        }
        targets.set(place, samples.target(index));
    }

    /** Varies the image at a place, which is the sample's only tensor. */
    void vary(int place, Augmentation augmentation, Random random) {
        Shape shape = samples.sampleShape();
        augmentation.apply(tensors.getFirst(), place * elements(0), shape, random);
    }

    /** For each input the samples one after the other. */
    List<float[]> tensors() {
        return tensors;
    }

    List<Target> targets() {
        return targets;
    }

    private int elements(int input) {
        return Math.toIntExact(samples.inputs().get(input).shape().elements());
    }
}
