package dev.vernier.evaluator.kernel.foreign;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the native kernels can run on. Those of one architecture each contain those before it. */
public enum InstructionSet {
    /** Too old a processor for the native kernels. */
    NONE(0, Architecture.ANY),
    /** 256-bit vectors. */
    AVX2(1, Architecture.X86_64),
    /** 512-bit vectors with products of bytes, and with counts of bits where the processor has them. */
    VNNI(2, Architecture.X86_64),
    /** Tiles of bytes. */
    AMX(3, Architecture.X86_64),
    /** 128-bit vectors. */
    NEON(4, Architecture.AARCH64),
    /** 128-bit vectors with products of bytes. */
    DOTPROD(5, Architecture.AARCH64);

    private enum Architecture {
        ANY("any processor"),
        X86_64("x86-64"),
        AARCH64("aarch64");

        private final String name;

        Architecture(String name) {
            this.name = name;
        }
    }

    private final int code;
    private final Architecture architecture;

    InstructionSet(int code, Architecture architecture) {
        this.code = code;
        this.architecture = architecture;
    }

    /** The number by which the library knows this set. */
    int code() {
        return code;
    }

    static InstructionSet ofCode(int code) {
        for (InstructionSet set : values()) {
            if (set.code == code) {
                return set;
            }
        }
        throw new IllegalArgumentException("no instruction set has the number " + code);
    }

    /**
     * The instruction set of that name.
     *
     * @throws IllegalStateException when there is none; the message names all
     */
    static InstructionSet of(String key) {
        return Arrays.stream(values())
                .filter(set -> set != NONE && set.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("-D" + NativeKernels.ISA_PROPERTY + "=" + key
                        + " names no instruction set. Maybe you meant one of " + keys() + "."));
    }

    /** Whether a machine whose best set is this one has that one, too. */
    boolean contains(InstructionSet other) {
        return other != NONE && other.architecture == architecture && other.compareTo(this) <= 0;
    }

    /**
     * Demands that a machine whose best set is this one has that one, too.
     *
     * @throws IllegalStateException when it has not; the message says which it has
     */
    void require(InstructionSet wanted) {
        if (contains(wanted)) {
            return;
        }
        String asked = "-D" + NativeKernels.ISA_PROPERTY + "=" + wanted.key();
        String reason = wanted.architecture == architecture
                ? "this machine lacks the instructions that " + asked + " asks for"
                : asked + " asks for instructions of " + wanted.architecture.name + " processors, and this one is "
                        + architecture.name;
        throw new IllegalStateException(
                reason + ". Maybe use -D" + NativeKernels.ISA_PROPERTY + "=" + key() + ", the best it has.");
    }

    /** The name in properties and descriptions: {@code avx2}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String keys() {
        return Arrays.stream(values())
                .filter(set -> set != NONE)
                .map(InstructionSet::key)
                .collect(Collectors.joining(", "));
    }
}
