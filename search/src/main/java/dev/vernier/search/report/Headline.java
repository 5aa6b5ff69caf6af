package dev.vernier.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result for one device in a sentence, which claims only what the figures say. Accuracies are those on the test split
 * where all that are compared were tested, else those on the search split.
 */
final class Headline {
    /** What every plan is compared with. */
    static final String REFERENCE = "uniform-8";

    static final String FLOAT = "float";

    /** A plan that loses more than this has not kept the float network's accuracy. */
    private static final double MOST_LOSS = 0.01;

    private final String profile;
    private final List<ReportData.Cost> costs;
    private final List<Candidate> front;
    private final List<ReportData.Baseline> baselines;

    /** A plan of the front. */
    record Candidate(String id, ReportData.Point point) {}

    /**
     * @param costs what the points' costs are
     * @param front the most accurate first
     */
    Headline(String profile, List<ReportData.Cost> costs, List<Candidate> front, List<ReportData.Baseline> baselines) {
        this.profile = profile;
        this.costs = costs;
        this.front = front;
        this.baselines = baselines;
    }

    String sentence() {
        if (front.isEmpty()) {
            return "On " + profile + ", no plan was run yet.";
        }
        List<Candidate> tested = front.stream()
                .filter(candidate -> candidate.point.test().isPresent())
                .toList();
        Optional<ReportData.Baseline> exact = baseline(FLOAT);
        boolean byTest =
                !tested.isEmpty() && exact.flatMap(ReportData.Baseline::test).isPresent();
        List<Candidate> candidates = byTest ? tested : front;
        Optional<Double> reference = byTest
                ? exact.flatMap(ReportData.Baseline::test).map(ReportData.Accuracy::value)
                : exact.flatMap(ReportData.Baseline::search);
        return reference
                .map(accuracy -> compared(candidates, byTest, accuracy))
                .orElseGet(() -> "On " + profile + ", the most accurate plan found, "
                        + front.getFirst().id() + ", reaches " + Words.percent(accuracy(front.getFirst(), false))
                        + " search accuracy.");
    }

    private String compared(List<Candidate> candidates, boolean byTest, double exact) {
        Optional<Candidate> best = candidates.stream()
                .filter(candidate -> accuracy(candidate, byTest) >= exact - MOST_LOSS)
                .filter(candidate -> gains(candidate.point))
                .min(Comparator.comparingDouble(candidate -> product(candidate.point)));
        if (best.isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "On %s, %s keeps %s %s accuracy (float %s) at %s of uniform 8 bits.",
                    profile,
                    best.get().id(),
                    Words.percent(accuracy(best.get(), byTest)),
                    byTest ? "test" : "search",
                    Words.percent(exact),
                    ratios(best.get().point));
        }
        Candidate top = candidates.stream()
                .max(Comparator.comparingDouble(candidate -> accuracy(candidate, byTest)))
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "On %s, no %splan stays within a point of float and costs less than uniform 8 bits; the most accurate,"
                        + " %s, reaches %s %s accuracy (float %s).",
                profile,
                byTest ? "tested " : "",
                top.id(),
                Words.percent(accuracy(top, byTest)),
                byTest ? "test" : "search",
                Words.percent(exact));
    }

    private static double accuracy(Candidate candidate, boolean byTest) {
        return byTest
                ? candidate.point.test().map(ReportData.Accuracy::value).orElseThrow()
                : candidate.point.search().value();
    }

    /** Whether the plan is nowhere worse than the reference in what was searched for, and better somewhere. */
    private boolean gains(ReportData.Point point) {
        boolean better = false;
        boolean compared = false;
        for (int i = 0; i < costs.size(); i++) {
            Optional<Double> ratio = ratio(point, i);
            if (costs.get(i).searched() && ratio.isPresent()) {
                double loss = costs.get(i).maximised() ? 1 / ratio.get() : ratio.get();
                if (loss > 1) {
                    return false;
                }
                compared = true;
                better |= loss < 1;
            }
        }
        return compared && better;
    }

    private double product(ReportData.Point point) {
        double product = 1;
        for (int i = 0; i < costs.size(); i++) {
            Optional<Double> ratio = ratio(point, i);
            if (costs.get(i).searched() && ratio.isPresent()) {
                product *= costs.get(i).maximised() ? 1 / ratio.get() : ratio.get();
            }
        }
        return product;
    }

    private String ratios(ReportData.Point point) {
        List<String> phrases = new ArrayList<>();
        for (int i = 0; i < costs.size(); i++) {
            ReportData.Cost cost = costs.get(i);
            ratio(point, i).filter(_ -> cost.searched()).ifPresent(ratio -> {
                String factor = String.format(Locale.ROOT, "%.2f", ratio);
                phrases.add((factor.equals("1.00") ? "the same " : factor + "× the ") + cost.label());
            });
        }
        int last = phrases.size() - 1;
        return last < 1
                ? String.join("", phrases)
                : String.join(", ", phrases.subList(0, last)) + " and " + phrases.get(last);
    }

    /** A plan's cost divided by the reference's; empty where either is missing or nothing. */
    private Optional<Double> ratio(ReportData.Point point, int cost) {
        return baseline(REFERENCE)
                .flatMap(reference -> reference.costs().get(cost))
                .filter(value -> value > 0 && point.costs().get(cost) > 0)
                .map(value -> point.costs().get(cost) / value);
    }

    private Optional<ReportData.Baseline> baseline(String name) {
        return baselines.stream()
                .filter(baseline -> baseline.name().equals(name))
                .findFirst();
    }
}
