package dev.vernier.evaluator.score;

import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.workload.QuantizationScheme;
import java.util.SortedSet;

/** Runs plans of one network on one set of samples. Not thread-safe; an evaluation uses all threads it was given. */
public interface PlanEvaluator {
    NetworkLayout layout();

    /** Number of samples that {@link #run} takes a plan through. */
    int samples();

    /** Runs the plan under a scheme over all samples. The same plan and scheme always give the same result. */
    Fidelity run(PrecisionPlan plan, QuantizationScheme scheme);

    /**
     * Narrows one quantity at a time, everything else at its widest, and measures the divergence from the float network.
     *
     * @param scheme what to quantize under
     * @param weightBits widths to try for weights; the widest is the reference
     * @param activationBits widths to try for activations; the widest is the reference
     * @param samples how many samples to use, the first ones, at most {@link #samples}
     */
    Sensitivities sensitivities(
            QuantizationScheme scheme,
            SortedSet<Integer> weightBits,
            SortedSet<Integer> activationBits,
            int samples,
            Progress progress);
}
