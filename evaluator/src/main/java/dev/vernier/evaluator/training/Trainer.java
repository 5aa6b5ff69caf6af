package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.Loss;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Trains a network by a recipe. After every epoch all state is written into a folder; a training that starts there again
 * goes on from it, and ends with the weights it would have had without the interruption.
 */
public final class Trainer {
    /** The file in the checkpoint folder. */
    public static final String CHECKPOINT = "checkpoint.bin";

    /** 2^64 divided by the golden ratio: seeds of neighbouring epochs lie far apart. */
    private static final long EPOCH_STRIDE = 0x9E3779B97F4A7C15L;

    private static final int STEPS_BETWEEN_UPDATES = 50;

    private final Recipe recipe;
    private final TrainingData data;
    private final Path folder;
    private final Progress progress;
    private final String identity;
    private final TrainingState state;
    private final int outputs;
    private final int stepsPerEpoch;

    /**
     * @param start its network has inputs of the data's shapes, in their order, and one output: a logit per class, or a
     *     value per target
     * @param folder holds the checkpoint; made when missing
     * @throws InvalidInputException when graph, data and recipe do not fit one another
     */
    public Trainer(Recipe recipe, Untrained start, TrainingData data, Path folder, Progress progress) {
        requireFit(recipe, start.graph(), data.training());
        this.recipe = recipe;
        this.data = data;
        this.folder = folder;
        this.progress = progress;
        this.state = new TrainingState(start, recipe.descent());
        this.outputs = outputs(start.graph());
        this.stepsPerEpoch = data.training().size() / recipe.descent().batch();
        if (stepsPerEpoch < 1) {
            throw invalid(
                    recipe,
                    "a batch of " + recipe.descent().batch() + " needs more than the "
                            + data.training().size() + " training samples",
                    "a smaller 'batch' would do");
        }
        this.identity = String.join(
                "\n",
                recipe.architecture(),
                Long.toString(recipe.seed()),
                recipe.goal().toString(),
                recipe.descent().toString(),
                recipe.augmentation().toString(),
                data.training().fingerprint());
    }

    private static void requireFit(Recipe recipe, Graph graph, Dataset samples) {
        List<Shape> shapes =
                samples.inputs().stream().map(input -> input.shape()).toList();
        List<Shape> taken = graph.inputs().stream()
                .map(graph::shape)
                .map(Trainer::ofOneSample)
                .toList();
        int expected =
                switch (samples.target(0)) {
                    case Target.Values(float[] values) -> values.length;
                    case Target.Labels(int[] labels) -> labels.length * samples.classes();
                    case Target.OfClass _, Target.Nothing _ -> samples.classes();
                };
        if (!taken.equals(shapes)
                || outputs(graph) != expected
                || samples.truth() != recipe.goal().truth()) {
            throw invalid(
                    recipe,
                    "its network makes " + outputs(graph) + " values of " + taken + ", and the samples are of " + shapes
                            + ", with " + expected + " wanted of each and "
                            + samples.truth().words() + " known",
                    "this architecture goes with another 'source' or 'loss'");
        }
    }

    private static InvalidInputException invalid(Recipe recipe, String problem, String mend) {
        return new InvalidInputException("the recipe '" + recipe.name() + "'", problem, mend);
    }

    private static Shape ofOneSample(Shape shape) {
        return Shape.of(Arrays.copyOfRange(shape.toArray(), 1, shape.rank()));
    }

    /** Values per sample in the graph's output. */
    private static int outputs(Graph graph) {
        return Math.toIntExact(graph.shape(graph.outputs().getFirst()).elements());
    }

    /**
     * What came out.
     *
     * @param graph with averaged weights; its BatchNormalization is still there
     * @param validation the goal's figure on the validation samples
     * @param test the goal's figure on the test samples
     */
    public record Trained(Graph graph, double validation, double test) {}

    /**
     * Trains the recipe's architecture to the end, from the checkpoint if there is one.
     *
     * @throws InvalidInputException when data or checkpoint cannot be used, or the data do not fit the architecture
     * @throws IllegalStateException when the loss is no longer finite
     */
    public static Trained train(Recipe recipe, Path folder, Progress progress) throws IOException {
        Untrained start = Architectures.create(recipe.architecture(), recipe.seed());
        TrainingData data = recipe.source().open();
        return new Trainer(recipe, start, data, folder, progress).train();
    }

