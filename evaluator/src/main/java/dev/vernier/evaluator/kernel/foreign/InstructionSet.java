package dev.vernier.evaluator.kernel.foreign;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the native kernels can run on, each containing those before it. */
public enum InstructionSet {
    /** Too old a processor for the native kernels. */
    NONE(0),
    /** 256-bit vectors. */
    AVX2(1),
    /** 512-bit vectors with products of bytes, and with counts of bits where the processor has them. */
    VNNI(2),
    /** Tiles of bytes. */
    AMX(3);

    private final int code;

    InstructionSet(int code) {
        this.code = code;
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
