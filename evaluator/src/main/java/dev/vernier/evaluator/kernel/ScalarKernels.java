package dev.vernier.evaluator.kernel;

import dev.vernier.hardware.workload.Precision;

/** The specification: each output by its formula. */
final class ScalarKernels implements Kernels {
    static final String LEVEL = "scalar";

    @Override
    public String level() {
        return LEVEL;
    }

    @Override
    public String description() {
        return LEVEL;
    }

    @Override
    public String variant(Precision precision) {
        return LEVEL;
    }

    @Override
    public Convolution prepare(ConvShape shape, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, weights, zeroPoints);
        return new ScalarConvolution(shape, weights.clone(), zeroPoints.clone());
    }

    private record ScalarConvolution(ConvShape shape, byte[] weights, byte[] zeroPoints) implements Convolution {
        @Override
        public void run(
                int images,
                byte[] input,
                int inputZeroPoint,
                Epilogue.ToCodes epilogue,
                byte[] output,
                Scratch scratch) {
            Checks.requireCall(shape, images, input, inputZeroPoint, epilogue, output.length);
            forEachOutput(
                    images,
                    input,
                    inputZeroPoint,
                    (index, channel, acc) -> output[index] = code(epilogue, channel, acc));
        }

        @Override
        public void run(
                int images,
                byte[] input,
                int inputZeroPoint,
                Epilogue.ToFloats epilogue,
                float[] output,
                Scratch scratch) {
            Checks.requireCall(shape, images, input, inputZeroPoint, epilogue, output.length);
            forEachOutput(
                    images,
                    input,
                    inputZeroPoint,
                    (index, channel, acc) -> output[index] = real(epilogue, channel, acc));
        }

        private void forEachOutput(int images, byte[] input, int inputZeroPoint, Sink sink) {
            int index = 0;
            for (int image = 0; image < images; image++) {
                for (int row = 0; row < shape.outputHeight(); row++) {
                    for (int column = 0; column < shape.outputWidth(); column++) {
                        for (int channel = 0; channel < shape.outputChannels(); channel++) {
                            sink.put(index++, channel, sum(input, inputZeroPoint, image, row, column, channel));
                        }
                    }
                }
            }
        }

        /** Σ (x − inputZeroPoint) · w over the window and the input channels of the output channel's group. */
        private int sum(byte[] input, int inputZeroPoint, int image, int row, int column, int channel) {
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
                        int code = Byte.toUnsignedInt(input[pixel + firstInput + c]);
                        int weight = weights[
                                ((channel * groupInputs + c) * shape.kernelHeight() + kh) * shape.kernelWidth() + kw];
                        acc += (code - inputZeroPoint) * (weight - zeroPoints[channel]);
                    }
                }
            }
            return acc;
        }

        private static float real(Epilogue epilogue, int channel, int acc) {
            float y = (float) (acc + epilogue.bias()[channel]) * epilogue.multiplier()[channel];
            return clamp(y, epilogue.low(), epilogue.high());
        }

        private static byte code(Epilogue.ToCodes epilogue, int channel, int acc) {
            float steps = real(epilogue, channel, acc) / epilogue.scale();
            float inRange =
                    clamp(steps, epilogue.minCode() - epilogue.zeroPoint(), epilogue.maxCode() - epilogue.zeroPoint());
            return (byte) ((int) Math.rint(inRange) + epilogue.zeroPoint());
        }
    }

    static float clamp(float value, float low, float high) {
        return value < low ? low : value > high ? high : value;
    }

    private interface Sink {
        void put(int index, int channel, int acc);
    }
}
