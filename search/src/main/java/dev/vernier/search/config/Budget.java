package dev.vernier.search.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a search may spend. */
public sealed interface Budget {
    /** The form of {@link #parse}, for schemas and messages. */
    Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})([smh])");

    /**
     * So many times the samples of the search split may be taken through the network, what sensitivities take included.
     *
     * @param count at least 1
     */
    record Evaluations(int count) implements Budget {
        public Evaluations {
            if (count < 1) {
                throw new IllegalArgumentException("a budget of " + count + " evaluations");
            }
        }

        @Override
        public String toString() {
            return Integer.toString(count);
        }
    }

    /**
     * So much time may be spent on evaluating, interruptions not counted. The evaluation during which it runs out is
     * still finished.
     *
     * @param limit at least a second
     */
    record Time(Duration limit) implements Budget {
        public Time {
            if (limit.toSeconds() < 1) {
                throw new IllegalArgumentException("a budget of " + limit);
            }
        }

        @Override
        public String toString() {
            return limit.toSeconds() + "s";
        }
    }

    /**
     * Reads {@code 60s}, {@code 5m} or {@code 2h}.
     *
     * @throws IllegalArgumentException when the text is of another form
     */
    static Budget parse(String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time such as 60s, 5m or 2h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return new Time(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }
}
