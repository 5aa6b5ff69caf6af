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

/** Exports one plan of a finished run. */
public final class ExportJob {
    private ExportJob() {}

    /**
     * Writes the plan into the run's {@code models} folder and returns the file.
     *
     * @param id the plan's id, as in {@code front.json}
     */
    public static Path run(Path folder, String id, ExportFormat format, Kernels kernels, Progress progress) {
        FrontFile front = FrontFile.read(folder.resolve("front.json"));
        if (front.plan(id).isEmpty()) {
            List<String> ids = front.plans().stream().map(FrontFile.Entry::id).toList();
            throw new InvalidInputException(
                    "--plan " + id, "the run has no such plan on its fronts", Suggestions.mend(id, ids));
        }
        RunInputs inputs = RunInputs.open(RunConfigReader.read(folder.resolve("config.yaml"), List.of()));
        Candidate plan = PlanFile.read(
                folder.resolve("plans").resolve(id + ".yaml"),
                inputs.layout(),
                inputs.model().onnx().sha256());
        // Claiming the run makes sure that nobody else writes it, and that model, data and profiles are still the same.
        try (RunFolder run = inputs.claim(folder, true, kernels)) {
            PlanExports exports = new PlanExports(inputs, inputs.workbench(kernels, progress));
            run.write(PlanExports.file(id, format), exports.bytes(id, plan, format));
        }
        return folder.resolve(PlanExports.file(id, format));
    }
}
