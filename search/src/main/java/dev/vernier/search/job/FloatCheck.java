package dev.vernier.search.job;

import dev.vernier.evaluator.metric.ClassOutputs;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Interval;
import java.util.Locale;
import java.util.Optional;

/** Whether the float network does on its samples what it was trained for; where it does not, no plan can. */
final class FloatCheck {
    private FloatCheck() {}

    /**
     * A warning where guessing would do as well as the float network: where the 95 % interval of its accuracy holds the
     * share of one class, or lies below it.
     *
     * @param outputs of the float network
     * @param fidelity of these outputs on labelled samples
     */
    static Optional<String> doubt(ClassOutputs outputs, Fidelity fidelity) {
        Interval interval = fidelity.interval();
        if (interval.low() > 1.0 / outputs.classes()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "the float network itself is right on %.1f %% of the %d samples (%.1f…%.1f), as guessing one of %d classes"
                        + " would be. Maybe 'scale', 'mean', 'std' or 'layout' under 'data' are not those of its training,"
                        + " or the labels number the classes in another order.",
                100 * fidelity.accuracy(),
                fidelity.samples(),
                100 * interval.low(),
                100 * interval.high(),
                outputs.classes()));
    }
}
