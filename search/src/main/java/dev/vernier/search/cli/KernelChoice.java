package dev.vernier.search.cli;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import java.util.List;
import java.util.function.Supplier;

/** The kernels that commands run plans on. */
final class KernelChoice {
    private KernelChoice() {}

    /**
     * @throws MissingEnvironmentException when the level that {@code -Dvernier.kernels} forces cannot be had
     */
    static Kernels select() {
        return known(KernelSelection::select);
    }

    /**
     * The same level with each layer on the code of its own widths.
     *
     * @throws MissingEnvironmentException as {@link #select}
     */
    static Kernels level() {
        return known(KernelSelection::level);
    }

    /**
     * The levels that benchmarks of kernels compare; only one where it is forced.
     *
     * @throws MissingEnvironmentException as {@link #select}
     */
    static List<Kernels> compared() {
        return known(KernelSelection::compared);
    }

    /**
     * The levels that benchmarks of networks compare, with each layer on the code that is the fastest for it.
     *
     * @throws MissingEnvironmentException as {@link #select}
     */
    static List<Kernels> comparedTuned() {
        return known(() ->
                KernelSelection.compared().stream().map(KernelSelection::tuned).toList());
    }

    private static <T> T known(Supplier<T> choice) {
        try {
            return choice.get();
        } catch (IllegalStateException e) {
            throw new MissingEnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
