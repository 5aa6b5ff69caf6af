package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.vernier.evaluator.graph.Tensor;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The constants of a file by name, each decoded when it is first asked for. */
final class ConstantPool {
    private final String file;
    private final ExternalData external;
    private final Map<String, TensorProto> encoded = new HashMap<>();
    private final Map<String, Tensor> decoded = new HashMap<>();

    /**
     * @param file names the file in messages
     * @param external where data is read that is not in that file
     */
    ConstantPool(String file, ExternalData external) {
        this.file = file;
        this.external = external;
    }

    void add(TensorProto initializer) {
        if (encoded.putIfAbsent(initializer.getName(), initializer) != null) {
            throw new InvalidInputException(
                    file, "two initializers are named '" + initializer.getName() + "'", "the file is damaged");
        }
    }

    void add(String name, Tensor constant) {
        decoded.put(name, constant);
    }

    boolean has(String name) {
        return decoded.containsKey(name) || encoded.containsKey(name);
    }

    /** The constant of that name; none when it is computed or fed. */
    Optional<Tensor> get(String name) {
        TensorProto proto = encoded.get(name);
        if (proto != null && !decoded.containsKey(name)) {
            decoded.put(name, decode(proto, place(name)));
        }
        return Optional.ofNullable(decoded.get(name));
    }

    /**
     * Decodes a tensor of the file that has no name of its own.
     *
     * @param place names it in messages
     */
    Tensor decode(TensorProto proto, String place) {
        return TensorReader.read(proto, external, place);
    }

    /** How messages name a constant. */
    String place(String name) {
        return file + ", tensor '" + name + "'";
    }
}
