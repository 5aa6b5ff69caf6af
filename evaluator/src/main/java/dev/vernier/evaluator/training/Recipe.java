package dev.vernier.evaluator.training;

import java.nio.file.Path;

/**
 * How a model is trained. The same recipe and data on the same machine give the same weights.
 *
 * @param name names the trained model
 * @param architecture a name that {@link Architectures} knows
 * @param seed everything random derives from it
 * @param source what is trained on
 * @param folder holds its files
 * @param descent how the weights move
 * @param augmentation how training images are varied
 */
public record Recipe(
        String name,
        String architecture,
        long seed,
        TrainingData.Source source,
        Path folder,
        Descent descent,
        Augmentation augmentation) {
    public Recipe {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is empty");
        }
        Architectures.requireKnown(architecture);
    }
}
