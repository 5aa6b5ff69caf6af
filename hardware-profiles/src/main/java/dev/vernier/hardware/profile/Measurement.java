package dev.vernier.hardware.profile;

import java.time.LocalDate;

/**
 * The circumstances of a measurement.
 *
 * @param cpu the processor's name
 * @param kernels the level of the integer kernels, for example {@code vector 512}
 * @param java the version of the Java runtime
 * @param threads how many threads computed one sample
 */
public record Measurement(String cpu, String kernels, String java, int threads, LocalDate date) {
    public Measurement {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads");
        }
    }

    String describe() {
        return date + " on " + cpu + ", " + kernels + " kernels, Java " + java + ", "
                + (threads == 1 ? "one thread" : threads + " threads");
    }
}
