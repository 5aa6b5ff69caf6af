package dev.vernier.search.cli;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;

/** The kernels that commands run plans on. */
final class KernelChoice {
    private KernelChoice() {}

    /**
     * @throws MissingEnvironmentException when the level that {@code -Dvernier.kernels} forces cannot be had
     */
    static Kernels select() {
        try {
            return KernelSelection.select();
        } catch (IllegalStateException e) {
            throw new MissingEnvironmentException(String.valueOf(e.getMessage()), e);
        }
    }
}
