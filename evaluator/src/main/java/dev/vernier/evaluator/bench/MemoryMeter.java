package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.hardware.workload.Precision;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds how much memory engines take to run a network, at most. */
@FunctionalInterface
interface MemoryMeter {
    /** Measures nothing. */
    MemoryMeter NONE = (_, _) -> OptionalLong.empty();

    /** The network on an engine, in bytes beyond what the engine takes by itself; empty where that cannot be told. */
    OptionalLong peak(Engine engine, Load load);

    /**
     * What runs the network.
     *
     * @param kernels ours; empty for ONNX Runtime
     * @param precision of every layer on our kernels
     */
    record Engine(Optional<Kernels> kernels, Precision precision) {}

    /**
     * What is run.
     *
     * @param model an ONNX file: for our kernels the float network
     * @param images in one call
     * @param sample the shape of one, without a batch axis
     */
    record Load(byte[] model, int images, int threads, Shape sample) {}
}
