package dev.vernier.search.space;

import dev.vernier.evaluator.plan.PrecisionPlan;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random plans spread evenly over the mean bits that a space allows. Plans with every width drawn alike would crowd
 * around the middle; here the mean to aim at follows the golden-ratio sequence, which covers the range evenly after any
 * number of plans, from a random start, and a uniformly drawn plan is moved there one level of one random gene at a time.
 */
public final class StratifiedPlans {
    private static final double GOLDEN_RATIO_FRACTION = 0.6180339887498949;

    private final SearchSpace space;
    private final RandomGenerator random;
    private final double lowest;
    private final double highest;
    private double position;

    public StratifiedPlans(SearchSpace space, RandomGenerator random) {
        this.space = space;
        this.random = random;
        List<Gene> genes = space.genes();
        lowest = space.decode(new int[genes.size()]).meanBits();
        highest = space.decode(
                        genes.stream().mapToInt(gene -> gene.levels() - 1).toArray())
                .meanBits();
        position = random.nextDouble();
    }

    /** The next plan; plans may repeat. */
    public PrecisionPlan next() {
        position = (position + GOLDEN_RATIO_FRACTION) % 1;
        double target = lowest + position * (highest - lowest);
        int[] levels = space.genes().stream()
                .mapToInt(gene -> random.nextInt(gene.levels()))
                .toArray();
        PrecisionPlan plan = space.decode(levels);
        boolean tooWide = plan.meanBits() > target;
        while (plan.meanBits() > target == tooWide && step(levels, tooWide ? -1 : 1)) {
            plan = space.decode(levels);
        }
        return plan;
    }

    /** Moves one random gene that can still move; false when none can. */
    private boolean step(int[] levels, int direction) {
        int[] movable = java.util.stream.IntStream.range(0, levels.length)
                .filter(i -> levels[i] + direction >= 0
                        && levels[i] + direction < space.genes().get(i).levels())
                .toArray();
        if (movable.length == 0) {
            return false;
        }
        levels[movable[random.nextInt(movable.length)]] += direction;
        return true;
    }
}
