package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Random;

/**
 * The operator that takes a function u on 0 ≤ x ≤ 1 to its antiderivative, {@code G(u)(y) = ∫₀ʸ u(x) dx} (L. Lu et al. 2021,
 * arXiv:1910.03193, section 4.1): given u at 64 equally spaced sensors and 32 random places y, find {@code G(u)(y)} at each.
 * A function is a constant and six waves, the k-th with {@code cos πkx} and {@code sin πkx}, with normally distributed
 * amplitudes of standard deviation {@code 1 / (1 + k/2)}; so its antiderivative is known in closed form.
 */
final class Antiderivative implements Problem {
    static final int SENSORS = 64;
    static final int PLACES = 32;

    private static final int WAVES = 6;

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("function", Shape.of(SENSORS)), new SampleInput("places", Shape.of(PLACES, 1)));
    }

    @Override
    public Truth truth() {
        return Truth.VALUES;
    }

    @Override
    public Sample draw(Random random) {
        double[] cosines = new double[WAVES + 1];
        double[] sines = new double[WAVES + 1];
        for (int wave = 0; wave <= WAVES; wave++) {
            double deviation = 1 / (1 + wave / 2.0);
            cosines[wave] = deviation * random.nextGaussian();
            sines[wave] = deviation * random.nextGaussian();
        }
        float[] function = new float[SENSORS];
        for (int sensor = 0; sensor < SENSORS; sensor++) {
            function[sensor] = (float) value(cosines, sines, sensor / (SENSORS - 1.0));
        }
        float[] places = new float[PLACES];
        float[] integrals = new float[PLACES];
        for (int place = 0; place < PLACES; place++) {
            places[place] = random.nextFloat();
            integrals[place] = (float) integral(cosines, sines, places[place]);
        }
        return new Sample(List.of(function, places), new Target.Values(integrals));
    }

    private static double value(double[] cosines, double[] sines, double x) {
        double sum = cosines[0];
        for (int wave = 1; wave <= WAVES; wave++) {
            double angle = Math.PI * wave * x;
            sum += cosines[wave] * StrictMath.cos(angle) + sines[wave] * StrictMath.sin(angle);
        }
        return sum;
    }

    private static double integral(double[] cosines, double[] sines, double x) {
        double sum = cosines[0] * x;
        for (int wave = 1; wave <= WAVES; wave++) {
            double angle = Math.PI * wave * x;
            double area = cosines[wave] * StrictMath.sin(angle) + sines[wave] * (1 - StrictMath.cos(angle));
            sum += area / (Math.PI * wave);
        }
        return sum;
    }
}
