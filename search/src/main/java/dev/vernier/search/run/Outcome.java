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
    /** Why a search ended. */
    public enum Ending {
        /** The budget is spent. */
        SPENT,
        /** Every plan was tried. */
        EXHAUSTED,
        /** It was asked to stop; it can be resumed. */
        STOPPED
    }
}
