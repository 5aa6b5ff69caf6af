/**
 * Samples, from files, built in or computed, what is known about them, and the disjoint splits that a run works with.
 *
 * <p>Enters: IDX, {@code .npy} and {@code .npz} files, tables, folders of PNG and JPEG images, texts with a tokenizer, the name
 * of a built-in set, or a dataset of DJL's. Leaves: {@link dev.vernier.evaluator.data.Splits} of {@link
 * dev.vernier.evaluator.data.Dataset}s whose samples are preprocessed as they are read, and {@link
 * dev.vernier.evaluator.data.SampleFeed}, which matches them with the inputs of a network. Every header is checked against
 * the file before memory is taken. Start at {@link dev.vernier.evaluator.data.DataSource}.
 */
@NullMarked
package dev.vernier.evaluator.data;

import org.jspecify.annotations.NullMarked;
