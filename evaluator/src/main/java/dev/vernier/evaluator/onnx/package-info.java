/**
 * ONNX files: the only package that sees protobuf.
 *
 * <p>Enters: a file, or its bytes. Leaves: an {@link dev.vernier.evaluator.onnx.OnnxModel} whose
 * {@link dev.vernier.evaluator.graph.Graph} says the same, or an
 * {@link dev.vernier.hardware.input.InvalidInputException} that names the file and the node; and, the other way, files
 * written from any graph, quantized ones included. Start at {@link dev.vernier.evaluator.onnx.OnnxReader} and
 * {@link dev.vernier.evaluator.onnx.OnnxWriter}.
 */
@NullMarked
package dev.vernier.evaluator.onnx;

import org.jspecify.annotations.NullMarked;
