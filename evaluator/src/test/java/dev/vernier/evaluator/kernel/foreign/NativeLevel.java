package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The native kernels that this machine can test. */
final class NativeLevel {
    /** With {@code required}, tests fail where they would be skipped for want of a library. */
    private static final String PROPERTY = "vernier.native";

    private NativeLevel() {}

    /** Kernels on each instruction set up to the machine's best, and on AMX at any rate. */
    static List<NativeKernels> all() {
        return Stream.concat(
                        Arrays.stream(InstructionSet.values())
                                .filter(NativeLevel::isHere)
                                .map(set -> NativeKernels.load(set.key())),
                        emulated().stream())
                .toList();
    }

    private static boolean isHere(InstructionSet set) {
        return best().instructionSet().contains(set);
    }

    /**
     * Kernels for AMX, from a library whose tiles are emulated, since few machines have them. All else is the same code,
     * which needs VNNI.
     */
    private static Optional<NativeKernels> emulated() {
        if (!isHere(InstructionSet.VNNI)) {
            return Optional.empty();
        }
        Path file = new LibraryFile("libvernier-emulated.so").extract().orElseThrow();
        return Optional.of(new NativeKernels(NativeLibrary.load(file), InstructionSet.AMX));
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
