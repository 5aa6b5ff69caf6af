package dev.vernier.search.job;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.search.trial.Metric;
import java.util.Optional;
import java.util.OptionalDouble;

/** Whether the float network does on its samples what it was trained for; where it does not, no plan can. */
final class FloatCheck {
    private FloatCheck() {}

    /** A warning where guessing would do as well as the float network. */
    static Optional<String> doubt(Yardstick yardstick) {
        return doubt(
                new Metric.Quality(yardstick.metric()), yardstick.reference().shape(), yardstick.ofFloat());
    }

    /**
     * A warning where the 95 % interval of the float network's quality holds what guessing would reach, or lies on the
     * worse side of it.
     *
     * @param sample the shape of the network's output
     * @param fidelity of the float network
     */
    static Optional<String> doubt(Metric.Quality quality, Shape sample, Fidelity fidelity) {
        OptionalDouble guessing = quality.metric().guessing(sample);
        if (guessing.isEmpty()) {
            return Optional.empty();
        }
        double worst = quality.maximised()
                ? fidelity.interval().low()
                : fidelity.interval().high();
        if (worst != guessing.getAsDouble() && quality.better(worst, guessing.getAsDouble()) == worst) {
            return Optional.empty();
        }
        return Optional.of(
                "the float network itself has the " + quality.metric().label() + " "
                        + quality.text(fidelity.value(), 1) + " ("
                        + quality.number(fidelity.interval().low(), 1) + "…"
                        + quality.number(fidelity.interval().high(), 1) + ") on the " + fidelity.samples()
                        + " samples, and guessing would have " + quality.text(guessing.getAsDouble(), 1)
                        + ". Maybe 'scale', 'mean', 'std' or 'layout' under 'data' are not those of its training, or "
                        + (quality.metric().readsScores()
                                ? "the labels number the classes in another order."
                                : "the targets belong to other samples."));
    }
}
