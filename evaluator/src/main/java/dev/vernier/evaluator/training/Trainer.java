package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

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
    private final int stepsPerEpoch;

    /**
     * @param graph where training starts: BatchNormalization in it, one input of the data's shape, one output of a logit
     *     per class
     * @param folder holds the checkpoint; made when missing
     * @throws IllegalArgumentException when graph, data and recipe do not fit one another
     */
    public Trainer(Recipe recipe, Graph graph, TrainingData data, Path folder, Progress progress) {
        requireFit(graph, data.training());
        this.recipe = recipe;
        this.data = data;
        this.folder = folder;
        this.progress = progress;
        this.state = new TrainingState(graph, recipe.descent());
        this.stepsPerEpoch = data.training().size() / recipe.descent().batch();
        if (stepsPerEpoch < 1) {
            throw new IllegalArgumentException("a batch of " + recipe.descent().batch() + " needs more than the "
                    + data.training().size() + " training samples");
        }
        this.identity = String.join(
                "\n",
                recipe.architecture(),
                Long.toString(recipe.seed()),
                recipe.descent().toString(),
                recipe.augmentation().toString(),
                data.training().fingerprint());
    }

    private static void requireFit(Graph graph, Dataset samples) {
        Shape sample = samples.sampleShape();
        Shape input = graph.shape(graph.inputs().getFirst());
        Shape output = graph.shape(graph.outputs().getFirst());
        boolean fits = input.toList()
                        .equals(Stream.concat(Stream.of(1), sample.toList().stream())
                                .toList())
                && output.equals(Shape.of(1, samples.classes()));
        if (!fits) {
            throw new IllegalArgumentException("graph '" + graph.name() + "' makes " + output + " of " + input
                    + ", which does not fit samples of " + sample + " in " + samples.classes() + " classes");
        }
    }

    /**
     * What came out.
     *
     * @param graph with averaged weights; its BatchNormalization is still there
     * @param validationAccuracy share of the validation samples it classifies rightly
     * @param testAccuracy share of the test samples it classifies rightly
     */
    public record Trained(Graph graph, double validationAccuracy, double testAccuracy) {}

    /**
     * Trains the recipe's architecture to the end, from the checkpoint if there is one.
     *
     * @throws InvalidInputException when data or checkpoint cannot be used
     * @throws IllegalStateException when the loss is no longer finite
     */
    public static Trained train(Recipe recipe, Path folder, Progress progress) throws IOException {
        Graph start = Architectures.create(recipe.architecture(), recipe.seed());
        TrainingData data = recipe.source().open(recipe.folder());
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
            double accuracy = Evaluation.accuracy(state.averaged(), data.validation());
            update(epoch, stepsPerEpoch, "loss %.4f, validation accuracy %.4f".formatted(loss, accuracy));
        }
        Graph trained = state.averaged();
        return new Trained(
                trained, Evaluation.accuracy(trained, data.validation()), Evaluation.accuracy(trained, data.test()));
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
        int batch = recipe.descent().batch();
        Shape shape = data.training().sampleShape();
        int size = Math.toIntExact(shape.elements());
        float[] images = new float[batch * size];
        int[] labels = new int[batch];
        for (int i = 0; i < batch; i++) {
            data.training().read(order[from + i], images, i * size);
            recipe.augmentation().apply(images, i * size, shape, random);
            labels[i] = data.training().label(order[from + i]);
        }
        CrossEntropy loss = new CrossEntropy(
                labels, data.training().classes(), recipe.descent().labelSmoothing());
        double rate = recipe.descent().learningRateAt(step, stepsPerEpoch);
        return state.step(images, batch, loss, rate, step);
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
