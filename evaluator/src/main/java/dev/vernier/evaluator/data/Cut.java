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
        if (test.isEmpty()) {
            return of(training.place(), training.samples(), request);
        }
        Part tested = test.get();
        require(
                tested,
                "samples have the shape " + shapes(tested) + ", those of " + training.place() + " have "
                        + shapes(training),
                tested.samples().inputs().equals(training.samples().inputs()));
        require(
                tested,
                "samples have " + words(tested) + ", those of " + training.place() + " have " + words(training),
                tested.samples().truth() == training.samples().truth());
        return of(training.place(), training.samples(), tested.samples(), request);
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

    private static String words(Part part) {
        return switch (part.samples().truth()) {
            case NONE -> "neither classes nor numbers";
            case CLASS -> "a class";
            case LABELS -> "several labels";
            case VALUES -> "numbers";
        };
    }

    /** With test samples of their own. */
    static Splits of(String place, Dataset training, Dataset test, SplitRequest request) {
        int asked = request.test().orElse(test.size());
        if (asked > test.size()) {
            throw fewer(place, asked + " test samples are", test.size());
        }
        requireEnough(place, training, request, 0);
        int[] order = Stratification.order(training, request.seed());
        Dataset tested = request.test().isEmpty()
                ? test
                : test.subset(Arrays.copyOf(Stratification.order(test, request.seed()), asked));
        return new Splits(back(training, order, request), front(training, order, request), tested);
    }

    /** With test samples from the same part as the others. */
    static Splits of(String place, Dataset all, SplitRequest request) {
        requireEnough(place, all, request, request.test().orElse(1));
        int[] order = Stratification.order(all, request.seed());
        int end = request.test().isEmpty()
                ? order.length - request.calibration()
                : request.search() + request.test().getAsInt();
        return new Splits(
                back(all, order, request),
                front(all, order, request),
                all.subset(Arrays.copyOfRange(order, request.search(), end)));
    }

    private static Dataset front(Dataset samples, int[] order, SplitRequest request) {
        return samples.subset(Arrays.copyOf(order, request.search()));
    }

    private static Dataset back(Dataset samples, int[] order, SplitRequest request) {
        return samples.subset(Arrays.copyOfRange(order, order.length - request.calibration(), order.length));
    }

    private static void requireEnough(String place, Dataset samples, SplitRequest request, int test) {
        long asked = (long) request.calibration() + request.search() + test;
        if (asked > samples.size()) {
            String parts = request.calibration() + " for calibration, " + request.search() + " for search"
                    + (test > 0 ? ", " + test + " for test" : "");
            throw fewer(place, asked + " samples (" + parts + ") are", samples.size());
        }
    }

    private static InvalidInputException fewer(String place, String asked, int there) {
        return new InvalidInputException(
                place, asked + " asked for, but there are only " + there, "fewer would do, or more data are needed");
    }
}
