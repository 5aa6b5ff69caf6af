package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cuts data into splits. Search samples come from the front of a stratified order and calibration samples from its back,
 * so that asking for more of one leaves the other as it was.
 */
final class Cut {
    private Cut() {}

    /** Samples and where they come from. */
    record Part(String place, Dataset samples) {}

    /**
     * With or without test samples of their own.
     *
     * @throws InvalidInputException when these are of another kind than the others, or there are too few of one
     */
    static Splits of(Part training, Optional<Part> test, SplitRequest request) {
        return test.map(tested -> withTest(training, tested, request)).orElseGet(() -> ofOne(training, request));
    }

    private static Splits withTest(Part training, Part test, SplitRequest request) {
        require(
                test,
                "samples have the shape " + shapes(test) + ", those of " + training.place() + " have "
                        + shapes(training),
                test.samples().inputs().equals(training.samples().inputs()));
        require(
                test,
                "samples have " + test.samples().truth().words() + ", those of " + training.place() + " have "
                        + training.samples().truth().words(),
                test.samples().truth() == training.samples().truth());
        int asked = request.test().orElse(test.samples().size());
        if (asked > test.samples().size()) {
            throw fewer(test, asked + " test samples are");
        }
        requireEnough(training, request, 0);
        int[] order = Stratification.order(training.samples(), request.seed());
        Dataset tested = request.test().isEmpty()
                ? test.samples()
                : test.samples().subset(Arrays.copyOf(Stratification.order(test.samples(), request.seed()), asked));
        return new Splits(back(training, order, request), front(training, order, request), tested);
    }

    /** Test samples come from between the others. */
    private static Splits ofOne(Part all, SplitRequest request) {
        requireEnough(all, request, request.test().orElse(1));
        int[] order = Stratification.order(all.samples(), request.seed());
        int end = request.test().isEmpty()
                ? order.length - request.calibration()
                : request.search() + request.test().getAsInt();
        return new Splits(
                back(all, order, request),
                front(all, order, request),
                all.samples().subset(Arrays.copyOfRange(order, request.search(), end)));
    }

    private static void require(Part tested, String difference, boolean same) {
        if (!same) {
            throw new InvalidInputException(tested.place(), "its " + difference, "the files belong to different sets");
        }
    }

    private static String shapes(Part part) {
        return part.samples().inputs().stream()
                .map(input -> (input.name() + " " + input.shape()).strip())
                .collect(Collectors.joining(", "));
    }

    private static Dataset front(Part part, int[] order, SplitRequest request) {
        return part.samples().subset(Arrays.copyOf(order, request.search()));
    }

    private static Dataset back(Part part, int[] order, SplitRequest request) {
        return part.samples().subset(Arrays.copyOfRange(order, order.length - request.calibration(), order.length));
    }

    private static void requireEnough(Part part, SplitRequest request, int test) {
        long asked = (long) request.calibration() + request.search() + test;
        if (asked > part.samples().size()) {
            String parts = request.calibration() + " for calibration, " + request.search() + " for search"
                    + (test > 0 ? ", " + test + " for test" : "");
            throw fewer(part, asked + " samples (" + parts + ") are");
        }
    }

    private static InvalidInputException fewer(Part part, String asked) {
        return new InvalidInputException(
                part.place(),
                asked + " asked for, but there are only " + part.samples().size(),
                "write smaller numbers for 'calibration', 'search' or 'test' under 'data', or give more data");
    }
}
