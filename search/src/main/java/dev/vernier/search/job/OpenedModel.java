package dev.vernier.search.job;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.MeanPooling;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.onnx.OnnxModel;
import dev.vernier.evaluator.onnx.OnnxReader;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import dev.vernier.search.front.FrontFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

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
     * @param sampleShapes by input, the shapes of one sample, where a file leaves dimensions open
     * @throws InvalidInputException when there is no such model, or it cannot be used
     */
    public static OpenedModel open(String reference, Path folder, SortedMap<String, Shape> sampleShapes) {
        return open(
                reference,
                folder,
                sampleShapes,
                Map::of,
                Optional.empty(),
                (problem, mend) -> new InvalidInputException("model '" + reference + "'", problem, mend));
    }

    /**
     * As {@link #open(String, Path, SortedMap)}, for a reference that stands in a file.
     *
     * @param dataShapes asked for the shapes of the data's tensors by name where {@code sampleShapes} leaves some open
     * @param output the only output that counts; all of them where it is not given
     * @param refusal makes the exception for a reference that leads nowhere, of a problem and a mend
     */
    public static OpenedModel open(
            String reference,
            Path folder,
            SortedMap<String, Shape> sampleShapes,
            Supplier<Map<String, Shape>> dataShapes,
            Optional<String> output,
            BiFunction<String, String, InvalidInputException> refusal) {
        if (!reference.startsWith(BUILTIN)) {
            var options =
                    new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), sampleShapes, dataShapes, output);
            return new OpenedModel(reference, OnnxReader.read(existing(reference, folder, refusal), options));
        }
        String name = reference.substring(BUILTIN.length());
        if (!BuiltinModels.NAMES.contains(name)) {
            throw refusal.apply(
                    "no model named '" + name + "' is built in", Suggestions.mend(name, BuiltinModels.NAMES));
        }
        if (!sampleShapes.isEmpty()) {
            throw refusal.apply(
                    "the shapes of its inputs are fixed, and one is given for '" + sampleShapes.firstKey() + "'",
                    "leave the shape out");
        }
        return new OpenedModel(reference, BuiltinModels.read(name));
    }

    private static Path existing(
            String reference, Path folder, BiFunction<String, String, InvalidInputException> refusal) {
        Path file;
        try {
            file = folder.resolve(reference);
        } catch (InvalidPathException _) {
            throw refusal.apply("this is no path", "a character in it is not meant");
        }
        if (!Files.exists(file)) {
            Path resolved = file.normalize();
            List<String> near = Suggestions.nearest(reference, BuiltinModels.NAMES);
            throw refusal.apply(
                    "there is no file " + resolved,
                    near.isEmpty()
                            ? Suggestions.forMissing(resolved)
                            : "you meant '" + BUILTIN + near.getFirst() + "', which comes with Vernier");
        }
        return file;
    }

    /**
     * The model with the mean of its tokens' states as its output; see {@link MeanPooling}.
     *
     * @param refusal makes the exception for a model without such states, of a problem and a mend
     */
    OpenedModel pooled(BiFunction<String, String, InvalidInputException> refusal) {
        try {
            return new OpenedModel(reference, onnx.withGraph(MeanPooling.append(onnx.graph())));
        } catch (IllegalArgumentException e) {
            throw refusal.apply(
                    "there is nothing to pool: " + e.getMessage(),
                    "leave 'pool' out, or name the tokens' states with 'output'");
        }
    }

    /** What tells the model apart from others. */
    FrontFile.Model identity() {
        return new FrontFile.Model(reference, onnx.sha256());
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
