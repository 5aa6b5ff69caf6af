package dev.vernier.evaluator.kernel.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * A layer that the library has prepared.
 *
 * @param layer the library's own description, weights included; it holds no pointers
 * @param scratchBytes working memory that a run needs
 */
record NativeConvolution(
        NativeLibrary library, ConvShape shape, Precision precision, MemorySegment layer, long scratchBytes)
        implements Convolution {
    static final long ALIGNMENT = 64;

    static NativeConvolution prepare(
            NativeLibrary library,
            InstructionSet instructionSet,
            ConvShape shape,
            Precision precision,
            byte[] weights,
            byte[] zeroPoints) {
        requireAddressableWindows(shape);
        try (Arena arena = Arena.ofConfined()) {
            int bits = keptBits(precision, weights);
            MemorySegment request =
                    arena.allocateFrom(JAVA_INT, request(instructionSet, shape, bits, precision.activationBits()));
            MemorySegment layer = library.allocateLayer(library.layerBytes(request));
            library.prepare(
                    request, arena.allocateFrom(JAVA_BYTE, weights), arena.allocateFrom(JAVA_BYTE, zeroPoints), layer);
            return new NativeConvolution(library, shape, precision, layer, library.scratchBytes(layer));
        }
    }

    /** The library counts the bytes within a window, padding included, in 32 bits. */
    static void requireAddressableWindows(ConvShape shape) {
        long columns = (shape.outputWidth() - 1L) * shape.strideWidth()
                + (shape.kernelWidth() - 1L) * shape.dilationWidth()
                + 1;
        long rows = (shape.kernelHeight() - 1L) * shape.dilationHeight() + 1 + shape.strideHeight();
        if (columns * shape.inputChannels() > Integer.MAX_VALUE / 2 / rows) {
            throw new IllegalArgumentException("the padded rows of a window hold too many codes: " + shape);
        }
    }

    /** Two bits keep −2…1 or −3, −1, 1 and 3; other sets of such codes are kept like wider ones. */
    private static int keptBits(Precision precision, byte[] weights) {
        boolean plain = true;
        boolean odd = true;
        for (byte weight : weights) {
            plain &= weight >= -2 && weight <= 1;
            odd &= weight % 2 != 0;
        }
        return precision.weightBits() == 2 && !plain && !odd ? 3 : precision.weightBits();
    }

    /** {@code struct request}. */
    static int[] request(InstructionSet instructionSet, ConvShape shape, int weightBits, int activationBits) {
        return new int[] {
            shape.inputHeight(),
            shape.inputWidth(),
            shape.inputChannels(),
            shape.outputHeight(),
            shape.outputWidth(),
            shape.outputChannels(),
            shape.kernelHeight(),
            shape.kernelWidth(),
            shape.strideHeight(),
            shape.strideWidth(),
            shape.dilationHeight(),
            shape.dilationWidth(),
            shape.padTop(),
            shape.padLeft(),
            shape.groups(),
            weightBits,
            activationBits,
            instructionSet.code()
        };
    }

    @Override
    public long weightBytes() {
        return layer.byteSize();
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
        NativeScratch own = (NativeScratch) scratch;
        MemorySegment call = own.call(CallLayout.bytes(shape.outputChannels()));
        CallLayout.write(call, images, inputZeroPoint, epilogue);
        try {
            library.run(layer, call, input, output, own.memory(scratchBytes));
        } finally {
            // The call holds the bare address of a tensor that is joined.
            Reference.reachabilityFence(epilogue);
        }
    }
}
