package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.FashionMnist;
import java.nio.file.Path;

/**
 * What a training learns from and is judged by.
 *
 * @param training the only samples whose labels move weights
 * @param validation watched after every epoch
 * @param test looked at once, in the end
 */
public record TrainingData(Dataset training, Dataset validation, Dataset test) {
    public TrainingData {
        requireAlike(training, validation);
        requireAlike(training, test);
    }

    /**
     * Fashion-MNIST: trained on the 57,000 images that are not built in, watched on the 3,000 that are.
     *
     * @param folder holds the original files
     * @throws dev.vernier.hardware.input.InvalidInputException when they are missing or damaged
     */
    public static TrainingData fashionMnist(Path folder) {
        return new TrainingData(
                FashionMnist.trainingPart(folder), FashionMnist.embeddedTraining(), FashionMnist.embeddedTest());
    }

    private static void requireAlike(Dataset one, Dataset other) {
        if (!one.sampleShape().equals(other.sampleShape()) || one.classes() != other.classes()) {
            throw new IllegalArgumentException("samples of " + one.sampleShape() + " in " + one.classes()
                    + " classes do not go with samples of " + other.sampleShape() + " in " + other.classes());
        }
    }
}
