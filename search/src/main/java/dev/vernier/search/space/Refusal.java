package dev.vernier.search.space;

import dev.vernier.hardware.input.InvalidInputException;

/** Turns a complaint about a configuration into an exception that knows where the value was written. */
@FunctionalInterface
public interface Refusal {
    /**
     * @param pointer the JSON pointer of the value, such as {@code /space/pin/conv1}
     * @param problem as in {@link InvalidInputException}
     * @param mend as in {@link InvalidInputException}
     */
    InvalidInputException of(String pointer, String problem, String mend);
}
