package dev.vernier.evaluator.kernel;

/** What every level asks of its arguments. */
final class Checks {
    private Checks() {}

    static void requireWeights(ConvShape shape, byte[] weights, byte[] zeroPoints) {
        if (weights.length != shape.weights()) {
            throw new IllegalArgumentException(weights.length + " weights, " + shape.weights() + " needed by " + shape);
        }
        if (zeroPoints.length != shape.outputChannels()) {
            throw new IllegalArgumentException(
                    zeroPoints.length + " zero points for " + shape.outputChannels() + " output channels");
        }
        long largest = CentredWeights.largest(weights, zeroPoints);
        if (shape.depth() * largest * 255 > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("sums of " + shape.depth() + " products with weights up to " + largest
                    + " from their zero points may leave 32 bits");
        }
    }

    static void requireCall(
            ConvShape shape, int images, byte[] input, int inputZeroPoint, Epilogue epilogue, int outputLength) {
        if (images < 1) {
            throw new IllegalArgumentException(images + " images");
        }
        if (input.length < shape.inputElements(images) || outputLength < shape.outputElements(images)) {
            throw new IllegalArgumentException(input.length + " inputs and room for " + outputLength
                    + " outputs do not hold " + images + " images of " + shape);
        }
        if (inputZeroPoint < 0 || inputZeroPoint > 255) {
            throw new IllegalArgumentException("input zero point " + inputZeroPoint + " is no code");
        }
        if (epilogue.bias().length != shape.outputChannels()) {
            throw new IllegalArgumentException(
                    epilogue.bias().length + " biases for " + shape.outputChannels() + " output channels");
        }
    }
}
