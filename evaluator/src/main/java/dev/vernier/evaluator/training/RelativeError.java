package dev.vernier.evaluator.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.vernier.evaluator.runtime.Loss;

/**
 * The mean over the samples of {@code ‖y − t‖₂ / ‖t‖₂}, as operators between functions are trained and judged by (Z. Li et
 * al. 2021, arXiv:2010.08895).
 *
 * @param targets one for each output of the batch, row-major
 * @param outputs values per sample
 */
record RelativeError(float[] targets, int outputs) implements Loss {
    /** Added to each squared norm, so that quotient and slope stay finite. */
    private static final float LEAST = 1e-12f;

    @Override
    public NDArray of(NDArray output) {
        Shape rows = new Shape(targets.length / outputs, outputs);
        NDArray target = output.getManager().create(targets, rows);
        return norm(output.reshape(rows).sub(target)).div(norm(target)).mean();
    }

    private static NDArray norm(NDArray rows) {
        return rows.square().sum(new int[] {1}).add(LEAST).sqrt();
    }
}
