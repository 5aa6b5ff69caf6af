/**
 * What this machine's kernels take, measured: for profiles, and against ONNX Runtime.
 *
 * <p>Enters: layer shapes, widths, whole networks. Leaves: tables of times, ready to be written as a hardware profile, and
 * comparisons with ONNX Runtime's operators and networks. Start at {@link dev.vernier.evaluator.bench.KernelProfiler},
 * {@link dev.vernier.evaluator.bench.KernelBench} and {@link dev.vernier.evaluator.bench.NetworkBench}.
 */
@NullMarked
package dev.vernier.evaluator.bench;

import org.jspecify.annotations.NullMarked;
