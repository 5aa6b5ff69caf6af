package dev.vernier.evaluator.onnx;

import dev.vernier.evaluator.graph.Graph;

/**
 * A model as it was read, with what tells it apart from other models.
 *
 * @param source what the model was read from, as messages name it: a path, or the name of something built in
 * @param graph what it computes, for one sample
 * @param sha256 of the file's bytes and, after them, those of the constants that were read from other files; 64 lower-case
 *     hexadecimal digits
 * @param irVersion version of the file format
 * @param opset version of the standard operators
 * @param producer the program that wrote the file, with its version where there is one; may be empty
 */
public record OnnxModel(String source, Graph graph, String sha256, int irVersion, int opset, String producer) {
    /** The same file, with something else to be computed from it. */
    public OnnxModel withGraph(Graph other) {
        return new OnnxModel(source, other, sha256, irVersion, opset, producer);
    }
}
