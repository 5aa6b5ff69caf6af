package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Random;

/**
 * Viscous flow in one periodic dimension, Burgers' equation {@code u_t + u·u_x = ν·u_xx} on 0 ≤ x &lt; 2π with ν = 0.1:
 * given the flow at time 0 on 64 equally spaced points, find it at time 1 on the same points. The flow starts as a random
 * trigonometric polynomial of five waves without mean, wave k with standard deviation 1/k, and steepens into shocks.
 *
 * <p>The solution is exact (E. Hopf 1950, doi:10.1002/cpa.3160030302; J. D. Cole 1951, doi:10.1090/qam/42889): the mean of
 * {@code (x − y)/t}, weighted by the heat kernel of {@code x − y} and {@code exp(−U(y)/2ν)}, where U is the antiderivative
 * of the first flow. The integrals over y are sums over 256 equal steps, which for smooth periodic functions converge faster
 * than any power of the step.
 */
final class Burgers implements Problem {
    static final int POINTS = 64;
    static final double VISCOSITY = 0.1;
    static final double TIME = 1;

    private static final int WAVES = 5;
    private static final int STEPS = 256;
    /** How many periods of the line the heat kernel is summed over on each side; what lies beyond weighs below 1e-40. */
    private static final int PERIODS = 2;

    private static final double PERIOD = 2 * Math.PI;

    private final double[] kernel = new double[STEPS];
    private final double[] drift = new double[STEPS];

    Burgers() {
        for (int step = 0; step < STEPS; step++) {
            for (int period = -PERIODS; period < PERIODS; period++) {
                double distance = PERIOD * step / STEPS + PERIOD * period;
                double weight = StrictMath.exp(-distance * distance / (4 * VISCOSITY * TIME));
                kernel[step] += weight;
                drift[step] += weight * distance / TIME;
            }
        }
    }

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("flow", Shape.of(1, 1, POINTS)));
    }

    @Override
    public Truth truth() {
        return Truth.VALUES;
    }

    @Override
    public Sample draw(Random random) {
        double[] cosines = new double[WAVES + 1];
        double[] sines = new double[WAVES + 1];
        for (int wave = 1; wave <= WAVES; wave++) {
            cosines[wave] = random.nextGaussian() / wave;
            sines[wave] = random.nextGaussian() / wave;
        }
        return new Sample(List.of(start(cosines, sines)), new Target.Values(end(cosines, sines)));
    }

    private static float[] start(double[] cosines, double[] sines) {
        float[] flow = new float[POINTS];
        for (int point = 0; point < POINTS; point++) {
            double sum = 0;
            for (int wave = 1; wave <= WAVES; wave++) {
                double angle = PERIOD * (wave * point % POINTS) / POINTS;
                sum += cosines[wave] * StrictMath.cos(angle) + sines[wave] * StrictMath.sin(angle);
            }
            flow[point] = (float) sum;
        }
        return flow;
    }

    private float[] end(double[] cosines, double[] sines) {
        double[] weights = weights(cosines, sines);
        float[] flow = new float[POINTS];
        for (int point = 0; point < POINTS; point++) {
            double total = 0;
            double moved = 0;
            for (int step = 0; step < STEPS; step++) {
                int distance = Math.floorMod(point * (STEPS / POINTS) - step, STEPS);
                total += weights[step] * kernel[distance];
                moved += weights[step] * drift[distance];
            }
            flow[point] = (float) (moved / total);
        }
        return flow;
    }

    /** {@code exp(−U/2ν)} at each step, divided by its largest value. */
    private static double[] weights(double[] cosines, double[] sines) {
        double[] exponents = new double[STEPS];
        double largest = Double.NEGATIVE_INFINITY;
        for (int step = 0; step < STEPS; step++) {
            double antiderivative = 0;
            for (int wave = 1; wave <= WAVES; wave++) {
                double angle = PERIOD * (wave * step % STEPS) / STEPS;
                antiderivative += (cosines[wave] * StrictMath.sin(angle) - sines[wave] * StrictMath.cos(angle)) / wave;
            }
            exponents[step] = -antiderivative / (2 * VISCOSITY);
            largest = Math.max(largest, exponents[step]);
        }
        for (int step = 0; step < STEPS; step++) {
            exponents[step] = StrictMath.exp(exponents[step] - largest);
        }
        return exponents;
    }
}
