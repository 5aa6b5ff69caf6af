package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.Optional;

/** Knows what kernels could reach at best here. */
@FunctionalInterface
interface PeakMeter {
    /** The loop that tells how fast the code of such layers could be; empty where there is none for its instructions. */
    Optional<Loop> loop(Kernels kernels, LayerKind kind, Precision precision);

    /**
     * The instructions of some kernels, on registers alone.
     *
     * @param name tells loops apart; equal names are measured once
     * @param macs multiply-accumulates of one run
     */
    record Loop(String name, long macs, Runnable work) {}
}
