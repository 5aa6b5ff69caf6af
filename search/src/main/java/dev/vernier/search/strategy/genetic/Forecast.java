package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.search.space.Gene;
import dev.vernier.search.strategy.Problem;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Guesses how a plan will do. Costs are exact. The divergence is the additive prediction of the {@link Sensitivities},
 * corrected by how far that was off, on a logarithmic scale, for plans nearby: the mean of all known errors, weighted by
 * the inverse fourth power of the distance of their levels (D. Shepard, 1968, doi:10.1145/800186.810616). The quality is
 * what trials of such a divergence had.
 */
final class Forecast {
    /** Below this, divergences are noise; it keeps logarithms finite. */
    private static final double FLOOR = 1e-6;

    /** Keeps weights finite where a plan is known. */
    private static final double NEARNESS = 1e-9;

    private final Problem problem;
    private final Sensitivities sensitivities;
    private final List<Known> known = new ArrayList<>();
    private final FallingCurve quality = new FallingCurve();

    private record Known(int[] levels, double error) {}

    Forecast(Problem problem, Sensitivities sensitivities) {
        this.problem = problem;
        this.sensitivities = sensitivities;
    }

    void learn(List<Trial> trials) {
        for (Trial trial : trials) {
            double divergence = log(trial.fidelity().divergence());
            double error = divergence - log(sensitivities.predict(trial.plan()));
            known.add(new Known(problem.space().encode(trial.plan()), error));
            problem.objectives().stream()
                    .filter(Objective::isQuality)
                    .forEach(objective -> quality.add(
                            divergence, -objective.loss(trial.fidelity().value())));
        }
    }

    /** The values that a plan's objectives are expected to have, turned so that less is better. */
    double[] losses(PrecisionPlan plan) {
        double divergence =
                log(sensitivities.predict(plan)) + error(problem.space().encode(plan));
        Map<String, Double> prices = problem.pricing().price(plan, problem.scheme());
        return problem.objectives().stream()
                .mapToDouble(objective ->
                        objective.isQuality() ? -quality.at(divergence) : objective.loss(price(prices, objective)))
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
            double weight = 1 / (square * square + NEARNESS);
            sum += weight * other.error;
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    /** Distance of levels, each gene's range taken as 1. */
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
