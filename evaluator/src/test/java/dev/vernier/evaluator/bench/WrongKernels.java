package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Kernels with one wrong byte in every result of 4-bit weights. */
final class WrongKernels implements Kernels {
    private final Kernels right = new ScalarKernels();

    @Override
    public String level() {
        return "wrong";
    }

    @Override
    public String description() {
        return "wrong isa-9";
    }

    @Override
    public String variant(LayerKind kind, Precision precision) {
        return "wrong";
    }

    @Override
    public Scratch scratch() {
        return right.scratch();
    }

    @Override
    public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Convolution convolution = right.prepare(shape, precision, weights, zeroPoints);
        return precision.weightBits() == 4 ? new WrongConvolution(convolution) : convolution;
    }

    @Override
    public Product product(ProductShape shape, Precision precision) {
        return right.product(shape, precision);
    }

    private record WrongConvolution(Convolution right) implements Convolution {
        @Override
        public ConvShape shape() {
            return right.shape();
        }

        @Override
        public long weightBytes() {
            return right.weightBytes();
        }

        @Override
        public void run(
                int images,
                MemorySegment input,
                int inputZeroPoint,
                Epilogue epilogue,
                MemorySegment output,
                Scratch scratch) {
            right.run(images, input, inputZeroPoint, epilogue, output, scratch);
            long at = 2L * epilogue.bytesPerOutput();
            output.set(ValueLayout.JAVA_BYTE, at, (byte) (output.get(ValueLayout.JAVA_BYTE, at) ^ 1));
        }
    }
}
