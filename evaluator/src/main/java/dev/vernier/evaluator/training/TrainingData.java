package dev.vernier.evaluator.training;

import dev.vernier.evaluator.data.Cifar10;
import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.FashionMnist;
import dev.vernier.evaluator.data.GeneratedData;
import dev.vernier.evaluator.data.Preprocessing;
import dev.vernier.evaluator.data.SampleInput;
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

    /** Sets of samples that recipes may name. */
    public sealed interface Source {
        /**
         * Reads everything.
         *
         * @throws dev.vernier.hardware.input.InvalidInputException when files are missing or damaged
         */
        TrainingData open();

        /**
         * Trained on the 57,000 images that are not built in, watched on the 3,000 that are.
         *
         * @param folder holds the original files
         */
        record FashionImages(Path folder) implements Source {
            @Override
            public TrainingData open() {
                return new TrainingData(
                        FashionMnist.trainingPart(folder),
                        FashionMnist.embeddedTraining(),
                        FashionMnist.embeddedTest());
            }
        }

        /**
         * Trained on the first 45,000 images, watched on the 5,000 behind them.
         *
         * @param folder holds the strips
         */
        record CifarStrips(Path folder) implements Source {
            @Override
            public TrainingData open() {
                return new TrainingData(
                        Cifar10.trainingPart(folder, Preprocessing.PIXELS),
                        Cifar10.heldOut(folder, Preprocessing.PIXELS),
                        Cifar10.test(folder, Preprocessing.PIXELS));
            }
        }

        /**
         * Samples that are computed.
         *
         * @param name one of {@link GeneratedData#NAMES}
         */
        record Generated(String name) implements Source {
            @Override
            public TrainingData open() {
                return new TrainingData(
                        GeneratedData.training(name), GeneratedData.heldOut(name), GeneratedData.test(name));
            }
        }
    }

    private static void requireAlike(Dataset one, Dataset other) {
        if (!shapes(one).equals(shapes(other)) || one.classes() != other.classes()) {
            throw new IllegalArgumentException("samples of " + shapes(one) + " in " + one.classes()
                    + " classes do not go with samples of " + shapes(other) + " in " + other.classes());
        }
    }

    private static String shapes(Dataset samples) {
        return String.join(
                " and ",
                samples.inputs().stream()
                        .map(SampleInput::shape)
                        .map(Object::toString)
                        .toList());
    }
}
