package dev.vernier.hardware.cost;

import dev.vernier.hardware.workload.LayerKind;

/** One figure for each kind of layer. */
public record ByKind(double conv, double depthwise, double gemm) {
    /** The same figure for layers of every kind. */
    public static ByKind all(double figure) {
        return new ByKind(figure, figure, figure);
    }

    public double get(LayerKind kind) {
        return switch (kind) {
            case CONV -> conv;
            case DEPTHWISE -> depthwise;
            case GEMM -> gemm;
        };
    }
}
