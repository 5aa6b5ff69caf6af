package dev.vernier.evaluator.kernel.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * The functions of {@code vernier.h}. The handles never throw.
 *
 * @param sha256 of the file they come from
 */
@SuppressWarnings("restricted")
record NativeLibrary(
        String sha256,
        MethodHandle isa,
        MethodHandle arithmetic,
        MethodHandle layerBytes,
        MethodHandle allocate,
        MethodHandle release,
        MethodHandle prepare,
        MethodHandle blankBytes,
        MethodHandle prepareBlank,
        MethodHandle pack,
        MethodHandle scratchBytes,
        MethodHandle run,
        MethodHandle peakDotProducts,
        MethodHandle peakBitCounts) {
    /** What {@link #arithmetic} answers for layers that count bits. */
    private static final int BIT_COUNTS = 1;

    /** The size of a huge page, from which on the library allocates memory itself. */
    private static final long LARGE = 1 << 21;

    /**
     * Loads a library for the rest of the JVM's life.
     *
     * @throws IllegalArgumentException when the system cannot load it, for example from a folder without execution
     */
    static NativeLibrary load(Path file) {
        SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
        return of(sha256(file), (name, type) -> Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type));
    }

    /**
     * A library whose functions, by name and type, may lie anywhere.
     *
     * @param sha256 of the file they come from
     */
    static NativeLibrary of(String sha256, BiFunction<String, FunctionDescriptor, MethodHandle> symbols) {
        FunctionDescriptor peak = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG);
        return new NativeLibrary(
                sha256,
                handle(symbols, "vernier_isa", FunctionDescriptor.of(JAVA_INT)),
                handle(symbols, "vernier_arithmetic", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)),
                handle(symbols, "vernier_layer_bytes", FunctionDescriptor.of(JAVA_LONG, ADDRESS)),
                handle(symbols, "vernier_allocate", FunctionDescriptor.of(ADDRESS, JAVA_LONG)),
                handle(symbols, "vernier_release", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG)),
                handle(symbols, "vernier_prepare", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS)),
                handle(symbols, "vernier_blank_bytes", FunctionDescriptor.of(JAVA_LONG, ADDRESS)),
                handle(symbols, "vernier_prepare_blank", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS)),
                handle(
                        symbols,
                        "vernier_pack",
                        FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS)),
                handle(symbols, "vernier_scratch_bytes", FunctionDescriptor.of(JAVA_LONG, ADDRESS)),
                handle(symbols, "vernier_run", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS)),
                handle(symbols, "vernier_peak_dot_products", peak),
                handle(symbols, "vernier_peak_bit_counts", peak));
    }

    private static String sha256(Path file) {
        try {
            return LibraryFile.sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("the library " + file + " cannot be read", e);
        }
    }

    private static MethodHandle handle(
            BiFunction<String, FunctionDescriptor, MethodHandle> symbols, String name, FunctionDescriptor type) {
        return symbols.apply(name, type);
    }

    /** The best instruction set of this machine. */
    InstructionSet bestInstructionSet() {
        try {
            return InstructionSet.ofCode((int) isa.invokeExact());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    boolean countsBits(InstructionSet set, int weightBits, int activationBits) {
        try {
            return (int) arithmetic.invokeExact(set.code(), weightBits, activationBits) == BIT_COUNTS;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    long layerBytes(MemorySegment request) {
        try {
            return (long) layerBytes.invokeExact(request);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Memory for a prepared layer, released when nobody holds it any longer; in huge pages where it is large. */
    MemorySegment allocateLayer(long bytes) {
        return bytes < LARGE ? Arena.ofAuto().allocate(bytes, NativeConvolution.ALIGNMENT) : allocateLarge(bytes);
    }

    private MemorySegment allocateLarge(long bytes) {
        MemorySegment memory;
        try {
            memory = (MemorySegment) allocate.invokeExact(bytes);
        } catch (Throwable e) {
            throw impossible(e);
        }
        if (memory.equals(MemorySegment.NULL)) {
            throw new OutOfMemoryError("no " + bytes + " bytes for the weights of a layer");
        }
        return memory.reinterpret(bytes, Arena.ofAuto(), layer -> release(layer, bytes));
    }

    private void release(MemorySegment layer, long bytes) {
        try {
            release.invokeExact(layer, bytes);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    void prepare(MemorySegment request, MemorySegment weights, MemorySegment zeroPoints, MemorySegment layer) {
        try {
            prepare.invokeExact(request, weights, zeroPoints, layer);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    long blankBytes(MemorySegment request) {
        try {
            return (long) blankBytes.invokeExact(request);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    void prepareBlank(MemorySegment request, MemorySegment blank) {
        try {
            prepareBlank.invokeExact(request, blank);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    void pack(MemorySegment blank, MemorySegment right, int zeroPoint, boolean transposed, MemorySegment layer) {
        try {
            pack.invokeExact(blank, right, zeroPoint, transposed ? 1 : 0, layer);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    long scratchBytes(MemorySegment layer) {
        try {
            return (long) scratchBytes.invokeExact(layer);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    void run(
            MemorySegment layer, MemorySegment call, MemorySegment input, MemorySegment output, MemorySegment scratch) {
        try {
            run.invokeExact(layer, call, input, output, scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Lets a loop over registers run and returns how many multiplications with additions it made. */
    static long spin(MethodHandle peak, InstructionSet set, long steps) {
        try {
            return (long) peak.invokeExact(set.code(), steps);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a native function threw", thrown);
    }
}
