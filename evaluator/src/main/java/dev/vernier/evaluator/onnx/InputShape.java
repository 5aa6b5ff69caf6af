package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import java.util.Optional;

/** What a file declares its inputs to be, with a batch of one. Inputs of other floating-point types are fed in 32 bits. */
final class InputShape {
    private InputShape() {}

    /** How messages name an input. */
    static String place(String file, String input) {
        return file + ", input '" + input + "'";
    }

    /**
     * @param file names the file in messages
     * @param bound the shape of one sample, for dimensions that the file leaves open
     * @throws InvalidInputException when the input is no tensor of numbers, or its shape is open beyond the batch
     */
    static TensorType read(ValueInfoProto input, String file, Optional<Shape> bound) {
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
        if (bound.isPresent() && bound.get().rank() != extents.length - 1) {
            throw new InvalidInputException(
                    place,
                    "samples of shape " + bound.get() + " do not go with its " + extents.length
                            + " dimensions, the first of which is the batch",
                    "give " + (extents.length - 1) + " extents");
        }
        extents[0] = batch(dimensions.getFirst(), place);
        for (int axis = 1; axis < extents.length; axis++) {
            extents[axis] = isOpen(dimensions.get(axis)) && bound.isPresent()
                    ? bound.get().get(axis - 1)
                    : extent(dimensions.get(axis), axis, place);
            if (bound.isPresent() && bound.get().get(axis - 1) != extents[axis]) {
                throw new InvalidInputException(
                        place,
                        "its dimension " + axis + " is fixed to " + extents[axis] + ", not "
                                + bound.get().get(axis - 1),
                        "only dimensions that the model leaves open can be chosen");
            }
        }
        return new TensorType(element, Shape.of(extents));
    }

    /** Whether a dimension other than the batch is open. */
    static boolean leavesOpen(ValueInfoProto input) {
        return input.getType().getTensorType().getShape().getDimList().stream()
                .skip(1)
                .anyMatch(InputShape::isOpen);
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

    private static boolean isOpen(Dimension dimension) {
        return !dimension.hasDimValue() || dimension.getDimValue() == -1;
    }

    private static int extent(Dimension dimension, int axis, String place) {
        if (isOpen(dimension)) {
            String dynamic = dimension.getDimParam().isEmpty() ? "" : " ('" + dimension.getDimParam() + "')";
            throw new InvalidInputException(
                    place,
                    "its dimension " + axis + dynamic + " is open",
                    "give the shape of one sample: 'input-shapes' in a configuration, --input at the command line");
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
