package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.SparseCoding;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import java.util.Arrays;

/**
 * Eight unrolled steps of iterative shrinkage and thresholding, {@code x ← σ(W·y + S·x − θ)}, whose matrices and thresholds
 * are learned, each step its own (LISTA: K. Gregor, Y. LeCun 2010). As codes are not negative, the shrinkage σ is the rectifier.
 * Training starts at ISTA itself for the dictionary D (I. Daubechies, M. Defrise, C. De Mol 2004, doi:10.1002/cpa.20042):
 * {@code W = Dᵀ/L}, {@code S = I − Dᵀ·D/L}, {@code θ = λ/L}, L the largest eigenvalue of {@code Dᵀ·D}. About 45,600 parameters.
 */
final class UnrolledIsta {
    private static final int STEPS = 8;
    private static final double PENALTY = 0.05;
    private static final int POWER_STEPS = 200;

    private UnrolledIsta() {}

    static Untrained create(NetworkDraft draft) {
        double[][] atoms = SparseCoding.dictionary();
        double[][] products = products(atoms);
        double largest = largestEigenvalue(products);
        draft.graph().input("measurements", Shape.of(1, SparseCoding.MEASUREMENTS));
        String code = "";
        for (int step = 1; step <= STEPS; step++) {
            String seen = matrix(draft, "step" + step + ".measurements", "measurements", seen(atoms, largest));
            draft.graph().constant("step" + step + ".threshold", threshold(largest));
            draft.graph().node("step" + step + ".shifted", new Op.Add(), seen, "step" + step + ".threshold");
            String sum = "step" + step + ".shifted";
            if (step > 1) {
                String known = matrix(draft, "step" + step + ".code", code, kept(products, largest));
                sum = draft.sum("step" + step + ".sum", sum, known);
            }
            code = draft.relu(step == STEPS ? "result" : "step" + step, sum);
        }
        return draft.build(code);
    }

    private static String matrix(NetworkDraft draft, String name, String input, Tensor matrix) {
        draft.graph().constant(name + ".weight", matrix);
        draft.graph().node(name, new Op.MatMul(), input, name + ".weight");
        return name;
    }

    /** {@code D/L}, for rows of measurements. */
    private static Tensor seen(double[][] atoms, double largest) {
        float[] matrix = new float[SparseCoding.MEASUREMENTS * SparseCoding.ATOMS];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) (atoms[i % SparseCoding.ATOMS][i / SparseCoding.ATOMS] / largest);
        }
        return Tensor.floats(matrix, SparseCoding.MEASUREMENTS, SparseCoding.ATOMS);
    }

    /** {@code I − Dᵀ·D/L}, which is symmetric. */
    private static Tensor kept(double[][] products, double largest) {
        float[] matrix = new float[SparseCoding.ATOMS * SparseCoding.ATOMS];
        for (int i = 0; i < matrix.length; i++) {
            int row = i / SparseCoding.ATOMS;
            int column = i % SparseCoding.ATOMS;
            matrix[i] = (float) ((row == column ? 1 : 0) - products[row][column] / largest);
        }
        return Tensor.floats(matrix, SparseCoding.ATOMS, SparseCoding.ATOMS);
    }

    private static Tensor threshold(double largest) {
        float[] thresholds = new float[SparseCoding.ATOMS];
        Arrays.fill(thresholds, (float) (-PENALTY / largest));
        return Tensor.floats(thresholds, SparseCoding.ATOMS);
    }

    /** {@code Dᵀ·D} */
    private static double[][] products(double[][] atoms) {
        double[][] products = new double[atoms.length][atoms.length];
        for (int i = 0; i < atoms.length; i++) {
            for (int j = 0; j < atoms.length; j++) {
                for (int k = 0; k < SparseCoding.MEASUREMENTS; k++) {
                    products[i][j] += atoms[i][k] * atoms[j][k];
                }
            }
        }
        return products;
    }

    /** By repeated multiplication. */
    private static double largestEigenvalue(double[][] matrix) {
        double[] vector = new double[matrix.length];
        Arrays.fill(vector, 1);
        double norm = 1;
        for (int step = 0; step < POWER_STEPS; step++) {
            double[] next = new double[matrix.length];
            double square = 0;
            for (int i = 0; i < matrix.length; i++) {
                for (int j = 0; j < matrix.length; j++) {
                    next[i] += matrix[i][j] * vector[j] / norm;
                }
                square += next[i] * next[i];
            }
            vector = next;
            norm = Math.sqrt(square);
        }
        return norm;
    }
}
