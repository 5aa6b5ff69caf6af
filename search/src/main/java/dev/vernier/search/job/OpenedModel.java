package dev.vernier.search.job;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.onnx.OnnxModel;
import dev.vernier.evaluator.onnx.OnnxReader;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import java.nio.file.Path;

/**
 * A model as a person named it.
 *
 * @param reference a path, or {@code builtin:NAME}
 * @param onnx what the file holds
 */
public record OpenedModel(String reference, OnnxModel onnx) {
    private static final String BUILTIN = "builtin:";

    /**
     * Reads a model.
     *
     * @param reference a path, or {@code builtin:NAME}
     * @param folder what a relative path is relative to
     * @throws InvalidInputException when there is no such model, or it cannot be used
     */
    public static OpenedModel open(String reference, Path folder) {
        if (!reference.startsWith(BUILTIN)) {
            return new OpenedModel(reference, OnnxReader.read(folder.resolve(reference)));
        }
        String name = reference.substring(BUILTIN.length());
        if (!BuiltinModels.NAMES.contains(name)) {
            throw new InvalidInputException(
                    reference,
                    "no model named '" + name + "' is built in",
                    Suggestions.mend(name, BuiltinModels.NAMES));
        }
        return new OpenedModel(reference, BuiltinModels.read(name));
    }

    /**
     * The model laid out for quantization.
     *
     * @param joinBits width of tensors that only joins and poolings read
     */
    public NetworkLayout layout(int joinBits) {
        return NetworkLayout.of(Folding.fold(onnx.graph()), joinBits);
    }
}
