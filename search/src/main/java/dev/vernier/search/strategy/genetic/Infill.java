package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.front.Front;
import dev.vernier.search.front.Hypervolume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Decides which of many plans to run: always the one that would add most hypervolume to the front, if its forecast and
 * those of the plans chosen before it came true.
 */
final class Infill {
    private Infill() {}

    private record Candidate(PrecisionPlan plan, int order, double[] losses, double gain) {
        private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(
                        (Candidate candidate) -> -candidate.gain)
                .thenComparingInt(Candidate::order);
    }

    /**
     * At most {@code count} of the plans, the most promising first.
     *
     * @param front not empty
     */
    static List<PrecisionPlan> choose(Collection<PrecisionPlan> plans, Front front, Forecast forecast, int count) {
        List<double[]> reached = new ArrayList<>(front.losses());
        Hypervolume volume = Hypervolume.scaledTo(reached);
        PriorityQueue<Candidate> queue = new PriorityQueue<>(Candidate.BEST_FIRST);
        for (PrecisionPlan plan : plans) {
            double[] losses = forecast.losses(plan);
            queue.add(new Candidate(plan, queue.size(), losses, volume.gain(losses, reached)));
        }
        List<PrecisionPlan> chosen = new ArrayList<>();
        while (chosen.size() < count && !queue.isEmpty()) {
            Candidate best = queue.remove();
            // Gains only shrink as the front grows, so a gain that still leads when computed again is the largest.
            double gain = volume.gain(best.losses, reached);
            Candidate next = queue.peek();
            if (next == null || gain >= next.gain) {
                chosen.add(best.plan);
                reached.add(best.losses);
            } else {
                queue.add(new Candidate(best.plan, best.order, best.losses, gain));
            }
        }
        return chosen;
    }
}
