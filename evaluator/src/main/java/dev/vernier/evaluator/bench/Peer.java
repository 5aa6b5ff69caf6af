package dev.vernier.evaluator.bench;

import java.util.Map;
import java.util.OptionalDouble;

/** The kinds of arithmetic that ONNX Runtime offers for the same work. */
enum Peer {
    /** MatMul, Conv, or a float network. */
    FP32("fp32"),
    /** MatMulInteger, QLinearConv, or a network between 8-bit quantizers. */
    INT8("int8"),
    /** MatMulNBits: float activations, 4-bit weights. */
    NBITS4("4-bit weights");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    /** The name in tables. */
    String title() {
        return title;
    }

    /** The median of a ratio; empty where the peer has nothing for the case. */
    static OptionalDouble median(Map<Peer, Quartiles> ratios, Peer peer) {
        Quartiles found = ratios.get(peer);
        return found == null ? OptionalDouble.empty() : OptionalDouble.of(found.median());
    }

    /** The widest of the ratios' relative spreads. */
    static double widest(Map<Peer, Quartiles> ratios) {
        return ratios.values().stream()
                .mapToDouble(Quartiles::relativeSpread)
                .max()
                .orElse(0);
    }
}
