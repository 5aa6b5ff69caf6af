package dev.vernier.evaluator.runtime;

/** How the elements of a tensor follow each other in {@link Values}. */
enum Order {
    /** As ONNX counts them: the last axis innermost. */
    ROW_MAJOR,

    /** The second axis innermost, which in images counts channels: as convolutions and poolings read them. */
    CHANNELS_INNERMOST
}
