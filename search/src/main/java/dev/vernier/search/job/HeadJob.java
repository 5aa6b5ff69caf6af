package dev.vernier.search.job;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SplitRequest;
import dev.vernier.evaluator.data.Splits;
import dev.vernier.evaluator.data.Truth;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.score.Compatibility;
import dev.vernier.evaluator.score.FloatReference;
import dev.vernier.evaluator.training.LinearHead;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.config.HeadRecipe;
import dev.vernier.search.config.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Trains a linear layer on the embeddings of an encoder, and writes both as one ONNX file. */
final class HeadJob {
    private final HeadRecipe recipe;
    private final RunConfig run;
    private final Splits splits;
    private final Graph encoder;

    private HeadJob(HeadRecipe recipe) {
        this.recipe = recipe;
        run = recipe.run();
        OpenedData data = new OpenedData(run);
        OpenedModel model = RunInputs.openModel(run, data);
        splits = run.data().source().open(withTrainingSamples(run.data().splits()));
        if (splits.search().truth() != Truth.CLASS) {
            throw run.invalid("/data", "its samples have no classes to learn", "add 'label: COLUMN'");
        }
        encoder = Folding.fold(model.onnx().graph());
        Compatibility.check(encoder, splits.search());
    }

    /**
     * Trains the layer.
     *
     * @param out folder for the model
     * @throws InvalidInputException when the recipe or something that it names cannot be used
     */
    static TrainJob.Result run(Path recipeFile, Path out, Progress progress) throws IOException {
        return new HeadJob(HeadRecipe.read(recipeFile)).run(out, progress);
    }

    private TrainJob.Result run(Path out, Progress progress) throws IOException {
        byte[] bytes = OnnxWriter.toBytes(encoder, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(bytes, FloatRunner.Fusion.ON, run.threads())) {
            Dataset training = splits.calibration()
                    .subset(IntStream.range(0, recipe.samples()).toArray());
            LinearHead head = LinearHead.fit(
                    embeddings(runner, training, "training", progress),
                    labels(training),
                    training.classes(),
                    recipe.decay());
            double validation = accuracy(head, runner, splits.search(), "validation", progress);
            double test = accuracy(head, runner, splits.test(), "test", progress);
            return new TrainJob.Result(write(head, out, validation, test), "accuracy", validation, test);
        }
    }

    /** Calibration samples are the last ones, in an order that does not depend on their number: those before are free. */
    private SplitRequest withTrainingSamples(SplitRequest asked) {
        return new SplitRequest(asked.calibration() + recipe.samples(), asked.search(), asked.test(), asked.seed());
    }

    private float[] embeddings(FloatRunner runner, Dataset samples, String purpose, Progress progress) {
        return FloatReference.outputs(runner, encoder, samples, "embedding " + purpose + " samples", progress)
                .values();
    }

    private double accuracy(LinearHead head, FloatRunner runner, Dataset samples, String purpose, Progress progress) {
        return head.accuracy(embeddings(runner, samples, purpose, progress), labels(samples));
    }

    private static int[] labels(Dataset samples) {
        return IntStream.range(0, samples.size()).map(samples::label).toArray();
    }

    private Path write(LinearHead head, Path out, double validation, double test) throws IOException {
        Map<String, String> metadata = Map.of(
                "recipe", recipe.name(),
                "validation_accuracy", String.format(Locale.ROOT, "%.4f", validation),
                "test_accuracy", String.format(Locale.ROOT, "%.4f", test));
        Files.createDirectories(out);
        Path model = out.resolve(recipe.name() + ".onnx");
        OnnxWriter.write(
                head.append(encoder), model, OnnxWriter.Options.defaults().withMetadata(metadata));
        return model;
    }
}
