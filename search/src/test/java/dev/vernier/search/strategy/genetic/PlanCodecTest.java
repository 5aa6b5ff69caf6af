package dev.vernier.search.strategy.genetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.testing.Networks;
import dev.vernier.search.testing.Searches;
import io.jenetics.Alterer;
import io.jenetics.Genotype;
import io.jenetics.IntegerGene;
import io.jenetics.Phenotype;
import io.jenetics.UniformCrossover;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanCodecTest {
    private static final SearchSpace SPACE = Searches.space(Networks.residual(), "2 3 4 6 8", "4 8");
    private static final PlanCodec CODEC = new PlanCodec(SPACE);
    private static final PrecisionPlan WIDEST = SPACE.uniformPlans().getFirst();
    private static final PrecisionPlan NARROWEST = SPACE.uniformPlans().getLast();

    private static RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    }

    private static ISeq<Phenotype<IntegerGene, Vec<double[]>>> altered(
            Alterer<IntegerGene, Vec<double[]>> alterer, PrecisionPlan... parents) {
        ISeq<Phenotype<IntegerGene, Vec<double[]>>> population = IntStream.range(0, 500)
                .mapToObj(i -> Phenotype.<IntegerGene, Vec<double[]>>of(
                        CODEC.encode(parents[i % parents.length]), 1, Vec.of(0.0, 0.0)))
                .collect(ISeq.toISeq());
        return RandomRegistry.with(random())
                .call(() -> alterer.alter(population, 2).population());
    }

    @Test
    void plansSurviveTheWayThereAndBack() {
        SPACE.plans().limit(3000).forEach(plan -> {
            Genotype<IntegerGene> genotype = CODEC.encode(plan);
            assertTrue(genotype.isValid());
            assertEquals(plan, CODEC.decode(genotype));
        });
    }

    @Test
    void newGenotypesAreValid() {
        Genotype<IntegerGene> genotype = CODEC.encode(WIDEST);
        for (int i = 0; i < 200; i++) {
            Genotype<IntegerGene> other = RandomRegistry.with(random()).call(genotype::newInstance);
            assertTrue(other.isValid());
            assertTrue(SPACE.contains(CODEC.decode(other)));
        }
    }

    @Test
    void crossingMixesTwoPlansGeneByGene() {
        int swapped = 0;
        for (Phenotype<IntegerGene, Vec<double[]>> child : altered(new UniformCrossover<>(1), WIDEST, NARROWEST)) {
            int[] levels = levels(child);
            swapped += IntStream.of(levels).filter(level -> level == 0).count() % levels.length == 0 ? 0 : 1;
            for (int i = 0; i < levels.length; i++) {
                assertTrue(levels[i] == 0 || levels[i] == SPACE.genes().get(i).levels() - 1);
            }
        }
        assertTrue(swapped > 100, "only " + swapped + " of 500 are mixed");
    }

    @Test
    void mutationMovesAGenesByOneLevelAtItsRate() {
        PrecisionPlan middle = SPACE.uniform(new dev.vernier.hardware.workload.Precision(4, 4));
        int[] before = SPACE.encode(middle);
        double rate = 0.1;
        int moved = 0;
        int down = 0;
        int weights = 0;
        for (Phenotype<IntegerGene, Vec<double[]>> child : altered(new StepMutator(rate), middle)) {
            assertTrue(child.genotype().isValid());
            int[] after = levels(child);
            for (int i = 0; i < after.length; i++) {
                assertTrue(Math.abs(after[i] - before[i]) <= 1);
                moved += Math.abs(after[i] - before[i]);
                boolean inside =
                        before[i] > 0 && before[i] < SPACE.genes().get(i).levels() - 1;
                weights += inside ? Math.abs(after[i] - before[i]) : 0;
                down += inside && after[i] < before[i] ? 1 : 0;
            }
        }
        double genes = 500.0 * before.length;
        assertEquals(rate, moved / genes, 5 * Math.sqrt(rate * (1 - rate) / genes));
        assertEquals(0.5, (double) down / weights, 5 * Math.sqrt(0.25 / weights));
    }

    private static int[] levels(Phenotype<IntegerGene, Vec<double[]>> individual) {
        List<Integer> levels = individual.genotype().chromosome().stream()
                .map(IntegerGene::allele)
                .toList();
        return levels.stream().mapToInt(Integer::intValue).toArray();
    }
}
