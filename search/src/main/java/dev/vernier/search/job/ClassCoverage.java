package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Truth;
import java.util.BitSet;
import java.util.Optional;

/** Whether samples show every class that their labels may name. */
final class ClassCoverage {
    private ClassCoverage() {}

    /**
     * A warning where classes have no sample though there are samples enough for all of them.
     *
     * @param key what sets the number of samples in a configuration: {@code search}
     */
    static Optional<String> doubt(String key, Dataset samples) {
        if (samples.truth() != Truth.CLASS || samples.size() < samples.classes()) {
            return Optional.empty();
        }
        BitSet seen = new BitSet();
        for (int i = 0; i < samples.size(); i++) {
            seen.set(samples.label(i));
        }
        int missing = samples.classes() - seen.cardinality();
        if (missing == 0) {
            return Optional.empty();
        }
        String first = "class " + seen.nextClearBit(0);
        return Optional.of("none of the " + samples.size() + " " + key + " samples is of " + first
                + (missing > 1 ? " or " + (missing - 1) + " other classes" : "") + ", of "
                + samples.classes() + ". Maybe the data lack it, or a larger 'data." + key + "' would show it.");
    }
}
