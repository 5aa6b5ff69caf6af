package dev.vernier.search.run;

import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.front.Front;
import dev.vernier.search.trial.Trial;
import java.util.List;
import java.util.Map;

/**
 * What a search ended with.
 *
 * @param trials all trials, in the order of proposal
 * @param fronts by profile, in the order of the islands
 * @param sensitivities by scheme, where they were measured
 * @param ending why it ended
 */
public record Outcome(
        List<Trial> trials,
        Map<String, Front> fronts,
        Map<QuantizationScheme, Sensitivities> sensitivities,
        Ending ending) {
    /**
     * What the budget went into, in words.
     *
     * @param samples of one evaluation
     */
    public String spent(int samples) {
        long narrowing = Math.ceilDiv(
                sensitivities.values().stream()
                        .mapToLong(Sensitivities::sampleForwards)
                        .sum(),
                (long) samples);
        String plans = trials.size() + " evaluations of plans";
        return narrowing == 0 ? plans : plans + ", and as much as " + narrowing + " more on sensitivities";
    }

    /** Why a search ended. */
    public enum Ending {
        /** The budget is spent. */
        SPENT,
        /**
         * No further plan was found: every plan was tried, or does not fit on its device, or so many in a row do not that
         * the others were not looked at.
         */
        EXHAUSTED,
        /** It was asked to stop; it can be resumed. */
        STOPPED
    }
}
