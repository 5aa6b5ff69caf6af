package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;

/** Where samples come from. */
public sealed interface DataSource
        permits BuiltinSource, ArraySource, CifarSource, ImageSource, DrawnSource, TableSource, TextSource {
    /**
     * Opens the data and cuts the splits: search and calibration from the training part, each stratified by class; test
     * from the test part, or from what the others leave where there is no test part.
     *
     * @throws InvalidInputException when the data cannot be read, do not fit together, or are fewer than asked for
     */
    Splits open(SplitRequest request);

    /** Whether test samples are apart from those of the other splits. */
    boolean hasTestPart();

    /** Where training samples come from, for messages. */
    String place();

    /** Where their labels come from, for messages. */
    default String labelsPlace() {
        return place();
    }

    /**
     * Makes sure that a model can be right about samples of these classes.
     *
     * @param splits opened from here
     * @param told how many classes the model tells apart
     * @throws InvalidInputException when the labels name more
     */
    default void requireTold(Splits splits, int told) {
        int classes = Math.max(splits.search().classes(), splits.test().classes());
        if (told < classes) {
            throw new InvalidInputException(
                    labelsPlace(),
                    "its labels go up to " + (classes - 1) + ", and the model tells only " + told + " classes apart",
                    "labels start at 1 there, or the data belong to another model");
        }
    }
}
