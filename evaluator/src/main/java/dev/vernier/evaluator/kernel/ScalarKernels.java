package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The specification: each output by its formula. */
public final class ScalarKernels implements Kernels {
    public static final String LEVEL = "scalar";

    @Override
    public String level() {
        return LEVEL;
    }

    @Override
    public String description() {
        return LEVEL;
    }

    @Override
    public String variant(LayerKind kind, Precision precision) {
        return LEVEL;
    }

    @Override
    public Scratch scratch() {
        return () -> 0;
    }

    @Override
    public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, precision, weights, zeroPoints);
        return new ScalarConvolution(shape, precision, weights.clone(), zeroPoints.clone());
    }

    @Override
    public Product product(ProductShape shape, Precision precision) {
        byte[] zeroPoints = new byte[shape.columns()];
        return new Product(
                shape,
                precision,
                (right, _) -> new ScalarConvolution(
                        shape.layer(),
                        precision,
                        weights(shape, Product.rightZeroPoint(precision), right),
                        zeroPoints));
    }

    /** The right operand's centred codes, column by column. */
    private static byte[] weights(ProductShape shape, int zeroPoint, MemorySegment right) {
        byte[] weights = new byte[shape.rightElements()];
        for (int n = 0; n < shape.columns(); n++) {
            for (int k = 0; k < shape.depth(); k++) {
                int at = shape.transposed() ? n * shape.depth() + k : k * shape.columns() + n;
                int code = Byte.toUnsignedInt(right.get(ValueLayout.JAVA_BYTE, at));
                weights[n * shape.depth() + k] = (byte) (code - zeroPoint);
            }
        }
        return weights;
    }

    private record ScalarConvolution(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints)
            implements Convolution {
        @Override
        public long weightBytes() {
            return (long) weights.length + zeroPoints.length;
        }

        @Override
        public void run(
                int images,
                MemorySegment input,
                int inputZeroPoint,
                Epilogue epilogue,
                MemorySegment output,
                Scratch scratch) {
            Checks.requireCall(shape, precision, images, input, inputZeroPoint, epilogue, output);
            int index = 0;
            for (int image = 0; image < images; image++) {
                for (int row = 0; row < shape.outputHeight(); row++) {
                    for (int column = 0; column < shape.outputWidth(); column++) {
                        for (int channel = 0; channel < shape.outputChannels(); channel++) {
                            int acc = sum(input, inputZeroPoint, image, row, column, channel);
                            put(output, index++, epilogue, channel, acc);
                        }
                    }
                }
            }
        }

        private static void put(MemorySegment output, int index, Epilogue epilogue, int channel, int acc) {
            switch (epilogue) {
                case Epilogue.ToCodes codes ->
                    output.set(ValueLayout.JAVA_BYTE, index, (byte) codes.code(acc + codes.bias()[channel], channel));
                case Epilogue.ToJoin join -> {
                    int other = Byte.toUnsignedInt(join.other().get(ValueLayout.JAVA_BYTE, index));
                    int code = join.code(acc + join.codes().bias()[channel], channel, other);
                    output.set(ValueLayout.JAVA_BYTE, index, (byte) code);
                }
                case Epilogue.ToFloats floats ->
                    output.setAtIndex(
                            ValueLayout.JAVA_FLOAT_UNALIGNED,
                            index,
                            floats.real(acc + floats.bias()[channel], channel));
                case Epilogue.ToSums _ -> output.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index, acc);
            }
        }

        /** Σ (x − inputZeroPoint) · w over the window and the input channels of the output channel's group. */
        private int sum(MemorySegment input, int inputZeroPoint, int image, int row, int column, int channel) {
            int groupInputs = shape.groupInputs();
            int firstInput = channel / shape.groupOutputs() * groupInputs;
            int acc = 0;
            for (int kh = 0; kh < shape.kernelHeight(); kh++) {
                int y = row * shape.strideHeight() - shape.padTop() + kh * shape.dilationHeight();
                for (int kw = 0; kw < shape.kernelWidth(); kw++) {
                    int x = column * shape.strideWidth() - shape.padLeft() + kw * shape.dilationWidth();
                    if (y < 0 || y >= shape.inputHeight() || x < 0 || x >= shape.inputWidth()) {
                        continue;
                    }
                    int pixel = ((image * shape.inputHeight() + y) * shape.inputWidth() + x) * shape.inputChannels();
                    for (int c = 0; c < groupInputs; c++) {
                        int code = Byte.toUnsignedInt(input.get(ValueLayout.JAVA_BYTE, pixel + firstInput + c));
                        int weight = weights[
                                ((channel * groupInputs + c) * shape.kernelHeight() + kh) * shape.kernelWidth() + kw];
                        acc += (code - inputZeroPoint) * (weight - zeroPoints[channel]);
                    }
                }
            }
            return acc;
        }
    }
}
