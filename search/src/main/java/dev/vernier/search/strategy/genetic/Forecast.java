package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.search.space.Gene;
import dev.vernier.search.strategy.Problem;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Guesses how a plan will do, as vectors of which more is better everywhere. Costs are exact. The divergence is the
 * additive prediction of the {@link Sensitivities}, corrected by how far that was off, on a logarithmic scale, for plans
 * nearby: the mean of all known errors, weighted by the inverse fourth power of the distance (D. Shepard, 1968,
 * doi:10.1145/800186.810616), the distance being that of the levels.
 */
final class Forecast {
    /** Below this, divergences are noise; it keeps logarithms finite. */
    private static final double FLOOR = 1e-6;

    private final Problem problem;
    private final List<Known> known = new ArrayList<>();

    private record Known(int[] levels, double error) {}

    Forecast(Problem problem) {
        this.problem = problem;
    }

    boolean isPossible() {
        return problem.sensitivities().isPresent();
    }

    void learn(List<Trial> trials) {
        problem.sensitivities().ifPresent(sensitivities -> {
            for (Trial trial : trials) {
                double error = log(trial.fidelity().kl()) - log(sensitivities.predict(trial.plan()));
                known.add(new Known(problem.space().encode(trial.plan()), error));
            }
        });
    }

    /** The vector that a plan is expected to have. */
    double[] of(PrecisionPlan plan) {
        double additive = log(problem.sensitivities().orElseThrow().predict(plan));
        return vector(
                additive + error(problem.space().encode(plan)),
                problem.pricing().price(plan));
    }

    /** The vector that a trial turned out to have. */
    double[] measured(Trial trial) {
        return vector(log(trial.fidelity().kl()), trial.objectives());
    }

    private double[] vector(double logDivergence, Map<String, Double> prices) {
        return problem.objectives().stream()
                .mapToDouble(objective -> objective.metric() == Metric.ACCURACY
                        ? -logDivergence
                        : -objective.loss(price(prices, objective)))
                .toArray();
    }

    private static double price(Map<String, Double> prices, Objective objective) {
        Double price = prices.get(objective.name());
        if (price == null) {
            throw new IllegalStateException("a plan of the space has no " + objective.name());
        }
        return price;
    }

    private double error(int[] levels) {
        double sum = 0;
        double weights = 0;
        for (Known other : known) {
            double square = squaredDistance(levels, other.levels);
            double weight = 1 / (square * square + 1e-9);
            sum += weight * other.error;
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    private double squaredDistance(int[] a, int[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            Gene gene = problem.space().genes().get(i);
            double step = (double) (a[i] - b[i]) / (gene.levels() - 1);
            sum += step * step;
        }
        return sum;
    }

    private static double log(double divergence) {
        return StrictMath.log(Math.max(FLOOR, divergence));
    }
}
