package dev.vernier.evaluator.metric;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Shape;
import java.util.Optional;

/** The mean cosine of the angle between outputs and the float network's. Labels are not needed. */
record Cosine() implements QualityMetric {
    @Override
    public String key() {
        return "cosine";
    }

    @Override
    public String label() {
        return "cosine to float";
    }

    @Override
    public boolean maximised() {
        return true;
    }

    @Override
    public Optional<Misfit> misfit(Shape sample, Dataset samples) {
        return sample.elements() > 1
                ? Optional.empty()
                : Optional.of(new Misfit(
                        "the cosine of single numbers says only whether their signs agree",
                        "take 'relative_l2_to_float' instead"));
    }

    @Override
    public Evidence evidence(Outputs outputs, Outputs reference, Dataset samples) {
        double[] cosines = new double[outputs.samples()];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = of(outputs, i, reference, i);
        }
        return Ratio.mean(cosines);
    }

    /** Of two samples' values; 0 where one of them is nothing, 1 where both are. */
    static double of(Outputs a, int sampleOfA, Outputs b, int sampleOfB) {
        double ofA = a.square(sampleOfA);
        double ofB = b.square(sampleOfB);
        if (ofA == 0 || ofB == 0) {
            return ofA == ofB ? 1 : 0;
        }
        return Math.clamp(a.product(sampleOfA, b, sampleOfB) / Math.sqrt(ofA * ofB), -1, 1);
    }
}
