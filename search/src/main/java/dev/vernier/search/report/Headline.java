package dev.vernier.search.report;

import dev.vernier.search.trial.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The result for one device in a sentence, which claims only what the figures say. The plan that it names is chosen by its
 * quality on the search split, since the test split judges and does not choose; the one printed is that of the test where
 * the plan and the float network were tested.
 */
final class Headline {
    /** What every plan is compared with. */
    static final String REFERENCE = "uniform-8";

    static final String FLOAT = "float";

    /** A point: a plan that loses more has not kept the float network's quality. */
    private static final double MOST_LOSS = 0.01;

    private final String profile;
    private final Metric.Quality quality;
    private final List<ReportData.Cost> costs;
    private final List<Candidate> front;
    private final Optional<String> compromise;
    private final List<ReportData.Baseline> baselines;

    /** A plan of the front. */
    record Candidate(String id, ReportData.Point point) {}

    /**
     * @param quality what plans are judged by
     * @param costs what the points' costs are
     * @param front the best first
     * @param compromise id of the plan to name where it fits the sentence
     */
    Headline(
            String profile,
            Metric.Quality quality,
            List<ReportData.Cost> costs,
            List<Candidate> front,
            Optional<String> compromise,
            List<ReportData.Baseline> baselines) {
        this.profile = profile;
        this.quality = quality;
        this.costs = costs;
        this.front = front;
        this.compromise = compromise;
        this.baselines = baselines;
    }

    String sentence() {
        if (front.isEmpty()) {
            return "On " + profile + ", no plan was run yet.";
        }
        Optional<Double> exact = baseline(FLOAT).flatMap(ReportData.Baseline::search);
        Optional<ReportData.Baseline> uniform = baseline(REFERENCE).filter(this::isPriced);
        if (exact.isEmpty() || uniform.isEmpty()) {
            return "On " + profile + ", the " + superlative() + " plan found, "
                    + front.getFirst().id() + ", reaches " + reached(front.getFirst()) + ".";
        }
        return compared(exact.get(), uniform.get());
    }

    /** Whether the device has a figure for everything that was searched for, and that is something. */
    private boolean isPriced(ReportData.Baseline baseline) {
        return searched().findAny().isPresent()
                && searched().allMatch(cost -> baseline.costs().get(cost).isPresent());
    }

    /** Indices of the costs that the front was made with. */
    private IntStream searched() {
        return IntStream.range(0, costs.size()).filter(cost -> costs.get(cost).searched());
    }

    private String compared(double exact, ReportData.Baseline uniform) {
        List<Candidate> gaining = front.stream()
                .filter(candidate ->
                        quality.isWithin(MOST_LOSS, candidate.point.search().value(), exact))
                .filter(candidate -> gains(candidate.point, uniform))
                .toList();
        Optional<Candidate> best = gaining.stream()
                .filter(candidate -> compromise.equals(Optional.of(candidate.id)))
                .findFirst()
                .or(() -> gaining.stream()
                        .min(Comparator.comparingDouble(candidate -> product(candidate.point, uniform))));
        if (best.isPresent()) {
            return "On " + profile + ", " + best.get().id() + " keeps " + reached(best.get()) + " at "
                    + ratios(best.get().point, uniform) + " of uniform 8 bits.";
        }
        return "On " + profile + ", no plan stays " + near(exact) + " of float on the search split and costs less than"
                + " uniform 8 bits; the " + superlative() + ", "
                + front.getFirst().id() + ", reaches "
                + reached(front.getFirst()) + ".";
    }

    private String superlative() {
        return quality.adjective().equals("accurate") ? "most accurate" : "best";
    }

    private String near(double exact) {
        return quality.metric().proportion()
                ? "within a point"
                : "within " + quality.number(quality.metric().margin(MOST_LOSS, exact), 2);
    }

    /** Such as {@code 93.1 % test accuracy (float 93.8 %)}; both are of the same split. */
    private String reached(Candidate candidate) {
        Optional<Double> own = candidate.point.test().map(ReportData.Estimate::value);
        Optional<Double> exact =
                baseline(FLOAT).flatMap(ReportData.Baseline::test).map(ReportData.Estimate::value);
        if (own.isPresent() && exact.isPresent()) {
            return quality.text(own.get(), 1) + " test " + quality.metric().label() + " (float "
                    + quality.text(exact.get(), 1) + ")";
        }
        return quality.text(candidate.point.search().value(), 1) + " search "
                + quality.metric().label()
                + baseline(FLOAT)
                        .flatMap(ReportData.Baseline::search)
                        .map(value -> " (float " + quality.text(value, 1) + ")")
                        .orElse("");
    }

    /** Whether the plan is nowhere worse than the reference in what was searched for, and better somewhere. */
    private boolean gains(ReportData.Point point, ReportData.Baseline uniform) {
        return searched().allMatch(cost -> loss(point, uniform, cost) <= 1)
                && searched().anyMatch(cost -> loss(point, uniform, cost) < 1);
    }

    private double product(ReportData.Point point, ReportData.Baseline uniform) {
        return searched().mapToDouble(cost -> loss(point, uniform, cost)).reduce(1, (a, b) -> a * b);
    }

    /** The ratio, turned so that less is better. */
    private double loss(ReportData.Point point, ReportData.Baseline uniform, int cost) {
        double ratio = ratio(point, uniform, cost);
        return costs.get(cost).maximised() ? 1 / ratio : ratio;
    }

    /** A plan's cost divided by the reference's; 1 where both are nothing. */
    private static double ratio(ReportData.Point point, ReportData.Baseline uniform, int cost) {
        double own = point.costs().get(cost);
        double other = uniform.costs().get(cost).orElseThrow();
        return own == other ? 1 : own / other;
    }

    private String ratios(ReportData.Point point, ReportData.Baseline uniform) {
        List<String> phrases = searched()
                .mapToObj(cost -> {
                    String factor = String.format(Locale.ROOT, "%.2f", ratio(point, uniform, cost));
                    return (factor.equals("1.00") ? "the same " : factor + "× the ")
                            + costs.get(cost).label();
                })
                .toList();
        int last = phrases.size() - 1;
        return last == 0
                ? phrases.getFirst()
                : String.join(", ", phrases.subList(0, last)) + " and " + phrases.get(last);
    }

    private Optional<ReportData.Baseline> baseline(String name) {
        return baselines.stream()
                .filter(baseline -> baseline.name().equals(name))
                .findFirst();
    }
}
