/**
 * Which parts of a network take bit-widths, and one choice of them.
 *
 * <p>Enters: a folded {@link dev.vernier.evaluator.graph.Graph}. Leaves: its {@link
 * dev.vernier.evaluator.plan.NetworkLayout} (stages in execution order, quantizable layers, the quantizers their
 * activations share) and {@link dev.vernier.evaluator.plan.PrecisionPlan}s that are valid for it. Runners, exporters and
 * strategies all read the same layout. Start at {@link dev.vernier.evaluator.plan.Stage}.
 */
@NullMarked
package dev.vernier.evaluator.plan;

import org.jspecify.annotations.NullMarked;
