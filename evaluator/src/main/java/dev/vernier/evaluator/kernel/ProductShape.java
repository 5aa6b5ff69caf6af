package dev.vernier.evaluator.kernel;

/**
 * The shape of a product of two matrices of codes, {@code [rows][depth] · [depth][columns]}.
 *
 * @param transposed whether the right matrix lies in memory as {@code [columns][depth]}, as the keys of an attention
 *     layer do, instead of {@code [depth][columns]}, as its values do
 */
public record ProductShape(int rows, int depth, int columns, boolean transposed) {
    public ProductShape {
        if (rows < 1 || depth < 1 || columns < 1) {
            throw new IllegalArgumentException("a product of " + rows + "×" + depth + " and " + depth + "×" + columns);
        }
        if (depth > ConvShape.MAX_DEPTH) {
            throw new IllegalArgumentException("sums of " + depth
                    + " products may leave 32 bits; the deepest that cannot is " + ConvShape.MAX_DEPTH);
        }
    }

    /** The same with a constant right matrix. */
    public ConvShape layer() {
        return ConvShape.matrix(rows, depth, columns);
    }

    /** Elements of the left matrix. */
    public int leftElements() {
        return Math.multiplyExact(rows, depth);
    }

    /** Elements of the right matrix. */
    public int rightElements() {
        return Math.multiplyExact(depth, columns);
    }

    /** Elements of the result. */
    public int outputElements() {
        return Math.multiplyExact(rows, columns);
    }

    /** Multiply-accumulates of one product. */
    public long macs() {
        return (long) rows * depth * columns;
    }
}
