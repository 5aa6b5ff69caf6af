package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The share of samples read without any error. Outputs are decoded greedily: the best class of each step, the same one
 * in a row once, blanks left out (A. Graves and others, 2006, doi:10.1145/1143844.1143891).
 *
 * @param blank the class that stands for nothing
 */
public record SequenceAccuracy(int blank) implements ScoreMetric {
    @Override
    public String key() {
        return "sequence_accuracy";
    }

    @Override
    public boolean proportion() {
        return true;
    }

    @Override
    public OptionalDouble guessing(Shape sample) {
        return OptionalDouble.of(0);
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.truth(this, samples, Truth.LABELS)
                .or(() -> Misfits.rank(this, sample, 2, "steps×classes"))
                .or(() -> Misfits.scores(sample, samples))
                .or(() -> blank < classes(sample).orElseThrow()
                        ? Optional.empty()
                        : Optional.of(new Misfit(
                                "the blank is class " + blank + ", and the model tells "
                                        + classes(sample).orElseThrow() + " apart",
                                "the last class was meant, " + (classes(sample).orElseThrow() - 1))))
                .or(() -> blankAmongLabels(samples));
    }

    /** A sample whose labels name the blank could never be read without error. */
    private Optional<Misfit> blankAmongLabels(Dataset samples) {
        return IntStream.range(0, samples.size())
                .filter(i -> samples.target(i) instanceof Target.Labels(int[] labels)
                        && Arrays.stream(labels).anyMatch(label -> label == blank))
                .mapToObj(
                        i -> new Misfit(
                                "class " + blank + " is the blank, which is never read, and the labels of sample " + i
                                        + " name it",
                                "the blank is another class ('metric: { blank: 36 }'), or the labels are padded with it instead of -1"))
                .findFirst();
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Scores scores = Scores.of(outputs);
        double[] right = new double[scores.samples()];
        for (int i = 0; i < right.length; i++) {
            right[i] = samples.target(i) instanceof Target.Labels(int[] labels)
                            && Arrays.equals(decoded(scores, i), known(labels))
                    ? 1
                    : 0;
        }
        return Successes.of(right);
    }

    private static int[] known(int[] labels) {
        return Arrays.stream(labels)
                .filter(label -> label != Target.Labels.IGNORED)
                .toArray();
    }

    private int[] decoded(Scores scores, int sample) {
        int[] best = IntStream.range(0, scores.positions())
                .map(step -> scores.top(sample, step))
                .toArray();
        return IntStream.range(0, best.length)
                .filter(step -> best[step] != blank && (step == 0 || best[step] != best[step - 1]))
                .map(step -> best[step])
                .toArray();
    }
}
