package dev.vernier.evaluator.data;

/** What is known about the samples of a dataset, which decides the metrics that they allow. */
public enum Truth {
    /** Nothing: a quantized network can only be compared with the float one. */
    NONE("no labels"),
    /** One class for each sample. */
    CLASS("one class"),
    /** Several classes for each sample: those of its positions, or the symbols that it reads as. */
    LABELS("several labels"),
    /** Numbers that the network should compute. */
    VALUES("numbers");

    private final String words;

    Truth(String words) {
        this.words = words;
    }

    /** What each sample has, for messages. */
    public String words() {
        return words;
    }
}
