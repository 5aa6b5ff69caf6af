/**
 * Runs samples through the float network once, and from what it saw quantizes any plan.
 *
 * <p>Enters: a {@link dev.vernier.evaluator.plan.NetworkLayout} and calibration samples. Leaves: {@link
 * dev.vernier.evaluator.calibrate.Calibration} (ranges and means of activations), and {@link
 * dev.vernier.evaluator.calibrate.NetworkQuantizer}, which makes weights once per layer and width and shares them
 * between all plans. Start at {@link dev.vernier.evaluator.calibrate.Calibrator}.
 */
@NullMarked
package dev.vernier.evaluator.calibrate;

import org.jspecify.annotations.NullMarked;
