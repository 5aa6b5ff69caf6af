/**
 * What this machine's kernels take, measured.
 *
 * <p>Enters: layer shapes and widths. Leaves: tables of times, ready to be written as a hardware profile. Start at
 * {@link dev.vernier.evaluator.bench.KernelProfiler}.
 */
@NullMarked
package dev.vernier.evaluator.bench;

import org.jspecify.annotations.NullMarked;
