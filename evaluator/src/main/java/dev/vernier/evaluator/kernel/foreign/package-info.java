/**
 * The native level: kernels in C, called through Java's interface to foreign functions.
 *
 * <p>Enters: weight codes once per layer, memory outside the heap per call. Leaves: what every level leaves. The library
 * is built from {@code src/main/c} where there is a C compiler, travels as a resource and is unpacked into the user's
 * cache; {@code vernier.h} there is the other side of {@link
 * dev.vernier.evaluator.kernel.foreign.NativeLibrary}. Start at {@link
 * dev.vernier.evaluator.kernel.foreign.NativeKernels}.
 */
@NullMarked
package dev.vernier.evaluator.kernel.foreign;

import org.jspecify.annotations.NullMarked;