    /**
     * Trains to the end, from the checkpoint if there is one.
     *
     * @throws InvalidInputException when the checkpoint is damaged or of another training
     * @throws IllegalStateException when the loss is no longer finite
     */
    public Trained train() throws IOException {
        Files.createDirectories(folder);
        int epochs = recipe.descent().epochs();
        for (int epoch = resume(); epoch < epochs; epoch++) {
            double loss = epoch(epoch);
            state.save(identity, epoch + 1).write(folder.resolve(CHECKPOINT));
            QualityMetric figure = recipe.goal().figure();
            double reached = Evaluation.of(state.averaged(), figure, data.validation());
            update(epoch, stepsPerEpoch, "loss %.4f, validation %s %.4f".formatted(loss, figure.label(), reached));
        }
        Graph trained = state.averaged();
        return new Trained(
                trained,
                Evaluation.of(trained, recipe.goal().figure(), data.validation()),
                Evaluation.of(trained, recipe.goal().figure(), data.test()));
    }

    /**
     * The network of a checkpoint, with averaged weights.
     *
     * @param graph the architecture that was trained
     * @param checkpoint the file
     * @throws InvalidInputException when the checkpoint is damaged or of another network
     */
    public static Graph restore(Graph graph, Path checkpoint) throws IOException {
        return TrainingState.averaged(graph, Checkpoint.read(checkpoint), checkpoint);
    }

    /** One pass over the training samples in random order; the last ones that fill no batch are left out. */
    private double epoch(int epoch) {
        Random random = new Random(recipe.seed() ^ (epoch + 1) * EPOCH_STRIDE);
        int[] order = shuffled(data.training().size(), random);
        int batch = recipe.descent().batch();
        double sum = 0;
        for (int step = 0; step < stepsPerEpoch; step++) {
            double loss = step(order, step * batch, (long) epoch * stepsPerEpoch + step, random);
            if (!Double.isFinite(loss)) {
                throw new IllegalStateException(
                        "the loss became " + loss + " in epoch " + (epoch + 1) + "; a lower learning rate may help");
            }
            sum += loss;
            if (step % STEPS_BETWEEN_UPDATES == 0) {
                update(epoch, step, "loss %.4f".formatted(loss));
            }
        }
        return sum / stepsPerEpoch;
    }

    private double step(int[] order, int from, long step, Random random) {
        Batch batch = new Batch(data.training(), recipe.descent().batch());
        for (int i = 0; i < batch.targets().size(); i++) {
            batch.read(order[from + i], i);
            if (!recipe.augmentation().equals(Augmentation.NONE)) {
                batch.vary(i, recipe.augmentation(), random);
            }
        }
        Loss loss =
                recipe.goal().loss(batch.targets(), outputs, recipe.descent().labelSmoothing());
        double rate = recipe.descent().learningRateAt(step, stepsPerEpoch);
        return state.step(batch.tensors(), batch.targets().size(), loss, rate, step);
    }

    private void update(int epoch, int steps, String figures) {
        int epochs = recipe.descent().epochs();
        String note = "epoch " + (epoch + 1) + " of " + epochs + ", " + figures;
        progress.update("training", (long) epoch * stepsPerEpoch + steps, (long) epochs * stepsPerEpoch, note);
    }

    /** Takes over the state of the checkpoint, if there is one; returns the number of epochs done. */
    private int resume() throws IOException {
        Path file = folder.resolve(CHECKPOINT);
        if (!Files.exists(file)) {
            return 0;
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        if (!checkpoint.identity().equals(identity)) {
            throw new InvalidInputException(
                    file.toString(),
                    "it belongs to a training with another recipe or other data",
                    "another folder was meant, or it is no longer needed and can be deleted");
        }
        state.restore(checkpoint, file);
        return checkpoint.epochs();
    }

    /** A random order of 0 … count − 1 (R. Durstenfeld 1964). */
    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
