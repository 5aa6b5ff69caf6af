package dev.vernier.search.report;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.space.Gene;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Pricing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What moving one width by one level would do to a plan on one device: costs are priced exactly, divergences are
 * predicted by adding sensitivities.
 */
record Steps(
        SearchSpace space,
        QuantizationScheme scheme,
        List<Objective> costs,
        Pricing pricing,
        Optional<Sensitivities> sensitivities) {

    /**
     * The legal steps from a plan, in the order of the space's genes, down before up.
     *
     * @param plan one that has a figure for every cost
     */
    List<ReportData.Step> from(PrecisionPlan plan) {
        int[] levels = space.encode(plan);
        Map<String, Double> prices = pricing.price(plan, scheme);
        List<ReportData.Step> steps = new ArrayList<>();
        for (int gene = 0; gene < levels.length; gene++) {
            for (int direction : new int[] {-1, 1}) {
                int[] moved = levels.clone();
                moved[gene] += direction;
                Gene choice = space.genes().get(gene);
                if (moved[gene] >= 0 && moved[gene] < choice.levels()) {
                    PrecisionPlan neighbour = space.decode(moved);
                    // Where widths are coupled, the one moved may have to give way itself.
                    if (space.width(neighbour, choice) == choice.widths().get(moved[gene])) {
                        steps.add(step(plan, prices, neighbour, choice, direction));
                    }
                }
            }
        }
        return steps;
    }

    private ReportData.Step step(
            PrecisionPlan plan, Map<String, Double> prices, PrecisionPlan neighbour, Gene gene, int direction) {
        Map<String, Double> moved = pricing.price(neighbour, scheme);
        int layer =
                switch (gene.part()) {
                    case WEIGHT -> gene.index();
                    case ACTIVATION ->
                        plan.layout().quantizers().get(gene.index()).readers().getFirst();
                };
        long changed = IntStream.range(0, space.genes().size())
                .filter(i -> space.width(plan, space.genes().get(i))
                        != space.width(neighbour, space.genes().get(i)))
                .count();
        boolean fits = costs.stream().allMatch(cost -> moved.containsKey(cost.name()));
        return new ReportData.Step(
                gene.part() == Gene.Part.WEIGHT ? "w" : "a",
                layer,
                direction,
                space.width(neighbour, gene),
                (int) changed - 1,
                sensitivities.map(known -> Rounding.of(known.predict(neighbour) - known.predict(plan))),
                fits ? changes(prices, moved) : List.of());
    }

    private List<Double> changes(Map<String, Double> before, Map<String, Double> after) {
        return costs.stream()
                .map(cost -> Rounding.of(Objects.requireNonNull(after.get(cost.name()))
                        - Objects.requireNonNull(before.get(cost.name()))))
                .toList();
    }
}
