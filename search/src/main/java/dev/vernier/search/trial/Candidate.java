package dev.vernier.search.trial;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.hardware.workload.QuantizationScheme;

/** What can be run: a plan, and the scheme under which its widths become numbers. */
public record Candidate(PrecisionPlan plan, QuantizationScheme scheme) {
    public Candidate {
        if (plan.isWeightOnly() != scheme.isWeightOnly()) {
            throw new IllegalArgumentException("the plan " + plan + " does not fit the scheme " + scheme.key());
        }
    }
}
