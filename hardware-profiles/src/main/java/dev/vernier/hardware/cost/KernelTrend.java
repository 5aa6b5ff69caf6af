package dev.vernier.hardware.cost;

import java.util.List;

/**
 * What a matrix product takes as a function of its size: a sum with non-negative coefficients of a start-up time, of
 * work per row, per element read ({@code M·K}), per element written ({@code M·N}), per weight ({@code K·N}) and per
 * multiply-accumulate ({@code M·K·N}). So it never falls when a size grows.
 *
 * <p>The coefficients minimise the sum of squared relative errors (non-negative least squares, by coordinate descent).
 */
final class KernelTrend {
    private static final int SWEEPS = 10_000;

    private final double[] coefficients;

    /** One measurement: a product of {@code rows × depth} and {@code depth × columns}. */
    record Sample(long rows, long depth, long columns, double micros) {}

    private KernelTrend(double[] coefficients) {
        this.coefficients = coefficients;
    }

    /** Fits the trend; with few samples the time per multiply-accumulate explains as much as it can. */
    static KernelTrend fit(List<Sample> samples) {
        int size = terms(1, 1, 1).length;
        double[][] gram = new double[size][size];
        double[] target = new double[size];
        for (Sample sample : samples) {
            double[] terms = terms(sample.rows, sample.depth, sample.columns);
            for (int i = 0; i < size; i++) {
                target[i] += terms[i] / sample.micros;
                for (int j = 0; j < size; j++) {
                    gram[i][j] += terms[i] / sample.micros * (terms[j] / sample.micros);
                }
            }
        }
        double[] coefficients = new double[size];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < size; i++) {
                double gradient = target[i];
                for (int j = 0; j < size; j++) {
                    gradient -= gram[i][j] * coefficients[j];
                }
                coefficients[i] = Math.max(0, coefficients[i] + gradient / gram[i][i]);
            }
        }
        return new KernelTrend(coefficients);
    }

    /** Microseconds of a product. */
    double micros(long rows, long depth, long columns) {
        double[] terms = terms(rows, depth, columns);
        double micros = 0;
        for (int i = 0; i < terms.length; i++) {
            micros += coefficients[i] * terms[i];
        }
        return micros;
    }

    private static double[] terms(long rows, long depth, long columns) {
        double m = rows;
        double k = depth;
        double n = columns;
        return new double[] {m * k * n, m * n, m * k, k * n, m, 1};
    }
}
