package dev.vernier.evaluator.bench;

import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import java.util.ArrayList;
import java.util.List;

/** The layer shapes of small convolutional networks, evenly spread, each extent about twice the one before. */
final class UsualShapes {
    private static final int[] EXTENTS = {28, 14, 7, 4};
    private static final int[] CHANNELS = {8, 16, 32, 64, 128};
    private static final int[] MATRIX_INPUTS = {16, 48, 128, 512, 2048};
    private static final int[] MATRIX_OUTPUTS = {10, 48, 128, 1000};

    private UsualShapes() {}

    static List<LayerWorkload> all() {
        List<LayerWorkload> shapes = new ArrayList<>();
        for (int extent : EXTENTS) {
            for (int outputs : CHANNELS) {
                shapes.add(conv(extent, 1, outputs, 3, 1));
                for (int inputs : CHANNELS) {
                    shapes.add(conv(extent, inputs, outputs, 3, 1));
                    shapes.add(conv(extent, inputs, outputs, 1, 1));
                }
                shapes.add(conv(extent, outputs, outputs, 3, outputs));
            }
        }
        for (int inputs : MATRIX_INPUTS) {
            for (int outputs : MATRIX_OUTPUTS) {
                shapes.add(new LayerWorkload("", LayerKind.GEMM, 1, 1, inputs, 1, 1, outputs, 1, 1, 1));
            }
        }
        return shapes;
    }

    /** A convolution that keeps the extent of its input. */
    private static LayerWorkload conv(int extent, int inputs, int outputs, int kernel, int groups) {
        LayerKind kind = groups > 1 ? LayerKind.DEPTHWISE : LayerKind.CONV;
        return new LayerWorkload("", kind, extent, extent, inputs, extent, extent, outputs, kernel, kernel, groups);
    }
}
