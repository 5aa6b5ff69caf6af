package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Cifar10;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.FashionMnist;
import dev.vernier.evaluator.data.Preprocessing;
import java.nio.file.Path;
import java.util.Locale;

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

    /** Sets of images that recipes may name. */
    public enum Source {
        /** Trained on the 57,000 images that are not built in, watched on the 3,000 that are. */
        FASHION_MNIST {
            @Override
            public TrainingData open(Path folder) {
                return new TrainingData(
                        FashionMnist.trainingPart(folder),
                        FashionMnist.embeddedTraining(),
                        FashionMnist.embeddedTest());
            }
        },
        /** Trained on the first 45,000 images, watched on the 5,000 behind them. */
        CIFAR10_PNG {
            @Override
            public TrainingData open(Path folder) {
                return new TrainingData(
                        Cifar10.trainingPart(folder, Preprocessing.PIXELS),
                        Cifar10.heldOut(folder, Preprocessing.PIXELS),
                        Cifar10.test(folder, Preprocessing.PIXELS));
            }
        };

        /**
         * Reads everything.
         *
         * @param folder holds the set's files
         * @throws dev.vernier.hardware.input.InvalidInputException when they are missing or damaged
         */
        public abstract TrainingData open(Path folder);

        /** The source of a name as recipes write it: {@code fashion-mnist}, {@code cifar10-png}. */
        static Source of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    private static void requireAlike(Dataset one, Dataset other) {
        if (!one.sampleShape().equals(other.sampleShape()) || one.classes() != other.classes()) {
            throw new IllegalArgumentException("samples of " + one.sampleShape() + " in " + one.classes()
                    + " classes do not go with samples of " + other.sampleShape() + " in " + other.classes());
        }
    }
}
