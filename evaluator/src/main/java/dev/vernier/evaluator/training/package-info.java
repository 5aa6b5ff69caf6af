/**
 * Training the models that are shipped, and those of users' recipes.
 *
 * <p>Enters: a {@link dev.vernier.evaluator.training.Recipe} and its data. Leaves: a trained
 * {@link dev.vernier.evaluator.graph.Graph}, BatchNormalization still in it, and checkpoints from which a stopped training
 * goes on. Start at {@link dev.vernier.evaluator.training.Trainer}. {@link dev.vernier.evaluator.training.LinearHead} is
 * trained by itself, on what another network leaves.
 */
@NullMarked
package dev.vernier.evaluator.training;

import org.jspecify.annotations.NullMarked;
