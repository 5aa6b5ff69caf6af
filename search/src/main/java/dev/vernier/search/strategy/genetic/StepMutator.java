package dev.vernier.search.strategy.genetic;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.Chromosome;
import io.jenetics.Genotype;
import io.jenetics.IntegerGene;
import io.jenetics.Phenotype;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.random.RandomGenerator;

/**
 * Moves each gene of each individual with a given probability by one level, down or up alike; a gene at the end of its
 * range moves inward. Jenetics' own mutators draw individuals first and then many genes of each, which for a small
 * probability leaves most individuals as they are and tears the others apart.
 *
 * @param probability of a gene to move, 0…1
 */
record StepMutator(double probability) implements Alterer<IntegerGene, Vec<double[]>> {
    @Override
    public AltererResult<IntegerGene, Vec<double[]>> alter(
            Seq<Phenotype<IntegerGene, Vec<double[]>>> population, long generation) {
        RandomGenerator random = RandomRegistry.random();
        ISeq<Phenotype<IntegerGene, Vec<double[]>>> altered = population.stream()
                .map(individual ->
                        Phenotype.<IntegerGene, Vec<double[]>>of(mutate(individual.genotype(), random), generation))
                .collect(ISeq.toISeq());
        return new AltererResult<>(altered);
    }

    private Genotype<IntegerGene> mutate(Genotype<IntegerGene> genotype, RandomGenerator random) {
        Chromosome<IntegerGene> chromosome = genotype.chromosome();
        ISeq<IntegerGene> genes = chromosome.stream()
                .map(gene -> random.nextDouble() < probability ? step(gene, random) : gene)
                .collect(ISeq.toISeq());
        return Genotype.of(chromosome.newInstance(genes));
    }

    private static IntegerGene step(IntegerGene gene, RandomGenerator random) {
        int moved = gene.intValue() + (random.nextBoolean() ? 1 : -1);
        IntegerGene stepped = gene.newInstance(moved);
        return stepped.isValid() ? stepped : gene.newInstance(2 * gene.intValue() - moved);
    }
}
