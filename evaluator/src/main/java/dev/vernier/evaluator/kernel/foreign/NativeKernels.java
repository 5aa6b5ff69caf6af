package dev.vernier.evaluator.kernel.foreign;

import dev.vernier.evaluator.kernel.Checks;
import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kernels in C for the instructions that Java's vectors do not reach. They equal the specification exactly. */
public final class NativeKernels implements Kernels {
    public static final String LEVEL = "native";

    /**
     * The system property that forces an instruction set: {@code avx2}, {@code vnni} or {@code amx}; on aarch64
     * {@code neon} or {@code dotprod}.
     */
    public static final String ISA_PROPERTY = "vernier.isa";

    /** AVX2 and NEON need fewer instructions for weights of up to so many bits. */
    private static final int NARROW_BITS = 7;

    private static final LibraryFile SHIPPED = new LibraryFile("libvernier.so");

    private final NativeLibrary library;
    private final InstructionSet instructionSet;

    NativeKernels(NativeLibrary library, InstructionSet instructionSet) {
        this.library = library;
        this.instructionSet = instructionSet;
    }

    /**
     * The native kernels on the best instruction set of this machine, or on the one that is forced.
     *
     * @param forced the name of an instruction set, or null for the best
     * @throws IllegalStateException when there is no library for this system, or the machine lacks the instruction set;
     *     the message says what to do
     */
    public static NativeKernels load(@Nullable String forced) {
        Optional<InstructionSet> wanted = Optional.ofNullable(forced).map(InstructionSet::of);
        NativeLibrary library = library();
        InstructionSet best = library.bestInstructionSet();
        if (best == InstructionSet.NONE) {
            throw new IllegalStateException("the native kernels need a processor with AVX2."
                    + " Maybe use the vector kernels: -Dvernier.kernels=vector.");
        }
        wanted.ifPresent(best::require);
        return new NativeKernels(library, wanted.orElse(best));
    }

    private static NativeLibrary library() {
        Path file = SHIPPED.extract()
                .orElseThrow(() -> new IllegalStateException("there are no native kernels for this system: they need"
                        + " Linux on x86-64 or aarch64, and a C compiler when Vernier is built. Maybe install one"
                        + " (Debian: apt-get install gcc libc6-dev) and build again."));
        try {
            return NativeLibrary.load(file);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the native kernels at " + file + " cannot be loaded. Maybe set"
                            + " XDG_CACHE_HOME to a folder whose files may be executed.",
                    e);
        }
    }

    @Override
    public String level() {
        return LEVEL;
    }

    @Override
    public String description() {
        return LEVEL + " " + instructionSet.key();
    }

    @Override
    public String build() {
        return library.sha256();
    }

    /** The instructions that the kernels run on. */
    public InstructionSet instructionSet() {
        return instructionSet;
    }

    /** The same on every lesser instruction set. */
    public List<NativeKernels> lesser() {
        return Arrays.stream(InstructionSet.values())
                .filter(set -> instructionSet.contains(set) && set != instructionSet)
                .map(set -> new NativeKernels(library, set))
                .toList();
    }

    /**
     * Weights are kept in 1, 2, 4 or 8 bits and multiplied as bytes, or counted as bits where that is faster. Depthwise
     * layers always multiply bytes.
     */
    @Override
    public String variant(LayerKind kind, Precision precision) {
        int bits = precision.weightBits();
        int multiplied = multipliedBits(kind, bits);
        String prefix = instructionSet.key() + "-";
        if (kind == LayerKind.DEPTHWISE) {
            return prefix + "dw" + multiplied;
        }
        if (library.countsBits(instructionSet, bits, precision.activationBits())) {
            return prefix + "w" + bits + "a" + precision.activationBits();
        }
        return prefix + "w" + (bits > 4 ? multiplied : bits == 3 ? 4 : bits);
    }

    private int multipliedBits(LayerKind kind, int weightBits) {
        boolean savesOnNarrow =
                switch (instructionSet) {
                    case AVX2 -> true;
                    case NEON -> kind != LayerKind.DEPTHWISE;
                    case NONE, VNNI, AMX, DOTPROD -> false;
                };
        return savesOnNarrow && weightBits <= NARROW_BITS ? NARROW_BITS : Byte.SIZE;
    }

    @Override
    public Scratch scratch() {
        return new NativeScratch();
    }

    @Override
    public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
        Checks.requireWeights(shape, precision, weights, zeroPoints);
        return NativeConvolution.prepare(library, instructionSet, shape, precision, weights, zeroPoints);
    }

    @Override
    public Product product(ProductShape shape, Precision precision) {
        return new Product(shape, precision, NativePacking.prepare(library, instructionSet, shape, precision));
    }

    /**
     * Keeps one core multiplying codes of 8 bits in registers, at the rate that no kernel of this instruction set can
     * exceed; the caller takes the time.
     *
     * @param steps how long, in steps of a few nanoseconds
     * @return how many multiplications with additions were made
     */
    public long spinDotProducts(long steps) {
        return NativeLibrary.spin(library.peakDotProducts(), instructionSet, steps);
    }

    /** As above, for single bits; 0 where this instruction set does not count bits. */
    public long spinBitCounts(long steps) {
        return NativeLibrary.spin(library.peakBitCounts(), instructionSet, steps);
    }
}
