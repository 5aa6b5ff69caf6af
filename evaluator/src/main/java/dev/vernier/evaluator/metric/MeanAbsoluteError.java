package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;

/** The mean of |y − t| over all numbers of all samples. */
record MeanAbsoluteError() implements QualityMetric {
    @Override
    public String key() {
        return "mean_absolute_error";
    }

    @Override
    public double margin(double share, double value) {
        return share * value;
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return Misfits.truth(this, samples, Truth.VALUES).or(() -> Misfits.targets(samples, sample.elements()));
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Outputs targets = Outputs.ofTargets(samples, outputs.samples(), outputs.shape());
        double[] errors = new double[outputs.samples()];
        for (int i = 0; i < errors.length; i++) {
            for (int j = 0; j < outputs.width(); j++) {
                errors[i] += Math.abs(outputs.at(i, j) - targets.at(i, j)) / outputs.width();
            }
        }
        return Ratio.mean(errors);
    }
}
