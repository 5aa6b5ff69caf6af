package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The mean over samples of ‖y − t‖₂ / ‖t‖₂, as neural operators are judged by (Z. Li and others, 2021,
 * arXiv:2010.08895); where t is nothing at all, any difference counts as 1.
 *
 * @param to what t is
 */
record RelativeL2(To to) implements QualityMetric {
    /** What outputs are compared with. */
    enum To {
        /** The numbers that the network should compute. */
        TARGETS,
        /** The float network's outputs; targets are not needed. */
        FLOAT
    }

    @Override
    public String key() {
        return to == To.TARGETS ? "relative_l2" : "relative_l2_to_float";
    }

    @Override
    public String label() {
        return to == To.TARGETS ? "relative L2 error" : "relative L2 distance to float";
    }

    /** That of a network which gives nothing but zeros. */
    @Override
    public OptionalDouble guessing(Shape sample) {
        return to == To.TARGETS ? OptionalDouble.of(1) : OptionalDouble.empty();
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return to == To.FLOAT
                ? Optional.empty()
                : Misfits.truth(this, samples, Truth.VALUES).or(() -> Misfits.targets(samples, sample.elements()));
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        Outputs wanted =
                switch (to) {
                    case FLOAT -> reference;
                    case TARGETS -> Outputs.ofTargets(samples, outputs.samples(), outputs.shape());
                };
        double[] errors = new double[outputs.samples()];
        for (int i = 0; i < errors.length; i++) {
            double error = Math.sqrt(outputs.squaredDistance(wanted, i));
            double norm = Math.sqrt(wanted.square(i));
            errors[i] = error == 0 ? 0 : norm == 0 ? 1 : error / norm;
        }
        return Ratio.mean(errors);
    }
}
