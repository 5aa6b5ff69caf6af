package dev.vernier.evaluator.progress;

/** Hears how far a long piece of work has come. Implementations must be quick and may be called from any thread. */
@FunctionalInterface
public interface Progress {
    /**
     * @param stage what is being done, in a few words; a new text begins a new stage
     * @param done units finished so far
     * @param total units in all; 0 when unknown
     * @param note the latest figure worth seeing, or empty
     */
    void update(String stage, long done, long total, String note);

    /** Tells nobody. */
    static Progress silent() {
        return (stage, done, total, note) -> {};
    }
}
