package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Random;

/**
 * Sparse coding (B. A. Olshausen, D. J. Field 1996, doi:10.1038/381607a0) with codes that are not negative (P. O. Hoyer 2002):
 * given 32 measurements {@code y = D·x + noise}, find the code x, of whose 64 numbers one to four are 0.5 … 1.5 and all others
 * 0. The noise is normal with standard deviation 0.01; D is one dictionary for all samples.
 */
public final class SparseCoding implements Problem {
    /** Length of a measurement. */
    public static final int MEASUREMENTS = 32;

    /** Length of a code. */
    public static final int ATOMS = 64;

    private static final int MAX_ACTIVE = 4;
    private static final double NOISE = 0.01;
    private static final long DICTIONARY_SEED = 5;

    private final double[][] dictionary = dictionary();

    SparseCoding() {}

    /** The atoms, [ATOMS][MEASUREMENTS]: random directions of length 1. */
    public static double[][] dictionary() {
        Random random = new Random(DICTIONARY_SEED);
        double[][] atoms = new double[ATOMS][MEASUREMENTS];
        for (double[] atom : atoms) {
            double square = 0;
            for (int i = 0; i < MEASUREMENTS; i++) {
                atom[i] = random.nextGaussian();
                square += atom[i] * atom[i];
            }
            for (int i = 0; i < MEASUREMENTS; i++) {
                atom[i] /= Math.sqrt(square);
            }
        }
        return atoms;
    }

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("measurements", Shape.of(MEASUREMENTS)));
    }

    @Override
    public Truth truth() {
        return Truth.VALUES;
    }

    @Override
    public Sample draw(Random random) {
        float[] code = new float[ATOMS];
        int active = 1 + random.nextInt(MAX_ACTIVE);
        while (active > 0) {
            int atom = random.nextInt(ATOMS);
            if (code[atom] == 0) {
                code[atom] = 0.5f + random.nextFloat();
                active--;
            }
        }
        float[] measured = new float[MEASUREMENTS];
        for (int i = 0; i < MEASUREMENTS; i++) {
            double sum = NOISE * random.nextGaussian();
            for (int atom = 0; atom < ATOMS; atom++) {
                sum += dictionary[atom][i] * code[atom];
            }
            measured[i] = (float) sum;
        }
        return new Sample(List.of(measured), new Target.Values(code));
    }
}
