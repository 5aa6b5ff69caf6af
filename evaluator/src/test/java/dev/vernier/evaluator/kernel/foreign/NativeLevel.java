package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The native kernels that this machine can test. */
final class NativeLevel {
    /** With {@code required}, tests fail where they would be skipped for want of a library. */
    private static final String PROPERTY = "vernier.native";

    private NativeLevel() {}

    /** Kernels on each instruction set up to the machine's best. */
    static List<NativeKernels> all() {
        InstructionSet best = best().instructionSet();
        return Arrays.stream(InstructionSet.values())
                .filter(set -> set != InstructionSet.NONE && set.compareTo(best) <= 0)
                .map(set -> NativeKernels.load(set.key()))
                .toList();
    }

    /**
     * Kernels for AMX, from a library whose tiles are emulated, since few machines have them. All else is the same code,
     * which needs VNNI.
     */
    static NativeKernels emulated() {
        if (best().instructionSet().compareTo(InstructionSet.VNNI) < 0) {
            return abort("the kernels for AMX need VNNI around their tiles");
        }
        Path file = new LibraryFile("libvernier-emulated.so").extract().orElseThrow();
        return new NativeKernels(NativeLibrary.load(file), InstructionSet.AMX);
    }

    static NativeKernels best() {
        try {
            return NativeKernels.load(null);
        } catch (IllegalStateException e) {
            if ("required".equals(System.getProperty(PROPERTY))) {
                throw e;
            }
            return abort(e.getMessage());
        }
    }
}
