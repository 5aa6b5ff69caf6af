/**
 * The one representation of a model that everything here works on.
 *
 * <p>Enters: nodes and constants, through {@link dev.vernier.evaluator.graph.Graph.Builder}, which infers the shape of
 * every tensor as it goes. Leaves: immutable {@link dev.vernier.evaluator.graph.Graph}s whose nodes are in execution
 * order, and graphs rewritten by {@link dev.vernier.evaluator.graph.Folding}, and by {@link
 * dev.vernier.evaluator.graph.RecurrenceSplitting}, which makes layers of the matrices of LSTM and GRU. Shapes are those of
 * one sample: where the first dimension is the batch, it is 1. Start at {@link dev.vernier.evaluator.graph.Op}.
 */
@NullMarked
package dev.vernier.evaluator.graph;

import org.jspecify.annotations.NullMarked;
