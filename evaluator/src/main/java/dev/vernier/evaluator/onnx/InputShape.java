package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;

/** What a file declares its inputs to be, with a batch of one. Inputs of other floating-point types are fed in 32 bits. */
final class InputShape {
    private InputShape() {}

    /** How messages name an input. */
    static String place(String file, String input) {
        return file + ", input '" + input + "'";
    }

    /**
     * @param file names the file in messages
     * @throws InvalidInputException when the input is no tensor of numbers, or its shape is open beyond the batch
     */
    static TensorType read(ValueInfoProto input, String file) {
        String place = place(file, input.getName());
        TypeProto.Tensor type = input.getType().getTensorType();
        ElementType element = DataTypes.of(type.getElemType())
                .filter(_ -> input.getType().hasTensorType())
                .orElseThrow(() -> new InvalidInputException(
                        place,
                        input.getType().hasTensorType()
                                ? "its elements are of type " + DataTypes.name(type.getElemType())
                                : "it is no tensor",
                        "export the model with inputs of numbers or truth values"));
        if (!type.hasShape() || type.getShape().getDimCount() == 0) {
            throw new InvalidInputException(place, "it has no shape", "export the model with input shapes");
        }
        List<Dimension> dimensions = type.getShape().getDimList();
        int[] extents = new int[dimensions.size()];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = axis == 0 ? batch(dimensions.get(0), place) : extent(dimensions.get(axis), axis, place);
        }
        return new TensorType(element, Shape.of(extents));
    }

    private static int batch(Dimension dimension, String place) {
        if (dimension.hasDimValue() && dimension.getDimValue() != 1 && dimension.getDimValue() != -1) {
            throw new InvalidInputException(
                    place,
                    "its first dimension, the batch, is fixed to " + dimension.getDimValue(),
                    "export with a dynamic or unit batch");
        }
        return 1;
    }

    private static int extent(Dimension dimension, int axis, String place) {
        if (!dimension.hasDimValue() || dimension.getDimValue() == -1) {
            String dynamic = dimension.getDimParam().isEmpty() ? "" : " ('" + dimension.getDimParam() + "')";
            throw new InvalidInputException(
                    place, "its dimension " + axis + dynamic + " is dynamic", "bind it at export");
        }
        if (dimension.getDimValue() < 1 || dimension.getDimValue() > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    place,
                    "its dimension " + axis + " is " + dimension.getDimValue(),
                    "export the model with input shapes");
        }
        return (int) dimension.getDimValue();
    }
}
