package dev.vernier.evaluator.data;

/**
 * The three parts of the data that a run uses. No sample is in two of them.
 *
 * @param calibration fixes the ranges of activations; its labels are not used
 * @param search all that strategies see; each beginning of it is stratified, too
 * @param test looked at once, for the report
 */
public record Splits(Dataset calibration, Dataset search, Dataset test) {}
