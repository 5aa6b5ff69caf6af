package dev.vernier.search.job;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.search.config.ExportFormat;
import dev.vernier.search.config.RunConfigReader;
import dev.vernier.search.export.PlanFile;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.trial.Candidate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Exports one plan of a finished run. */
public final class ExportJob {
    private ExportJob() {}

    /**
     * Writes the plan into the run's {@code models} folder and returns the file.
     *
     * @param name the plan's id, as in {@code front.json}, or the name of a uniform plan
     */
    public static Path run(Path folder, String name, ExportFormat format, Kernels kernels, Progress progress) {
        FrontFile front = FrontFile.read(folder.resolve("front.json"));
        RunInputs inputs = RunInputs.open(RunConfigReader.read(folder.resolve("config.yaml"), List.of()));
        Named plan = find(folder, name, front, inputs);
        String file = PlanExports.file(plan.id(), format);
        // Claiming the run makes sure that nobody else writes it, and that model, data and profiles are still the same.
        try (RunFolder run = inputs.claim(folder, true, kernels)) {
            PlanExports exports = new PlanExports(inputs, inputs.workbench(kernels, progress));
            run.write(file, exports.bytes(plan.id(), plan.candidate(), format));
        }
        return folder.resolve(file);
    }

    private record Named(String id, Candidate candidate) {}

    private static Named find(Path folder, String name, FrontFile front, RunInputs inputs) {
        if (front.plan(name).isPresent()) {
            Path file = folder.resolve("plans").resolve(name + ".yaml");
            String model = inputs.model().sha256();
            return new Named(name, PlanFile.read(file, inputs.layout(), model));
        }
        return inputs.uniformPlan(name)
                .map(uniform -> new Named(uniform.id(), uniform.candidate()))
                .orElseThrow(() -> {
                    List<String> known = Stream.concat(
                                    front.plans().stream().map(FrontFile.Entry::id),
                                    inputs.uniformPlans().stream().map(Baselines.Uniform::id))
                            .toList();
                    return new InvalidInputException(
                            "--plan " + name, "the run has no such plan on its fronts", Suggestions.mend(name, known));
                });
    }
}
