package dev.vernier.evaluator.data;

/** What is known about the samples of a dataset, which decides the metrics that they allow. */
public enum Truth {
    /** Nothing: a quantized network can only be compared with the float one. */
    NONE,
    /** One class for each sample. */
    CLASS,
    /** Several classes for each sample: those of its positions, or the symbols that it reads as. */
    LABELS,
    /** Numbers that the network should compute. */
    VALUES
}
