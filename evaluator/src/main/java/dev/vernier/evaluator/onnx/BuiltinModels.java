package dev.vernier.evaluator.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The models that come with this program, trained by the recipes in {@code configs/recipes}. */
public final class BuiltinModels {
    /** All there are. */
    public static final List<String> NAMES = List.of(
            "antiderivative-deeponet",
            "burgers-fno",
            "cifar-resnet20",
            "fashion-dscnn",
            "fashion-resnet8",
            "graph-families-gcn",
            "language-rnn",
            "shapes-mgic",
            "shapes-nonlocal",
            "shapes-symmetric",
            "shapes-symmetric-tv",
            "sparse-coding-ista");

    private BuiltinModels() {}

    /**
     * Reads a model.
     *
     * @param name one of {@link #NAMES}
     */
    public static OnnxModel read(String name) {
        try (InputStream stream = BuiltinModels.class.getResourceAsStream(name + ".onnx")) {
            if (stream == null) {
                throw new IllegalArgumentException("no model named '" + name + "' is built in");
            }
            return OnnxReader.read(stream, "builtin:" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
