package dev.vernier.search.job;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.training.Recipe;
import dev.vernier.evaluator.training.RecipeReader;
import dev.vernier.evaluator.training.Trainer;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.config.HeadRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Trains a model by a recipe and writes it as ONNX, with what it reached in the file's metadata. */
public final class TrainJob {
    private TrainJob() {}

    /**
     * What training left.
     *
     * @param model the file written
     * @param figure what the network is judged by: {@code accuracy}, {@code perplexity} or {@code relative_l2}
     * @param validation the figure on the samples that calibration and search draw from, never trained on
     * @param test the figure on the test split
     */
    public record Result(Path model, String figure, double validation, double test) {}

    /**
     * Trains, or goes on where an earlier start was interrupted.
     *
     * @param out folder for the model and the checkpoint
     * @throws InvalidInputException when the recipe or something that it names cannot be used, or {@code out} is no folder
     */
    public static Result run(Path recipeFile, Path out, Progress progress) throws IOException {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new InvalidInputException("--out " + out, "this is no folder", "choose another one");
        }
        if (HeadRecipe.isIn(recipeFile)) {
            return HeadJob.run(recipeFile, out, progress);
        }
        Recipe recipe = RecipeReader.read(recipeFile);
        Trainer.Trained trained = Trainer.train(recipe, out, progress);
        String figure = recipe.goal().figure().key();
        Path model = out.resolve(recipe.name() + ".onnx");
        Map<String, String> metadata = Map.of(
                "recipe",
                recipe.name(),
                "seed",
                Long.toString(recipe.seed()),
                "validation_" + figure,
                String.format(Locale.ROOT, "%.4f", trained.validation()),
                "test_" + figure,
                String.format(Locale.ROOT, "%.4f", trained.test()));
        OnnxWriter.write(
                Folding.fold(trained.graph()),
                model,
                OnnxWriter.Options.defaults().withMetadata(metadata));
        return new Result(model, figure, trained.validation(), trained.test());
    }
}
