package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.FashionMnist;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny network on a few hundred of the images that are built in. */
class TrainerTest {
    private static final int EPOCHS = 4;

    private static final TrainingData DATA = new TrainingData(images(0, 240), images(240, 300), images(300, 360));

    @TempDir
    Path folder;

    private static Dataset images(int from, int to) {
        return FashionMnist.embeddedTraining().subset(IntStream.range(from, to).toArray());
    }

    @Test
    void lossFalls() throws IOException {
        Graph start = network();
        Trainer.Trained trained =
                trainer(recipe(EPOCHS, 0.05), Progress.silent()).train();
        double before = loss(start);
        double after = loss(trained.graph());
        assertTrue(after < 0.8 * before, before + " became " + after);
        assertTrue(trained.validation() > 0.3, "validation accuracy " + trained.validation());
    }

    @Test
    void resumedTrainingEndsLikeAnUninterruptedOne() throws IOException {
        Recipe recipe = recipe(EPOCHS, 0.05);
        Graph whole = new Trainer(recipe, new Untrained(network()), DATA, folder.resolve("whole"), Progress.silent())
                .train()
                .graph();
        Progress stop = (stage, done, total, note) -> {
            if (done > total / 2) {
                throw new IllegalStateException("interrupted");
            }
        };
        assertThrows(IllegalStateException.class, () -> trainer(recipe, stop).train());
        assertTrue(Files.exists(folder.resolve(Trainer.CHECKPOINT)));
        Graph resumed = trainer(recipe, Progress.silent()).train().graph();
        assertSameConstants(whole, resumed);
        assertSameConstants(whole, trainer(recipe, Progress.silent()).train().graph());
        assertSameConstants(whole, Trainer.restore(network(), folder.resolve(Trainer.CHECKPOINT)));
    }

    @Test
    void seedsDecideTheWeights() throws IOException {
        Recipe recipe = recipe(1, 0.05);
        Recipe other = new Recipe(
                recipe.name(),
                recipe.architecture(),
                recipe.seed() + 1,
                recipe.source(),
                recipe.goal(),
                recipe.descent(),
                recipe.augmentation());
        Graph one = trainer(recipe, Progress.silent()).train().graph();
        Graph two = new Trainer(other, new Untrained(network()), DATA, folder.resolve("other"), Progress.silent())
                .train()
                .graph();
        assertFalse(Arrays.equals(
                one.floats("conv.weight").data(), two.floats("conv.weight").data()));
    }

    @Test
    void checkpointOfAnotherRecipeIsRefused() throws IOException {
        trainer(recipe(1, 0.05), Progress.silent()).train();
        Trainer other = trainer(recipe(2, 0.05), Progress.silent());
        InvalidInputException refused = assertThrows(InvalidInputException.class, other::train);
        assertTrue(refused.problem().contains("another recipe"), refused.getMessage());
    }

    @Test
    void checkpointOfAnotherNetworkIsRefused() throws IOException {
        trainer(recipe(1, 0.05), Progress.silent()).train();
        Graph other = Architectures.create("fashion-resnet8", 1).graph();
        InvalidInputException refused = assertThrows(
                InvalidInputException.class, () -> Trainer.restore(other, folder.resolve(Trainer.CHECKPOINT)));
        assertTrue(refused.problem().contains("averages/conv1.weight"), refused.getMessage());
    }

    @Test
    void divergenceIsTold() {
        Graph graph = network();
        graph.floats("fc.weight").data()[0] = Float.NaN;
        Trainer broken = new Trainer(recipe(1, 0.05), new Untrained(graph), DATA, folder, Progress.silent());
        IllegalStateException told = assertThrows(IllegalStateException.class, broken::train);
        assertTrue(String.valueOf(told.getMessage()).contains("NaN in epoch 1"), told.getMessage());
        assertFalse(Files.exists(folder.resolve(Trainer.CHECKPOINT)));
    }

    @Test
    void batchLargerThanTheDataIsRefused() {
        Descent huge = new Descent(Descent.Method.NESTEROV, 1, 241, 0.1, 0, 0.9, 0, 0, 0);
        Recipe recipe = new Recipe(
                "r",
                "fashion-resnet8",
                1,
                new TrainingData.Source.FashionImages(folder),
                Goal.CROSS_ENTROPY,
                huge,
                Augmentation.NONE);
        assertThrows(
                InvalidInputException.class,
                () -> new Trainer(recipe, new Untrained(network()), DATA, folder, Progress.silent()));
    }

    @Test
    void networkOfOtherShapesIsRefused() {
        Graph graph = Graph.builder("other")
                .input("image", Shape.of(1, 1, 28, 27))
                .node("logits", new Op.Flatten(1), "image")
                .output("logits")
                .build();
        assertThrows(
                InvalidInputException.class,
                () -> new Trainer(recipe(1, 0.05), new Untrained(graph), DATA, folder, Progress.silent()));
    }

    private Trainer trainer(Recipe recipe, Progress progress) {
        return new Trainer(recipe, new Untrained(network()), DATA, folder, progress);
    }

    private Recipe recipe(int epochs, double learningRate) {
        Descent descent = new Descent(Descent.Method.NESTEROV, epochs, 20, learningRate, 0.5, 0.9, 5e-4, 0.05, 0.5);
        return new Recipe(
                "tiny",
                "fashion-resnet8",
                1,
                new TrainingData.Source.FashionImages(folder),
                Goal.CROSS_ENTROPY,
                descent,
                new Augmentation(0.5, 2, 0.3, 10));
    }

    private static Graph network() {
        Random random = new Random(1);
        return Graph.builder("tiny")
                .input("image", Shape.of(1, 1, 28, 28))
                .constant("conv.weight", Tensor.floats(normal(random, 8 * 25, 0.3), 8, 1, 5, 5))
                .constant("scale", Tensor.floats(filled(8, 1), 8))
                .constant("bias", Tensor.floats(filled(8, 0), 8))
                .constant("mean", Tensor.floats(filled(8, 0), 8))
                .constant("variance", Tensor.floats(filled(8, 1), 8))
                .constant("fc.weight", Tensor.floats(normal(random, 10 * 72, 0.1), 10, 72))
                .constant("fc.bias", Tensor.floats(filled(10, 0), 10))
                .node("conv", new Op.Conv(Window.square(5, 4, 0), 1), "image", "conv.weight")
                .node("bn", new Op.BatchNormalization(1e-5f), "conv", "scale", "bias", "mean", "variance")
                .node("relu", new Op.Relu(), "bn")
                .node("pool", new Op.AveragePool(Window.square(2, 2, 0), false, false), "relu")
                .node("flatten", new Op.Flatten(1), "pool")
                .node("logits", new Op.Gemm(1, 1, false, true), "flatten", "fc.weight", "fc.bias")
                .output("logits")
                .build();
    }

    private static double loss(Graph graph) {
        Dataset samples = DATA.training();
        float[] image = new float[784];
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        double sum = 0;
        for (int index = 0; index < samples.size(); index++) {
            samples.read(index, image, 0);
            float[] logits = runner.infer(image, 1);
            double total = 0;
            for (float logit : logits) {
                total += Math.exp(logit);
            }
            sum += Math.log(total) - logits[samples.label(index)];
        }
        return sum / samples.size();
    }

    private static void assertSameConstants(Graph expected, Graph actual) {
        assertEquals(expected.constants().keySet(), actual.constants().keySet());
        for (String name : expected.constants().keySet()) {
            assertArrayEquals(expected.floats(name).data(), actual.floats(name).data(), name);
        }
    }

    private static float[] normal(Random random, int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }
}
