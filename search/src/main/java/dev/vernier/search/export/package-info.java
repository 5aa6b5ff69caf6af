/**
 * Writes plans in the formats that other tools take, and has those tools prove them.
 *
 * <p>Enters: {@link dev.vernier.evaluator.runtime.QuantizedNetwork}s and {@link
 * dev.vernier.evaluator.runtime.WeightOnlyNetwork}s. Leaves: model files, and for each a {@link
 * dev.vernier.search.export.Verification} that says whether its consumer computes what we predicted. Start at {@link
 * dev.vernier.search.export.QdqExporter}.
 */
@NullMarked
package dev.vernier.search.export;

import org.jspecify.annotations.NullMarked;
