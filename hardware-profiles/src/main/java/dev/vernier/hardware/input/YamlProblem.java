package dev.vernier.hardware.input;

import dev.vernier.hardware.input.YamlNode.Mark;
import java.util.Comparator;

/** Something wrong at one place of a YAML file, in words; ordered by place. */
record YamlProblem(Mark mark, String problem, String mend) implements Comparable<YamlProblem> {
    private static final Comparator<YamlProblem> ORDER = Comparator.comparing(
                    (YamlProblem problem) -> problem.mark.document())
            .thenComparingInt(problem -> problem.mark.line())
            .thenComparingInt(problem -> problem.mark.column())
            .thenComparing(YamlProblem::problem)
            .thenComparing(YamlProblem::mend);

    InvalidInputException exception() {
        return new InvalidInputException(mark.place(), problem, mend);
    }

    @Override
    public int compareTo(YamlProblem other) {
        return ORDER.compare(this, other);
    }
}
