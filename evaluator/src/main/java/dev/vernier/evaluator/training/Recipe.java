package dev.vernier.evaluator.training;

/**
 * How a model is trained. The same recipe and data on the same machine give the same weights.
 *
 * @param name names the trained model
 * @param architecture a name that {@link Architectures} knows
 * @param seed everything random derives from it
 * @param source what is trained on
 * @param goal what is brought down
 * @param descent how the weights move
 * @param augmentation how training images are varied; {@link Augmentation#NONE} where samples are no images
 */
public record Recipe(
        String name,
        String architecture,
        long seed,
        TrainingData.Source source,
        Goal goal,
        Descent descent,
        Augmentation augmentation) {
    public Recipe {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is empty");
        }
        Architectures.requireKnown(architecture);
    }
}
