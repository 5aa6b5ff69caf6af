package dev.vernier.evaluator.data;

import java.util.OptionalInt;

/**
 * How large the parts of the data shall be.
 *
 * @param calibration number of samples, at least 1
 * @param search number of samples, at least 1
 * @param test number of samples, at least 1; empty for all there are
 * @param seed decides which samples are drawn
 */
public record SplitRequest(int calibration, int search, OptionalInt test, long seed) {
    public SplitRequest {
        if (calibration < 1 || search < 1 || test.orElse(1) < 1) {
            throw new IllegalArgumentException("each part needs at least one sample, not " + calibration + ", " + search
                    + " and " + test.orElse(1));
        }
    }
}
