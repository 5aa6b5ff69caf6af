package dev.vernier.search.strategy.genetic;

import dev.vernier.evaluator.plan.PrecisionPlan;
import dev.vernier.search.front.Front;
import dev.vernier.search.strategy.FreshPlans;
import dev.vernier.search.strategy.Problem;
import dev.vernier.search.strategy.Strategy;
import dev.vernier.search.trial.Trial;
import io.jenetics.Alterer;
import io.jenetics.IntegerGene;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.UniformCrossover;
import io.jenetics.ext.moea.NSGA2Selector;
import io.jenetics.ext.moea.UFTournamentSelector;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * NSGA-II over plans (K. Deb and others, 2002, doi:10.1109/4235.996017), made for few evaluations.
 *
 * <p>It begins with {@linkplain Founders plans that are likely to be good or tell much}. Then, in small generations,
 * parents are drawn from the best of all trials by rank and crowding, crossed and mutated. Costs are known without
 * running a plan and divergences can be {@linkplain Forecast forecast} from sensitivities, so many more children are bred
 * than are run: those that {@linkplain Infill promise most}.
 */
public final class GeneticStrategy implements Strategy {
    public static final String NAME = "genetic";

    private static final int POPULATION = 32;
    private static final int OFFSPRING = 8;
    private static final int CHILDREN_PER_OFFSPRING = 48;
    private static final int BROODS = 8;
    private static final double CROSSOVER = 0.9;

    private final Problem problem;
    private final PlanCodec codec;
    private final FreshPlans fresh;
    private final Deque<PrecisionPlan> founders;
    private final Optional<Forecast> forecast;
    private final Selector<IntegerGene, Vec<double[]>> survival = NSGA2Selector.ofVec();
    private final Selector<IntegerGene, Vec<double[]>> mating = UFTournamentSelector.ofVec();
    private final Alterer<IntegerGene, Vec<double[]>> variation;
    private ISeq<Phenotype<IntegerGene, Vec<double[]>>> population = ISeq.empty();
    private Front front;
    private long generation;

    public GeneticStrategy(Problem problem) {
        this.problem = problem;
        codec = new PlanCodec(problem.space());
        fresh = new FreshPlans(problem, problem.random(0));
        founders = new ArrayDeque<>(Founders.of(problem));
        forecast = problem.sensitivities().map(sensitivities -> new Forecast(problem, sensitivities));
        front = Front.of(List.of(), problem.objectives());
        int genes = Math.max(1, problem.space().genes().size());
        variation = new UniformCrossover<IntegerGene, Vec<double[]>>(CROSSOVER).andThen(new StepMutator(1.0 / genes));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PrecisionPlan> propose(int most) {
        List<PrecisionPlan> plans = new ArrayList<>();
        while (!founders.isEmpty() && plans.size() < most) {
            PrecisionPlan founder = founders.removeFirst();
            if (fresh.take(founder)) {
                plans.add(founder);
            }
        }
        return plans.isEmpty() ? offspring(Math.min(most, OFFSPRING)) : plans;
    }

    @Override
    public void learn(List<Trial> results) {
        results.forEach(trial -> fresh.take(trial.plan()));
        front = front.with(results);
        survive(results);
        forecast.ifPresent(known -> known.learn(results));
    }

    private void survive(List<Trial> results) {
        if (problem.space().genes().isEmpty()) {
            return; // There is one plan, and nothing to breed.
        }
        ISeq<Phenotype<IntegerGene, Vec<double[]>>> rivals =
                population.append(results.stream().map(this::individual).toList());
        population = rivals.size() <= POPULATION ? rivals : survival.select(rivals, POPULATION, Optimize.MAXIMUM);
    }

    /** Untried children of the best trials; random plans where there are not enough. */
    private List<PrecisionPlan> offspring(int count) {
        generation++;
        List<PrecisionPlan> children = new ArrayList<>(
                RandomRegistry.with(problem.random(generation)).call(() -> select(breed(count), count)));
        children.forEach(fresh::take);
        while (children.size() < count) {
            Optional<PrecisionPlan> other = fresh.next();
            if (other.isEmpty()) {
                break;
            }
            children.add(other.get());
        }
        return children;
    }

    private SequencedSet<PrecisionPlan> breed(int count) {
        SequencedSet<PrecisionPlan> children = new LinkedHashSet<>();
        if (population.size() < 2) {
            return children;
        }
        int wanted = forecast.isPresent() ? count * CHILDREN_PER_OFFSPRING : count;
        for (int brood = 0; brood < BROODS && children.size() < wanted; brood++) {
            ISeq<Phenotype<IntegerGene, Vec<double[]>>> parents = mating.select(population, wanted, Optimize.MAXIMUM);
            for (Phenotype<IntegerGene, Vec<double[]>> child :
                    variation.alter(parents, generation).population()) {
                PrecisionPlan plan = codec.decode(child.genotype());
                if (!fresh.isTaken(plan)) {
                    children.add(plan);
                }
            }
        }
        return children;
    }

    private List<PrecisionPlan> select(SequencedSet<PrecisionPlan> children, int count) {
        if (forecast.isEmpty() || children.isEmpty()) {
            return children.stream().limit(count).toList();
        }
        return Infill.choose(children, front, forecast.get(), count);
    }

    private Phenotype<IntegerGene, Vec<double[]>> individual(Trial trial) {
        return Phenotype.of(codec.encode(trial.plan()), 0, Vec.of(Fitness.of(trial, problem.objectives())));
    }
}
