package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.space.SearchSpace;
import io.jenetics.Chromosome;
import io.jenetics.Genotype;
import io.jenetics.IntegerGene;
import io.jenetics.util.ISeq;
import io.jenetics.util.IntRange;
import java.util.stream.IntStream;

/** Writes plans as genotypes of one chromosome: one integer gene, the level, for each free choice of a space. */
record PlanCodec(SearchSpace space) {
    /** Jenetics' own integer chromosome wants the same range for all its genes; here each has its own. */
    private record Levels(ISeq<IntegerGene> genes) implements Chromosome<IntegerGene> {
        @Override
        public IntegerGene get(int index) {
            return genes.get(index);
        }

        @Override
        public int length() {
            return genes.length();
        }

        @Override
        public Chromosome<IntegerGene> newInstance(ISeq<IntegerGene> other) {
            return new Levels(other);
        }

        @Override
        public Chromosome<IntegerGene> newInstance() {
            return new Levels(genes.map(IntegerGene::newInstance));
        }
    }

    Genotype<IntegerGene> encode(PrecisionPlan plan) {
        int[] levels = space.encode(plan);
        ISeq<IntegerGene> genes = IntStream.range(0, levels.length)
                .mapToObj(i -> IntegerGene.of(
                        levels[i], new IntRange(0, space.genes().get(i).levels())))
                .collect(ISeq.toISeq());
        return Genotype.of(new Levels(genes));
    }

    PrecisionPlan decode(Genotype<IntegerGene> genotype) {
        return space.decode(
                genotype.chromosome().stream().mapToInt(IntegerGene::intValue).toArray());
    }
}
