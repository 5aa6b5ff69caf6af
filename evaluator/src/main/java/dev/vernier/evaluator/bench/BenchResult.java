package dev.vernier.evaluator.bench;

import java.util.List;

/**
 * What one case or network came to.
 *
 * @param title the case, or the network's name
 * @param images images in one call; 1 for products
 * @param macs multiply-accumulates of one call
 * @param peers what ONNX Runtime does with it
 * @param rows what ours do, level by level in the order of the precisions asked for
 * @param faults kernels that do not compute what they should, in words; they were not timed
 * @param memory what networks take to run, ours in the order of the rows, then ONNX Runtime; empty for kernels
 */
public record BenchResult(
        String title,
        int images,
        long macs,
        List<PeerSpeed> peers,
        List<BenchRow> rows,
        List<String> faults,
        List<MemoryUse> memory) {
    public BenchResult {
        peers = List.copyOf(peers);
        rows = List.copyOf(rows);
        faults = List.copyOf(faults);
        memory = List.copyOf(memory);
    }

    /** How fast one of ONNX Runtime's operators or models ran, in 10⁹ multiply-accumulates in a second. */
    public record PeerSpeed(String name, double gmacs) {}
}
