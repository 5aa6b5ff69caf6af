package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known about all samples.
 *
 * @param classes as in {@link Dataset#classes}
 * @param list one of each sample, all of the kind that {@code truth} says
 */
record Targets(Truth truth, int classes, List<Target> list) {
    /** The most classes that labels may name. */
    static final int MAX_CLASSES = 1 << 24;

    Targets {
        list = List.copyOf(list);
    }

    /** Nothing is known about so many samples. */
    static Targets none(int samples) {
        return new Targets(Truth.NONE, 0, Collections.nCopies(samples, Target.NONE));
    }

    /** Single labels, from 0. */
    static Targets ofClasses(int[] labels, int classes) {
        return new Targets(
                Truth.CLASS,
                classes,
                Arrays.stream(labels).<Target>mapToObj(Target.OfClass::new).toList());
    }

    /** Single labels, from 0; there are as many classes as the largest says. */
    static Targets ofClasses(int[] labels) {
        return ofClasses(labels, 1 + Arrays.stream(labels).max().orElse(-1));
    }

    /**
     * Labels from an array: one for each sample, or several, among which −1 stands for none.
     *
     * @param place where they come from, for messages
     */
    static Targets labels(String place, RawArray labels) {
        if (!labels.integral()) {
            throw new InvalidInputException(
                    place,
                    "labels must be whole numbers, not floating point",
                    "images and labels are swapped, or numbers to be computed were meant: 'targets'");
        }
        int samples = requireSamples(place, labels.shape());
        int each = Math.toIntExact(labels.shape().elements() / samples);
        boolean several = labels.shape().rank() > 1;
        int[] all = new int[samples * each];
        for (int i = 0; i < all.length; i++) {
            double label = labels.get(i);
            if (label < (several ? Target.Labels.IGNORED : 0) || label >= MAX_CLASSES) {
                throw new InvalidInputException(
                        place,
                        "label %.0f of sample %d is no class".formatted(label, i / each),
                        "number the classes from 0" + (several ? ", and leave positions out by -1" : ""));
            }
            all[i] = (int) label;
        }
        if (!several) {
            return ofClasses(all);
        }
        requireNotOneHot(place, all, samples, each);
        List<Target> list = new ArrayList<>(samples);
        for (int i = 0; i < samples; i++) {
            list.add(new Target.Labels(Arrays.copyOfRange(all, i * each, (i + 1) * each)));
        }
        return new Targets(Truth.LABELS, 1 + Arrays.stream(all).max().orElse(-1), list);
    }

    /**
     * Single labels from an array.
     *
     * @param place where they come from, for messages
     * @param classes the number of classes, which every label must be below
     */
    static Targets labels(String place, RawArray labels, int classes) {
        Targets targets = labels(place, labels);
        for (int sample = 0; sample < targets.list().size(); sample++) {
            if (!(targets.list().get(sample) instanceof Target.OfClass(int label)) || label >= classes) {
                throw new InvalidInputException(
                        place,
                        "label %.0f of sample %d is outside 0…%d".formatted(labels.get(sample), sample, classes - 1),
                        "the labels belong to another set");
            }
        }
        return new Targets(Truth.CLASS, classes, targets.list());
    }

    private static void requireNotOneHot(String place, int[] labels, int samples, int each) {
        boolean oneHot = each > 1
                && IntStream.range(0, samples)
                        .allMatch(sample -> isOneHot(Arrays.copyOfRange(labels, sample * each, (sample + 1) * each)));
        if (oneHot) {
            throw new InvalidInputException(
                    place, "every row of its labels is one-hot", "numpy.argmax(labels, 1) before saving puts it right");
        }
    }

    private static boolean isOneHot(int[] row) {
        return Arrays.stream(row).sum() == 1 && Arrays.stream(row).allMatch(label -> label == 0 || label == 1);
    }

    /**
     * Numbers that a network should compute: the first axis of the array counts the samples.
     *
     * @param place where they come from, for messages
     */
    static Targets values(String place, RawArray values) {
        int samples = requireSamples(place, values.shape());
        values.requireFinite(place);
        int each = Math.toIntExact(values.shape().elements() / samples);
        List<Target> list = new ArrayList<>(samples);
        for (int i = 0; i < samples; i++) {
            float[] of = new float[each];
            for (int j = 0; j < each; j++) {
                of[j] = (float) values.get(i * each + j);
            }
            list.add(new Target.Values(of));
        }
        return new Targets(Truth.VALUES, 0, list);
    }

    private static int requireSamples(String place, Shape shape) {
        if (shape.rank() == 0 || shape.elements() == 0) {
            throw new InvalidInputException(
                    place, "an array of shape " + shape + " says nothing about samples", "another array was meant");
        }
        return shape.get(0);
    }
}
