/**
 * Labelled samples, from files, built in or computed, and the disjoint splits that a run works with.
 *
 * <p>Enters: IDX, {@code .npy}, {@code .npz} and CSV files, folders of PNG and JPEG images, or the name of a built-in set. Leaves:
 * {@link dev.vernier.evaluator.data.Splits} of {@link dev.vernier.evaluator.data.Dataset}s whose samples are
 * preprocessed as they are read. Every header is checked against the file before memory is taken. Start at
 * {@link dev.vernier.evaluator.data.DataSource}.
 */
@NullMarked
package dev.vernier.evaluator.data;

import org.jspecify.annotations.NullMarked;
