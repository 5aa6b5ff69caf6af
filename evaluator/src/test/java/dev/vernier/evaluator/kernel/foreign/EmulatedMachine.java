package dev.vernier.evaluator.kernel.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The library of native kernels on a processor that QEMU emulates, in a process of its own. All that the library reads
 * and writes lies between pages that nobody may touch; see {@code kernel_driver.c}.
 */
@SuppressWarnings("restricted")
final class EmulatedMachine implements AutoCloseable {
    private static final long ISA = 0;
    private static final long ARITHMETIC = 1;
    private static final long LAYER_BYTES = 2;
    private static final long PREPARE = 3;
    private static final long SCRATCH_BYTES = 4;
    private static final long RUN = 5;
    private static final long BLANK_BYTES = 6;
    private static final long PREPARE_BLANK = 7;
    private static final long PACK = 8;

    private static final int OPERANDS = 4;

    /** Where {@code struct layer}, as {@code struct request}, has extents of the input and the output. */
    private static final int INPUT_CHANNELS = 2;

    private static final int OUTPUT_HEIGHT = 3;

    private static final int OUTPUT_WIDTH = 4;
    private static final int OUTPUT_CHANNELS = 5;

    private final Process process;
    private final OutputStream messages;
    private final DataInputStream answers;

    /**
     * @param command the driver with its library, and what emulates a processor for it
     */
    EmulatedMachine(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        messages = process.getOutputStream();
        answers = new DataInputStream(process.getInputStream());
    }

    /** A driver and a library on a processor of that name. */
    static EmulatedMachine of(String processor, Path systemRoot, Path driver, Path library) throws IOException {
        return new EmulatedMachine(List.of(
                "qemu-aarch64", "-L", systemRoot.toString(), "-cpu", processor, driver.toString(), library.toString()));
    }

    /** The library, to be called from one thread at a time. */
    NativeLibrary library() {
        return NativeLibrary.of("emulated", this::function);
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        try {
            return switch (name) {
                case "vernier_isa" -> method("isa", type);
                case "vernier_arithmetic" -> method("arithmetic", type);
                case "vernier_layer_bytes" -> method("layerBytes", type);
                case "vernier_prepare" -> method("prepare", type);
                case "vernier_scratch_bytes" -> method("scratchBytes", type);
                case "vernier_run" -> method("run", type);
                case "vernier_blank_bytes" -> method("blankBytes", type);
                case "vernier_prepare_blank" -> method("prepareBlank", type);
                case "vernier_pack" -> method("pack", type);
                default -> missing(name, type);
            };
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }

    private MethodHandle method(String name, FunctionDescriptor type) throws ReflectiveOperationException {
        return MethodHandles.lookup().bind(this, name, type.toMethodType());
    }

    private static MethodHandle missing(String name, FunctionDescriptor type) {
        UnsupportedOperationException reason = new UnsupportedOperationException(name);
        MethodHandle thrower = MethodHandles.throwException(
                        type.toMethodType().returnType(), UnsupportedOperationException.class)
                .bindTo(reason);
        return MethodHandles.dropArguments(thrower, 0, type.toMethodType().parameterList());
    }

    int isa() {
        return (int) number(ISA);
    }

    int arithmetic(int isa, int weightBits, int activationBits) {
        int[] numbers = {isa, weightBits, activationBits};
        return (int) number(ARITHMETIC, MemorySegment.ofArray(numbers));
    }

    long layerBytes(MemorySegment request) {
        return number(LAYER_BYTES, request);
    }

    void prepare(MemorySegment request, MemorySegment weights, MemorySegment zeroPoints, MemorySegment layer) {
        call(PREPARE, layer, request, weights, zeroPoints);
    }

    long scratchBytes(MemorySegment layer) {
        return number(SCRATCH_BYTES, layer);
    }

    void run(
            MemorySegment layer, MemorySegment call, MemorySegment input, MemorySegment output, MemorySegment scratch) {
        int channels = layer.getAtIndex(JAVA_INT, OUTPUT_CHANNELS);
        long elements = call.get(JAVA_LONG, CallLayout.IMAGES)
                * layer.getAtIndex(JAVA_INT, OUTPUT_HEIGHT)
                * layer.getAtIndex(JAVA_INT, OUTPUT_WIDTH)
                * channels;
        int finish = call.get(JAVA_INT, CallLayout.FINISH);
        boolean joins = finish == CallLayout.TO_JOIN;
        MemorySegment other = joins ? call.get(ADDRESS, CallLayout.OTHER).reinterpret(elements) : MemorySegment.NULL;
        long bytes = joins || finish == CallLayout.TO_CODES ? elements : elements * Integer.BYTES;
        MemorySegment ownCall = call.asSlice(0, CallLayout.bytes(channels));
        call(RUN, output.asSlice(0, bytes), layer, ownCall, input, other);
    }

    long blankBytes(MemorySegment request) {
        return number(BLANK_BYTES, request);
    }

    void prepareBlank(MemorySegment request, MemorySegment blank) {
        call(PREPARE_BLANK, blank, request);
    }

    void pack(MemorySegment blank, MemorySegment right, int zeroPoint, int transposed, MemorySegment layer) {
        int channels = blank.getAtIndex(JAVA_INT, OUTPUT_CHANNELS);
        int depth = blank.getAtIndex(JAVA_INT, INPUT_CHANNELS);
        int[] numbers = {zeroPoint, transposed};
        MemorySegment ownRight = right.asSlice(0, (long) channels * depth);
        call(PACK, layer, MemorySegment.ofArray(numbers), blank, ownRight);
    }

    private long number(long message, MemorySegment... operands) {
        MemorySegment number = MemorySegment.ofArray(new int[2]);
        call(message, number, operands);
        return Integer.toUnsignedLong(number.get(JAVA_INT_UNALIGNED, 0))
                | (long) number.get(JAVA_INT_UNALIGNED, Integer.BYTES) << Integer.SIZE;
    }

    private void call(long message, MemorySegment result, MemorySegment... operands) {
        try {
            send(message, result.byteSize(), Arrays.asList(operands));
            byte[] answer = new byte[Math.toIntExact(result.byteSize())];
            answers.readFully(answer);
            MemorySegment.copy(answer, 0, result, JAVA_BYTE, 0, answer.length);
        } catch (IOException e) {
            throw new UncheckedIOException("the emulated processor ended: " + ending(), e);
        }
    }

    private void send(long message, long resultBytes, List<MemorySegment> operands) throws IOException {
        ByteBuffer head = ByteBuffer.allocate((OPERANDS + 2) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(message);
        for (int i = 0; i < OPERANDS; i++) {
            head.putLong(i < operands.size() ? operands.get(i).byteSize() : 0);
        }
        messages.write(head.putLong(resultBytes).array());
        for (MemorySegment each : operands) {
            messages.write(each.toArray(JAVA_BYTE));
        }
        messages.flush();
    }

    private String ending() {
        try {
            return "exit code " + process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroy();
    }
}
