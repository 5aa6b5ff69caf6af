package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;

/** What every level asks of its arguments. */
public final class Checks {
    private static final int MID_RISE = 3;

    private Checks() {}

    /** Checks what {@link Kernels#prepare} is given. */
    public static void requireWeights(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        if (precision.weightBits() > 8 || precision.activationBits() > 8) {
            throw new IllegalArgumentException("kernels take codes of 1 to 8 bits, not " + precision);
        }
        if (weights.length != shape.weights()) {
            throw new IllegalArgumentException(weights.length + " weights, " + shape.weights() + " needed by " + shape);
        }
        if (zeroPoints.length != shape.outputChannels()) {
            throw new IllegalArgumentException(
                    zeroPoints.length + " zero points for " + shape.outputChannels() + " output channels");
        }
        requireCodes(precision.weightBits(), weights);
        long largest = farthest(weights, zeroPoints);
        if (shape.depth() * largest * ((1 << precision.activationBits()) - 1) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("sums of " + shape.depth() + " products with weights up to " + largest
                    + " from their zero points may leave 32 bits");
        }
    }

    /** Checks what a {@link Product} is made of. */
    static void requireProduct(ProductShape shape, Precision precision) {
        if (precision.weightBits() < 2 || precision.weightBits() > 8 || precision.activationBits() > 8) {
            throw new IllegalArgumentException(
                    "products take codes of 1 to 8 bits on the left and 2 to 8 on the right, not " + precision);
        }
        long largest = (long) Product.rightZeroPoint(precision) * ((1 << precision.activationBits()) - 1);
        if (shape.depth() * largest > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "sums of " + shape.depth() + " products up to " + largest + " may leave 32 bits");
        }
    }

    /** Checks what {@link Product#run} is given beside what each of its layers checks by itself. */
    static void requireProductCall(
            ProductShape shape,
            int batches,
            MemorySegment left,
            MemorySegment right,
            Epilogue epilogue,
            MemorySegment output) {
        if (batches < 1) {
            throw new IllegalArgumentException(batches + " products");
        }
        if (!right.isNative()) {
            throw new IllegalArgumentException("the right operand must lie outside the heap");
        }
        long outputs = (long) batches * shape.outputElements();
        long outputBytes = outputs * epilogue.bytesPerOutput();
        if (left.byteSize() < (long) batches * shape.leftElements()
                || right.byteSize() < (long) batches * shape.rightElements()
                || output.byteSize() < outputBytes) {
            throw new IllegalArgumentException(left.byteSize() + " and " + right.byteSize() + " bytes of operands and "
                    + output.byteSize() + " of output do not hold " + batches + " products of " + shape);
        }
        if (epilogue instanceof Epilogue.ToJoin join && join.other().byteSize() < outputs) {
            throw new IllegalArgumentException("the tensor to add must hold " + outputs + " codes");
        }
    }

    private static void requireCodes(int bits, byte[] weights) {
        int largest = bits == 1 ? 1 : bits == 2 ? MID_RISE : (1 << (bits - 1)) - 1;
        int smallest = bits <= 2 ? -largest : -largest - 1;
        for (byte weight : weights) {
            if (weight < smallest || weight > largest || (bits == 1 && weight == 0)) {
                throw new IllegalArgumentException(weight + " is no weight code of " + bits + " bits");
            }
        }
    }

    /** The largest distance of a weight from its channel's zero point, 0…255. */
    public static int farthest(byte[] weights, byte[] zeroPoints) {
        int depth = weights.length / zeroPoints.length;
        int largest = 0;
        for (int i = 0; i < weights.length; i++) {
            largest = Math.max(largest, Math.abs(weights[i] - zeroPoints[i / depth]));
        }
        return largest;
    }

    /** Checks what {@link Convolution#run} is given. */
    public static void requireCall(
            ConvShape shape,
            Precision precision,
            int images,
            MemorySegment input,
            int inputZeroPoint,
            Epilogue epilogue,
            MemorySegment output) {
        if (images < 1) {
            throw new IllegalArgumentException(images + " images");
        }
        if (!input.isNative() || !output.isNative()) {
            throw new IllegalArgumentException("input and output must lie outside the heap");
        }
        long outputBytes = (long) shape.outputElements(images) * epilogue.bytesPerOutput();
        if (input.byteSize() < shape.inputElements(images) || output.byteSize() < outputBytes) {
            throw new IllegalArgumentException(input.byteSize() + " bytes of input and " + output.byteSize()
                    + " of output do not hold " + images + " images of " + shape);
        }
        if (epilogue instanceof Epilogue.ToJoin join
                && (!join.other().isNative() || join.other().byteSize() < outputBytes)) {
            throw new IllegalArgumentException(
                    "the tensor to add must lie outside the heap and hold " + outputBytes + " codes");
        }
        if (inputZeroPoint < 0 || inputZeroPoint >> precision.activationBits() != 0) {
            throw new IllegalArgumentException(
                    "input zero point " + inputZeroPoint + " is no code of " + precision.activationBits() + " bits");
        }
        if (epilogue.channels() != shape.outputChannels()) {
            throw new IllegalArgumentException(
                    "an epilogue of " + epilogue.channels() + " for " + shape.outputChannels() + " output channels");
        }
    }
}
