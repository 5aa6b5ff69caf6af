package dev.vernier.search.front;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.search.trial.Objective;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conditions on objectives, joined by {@code &}: {@code latency_ms<3 & weight_bytes<=40000}; a blank text has none.
 *
 * @param conditions all of which have to hold; none always do
 */
public record Where(List<Condition> conditions) {
    private static final Pattern CONDITION = Pattern.compile("\\s*([^<>=\\s]+)\\s*(<=|>=|<|>)\\s*(\\S+)\\s*");

    public Where {
        conditions = List.copyOf(conditions);
    }

    /** One objective against one number. */
    public record Condition(Objective objective, Comparison comparison, double bound) {
        /** How far a value is on the wrong side of the bound; 0 on the right one. */
        double excess(double value) {
            return switch (comparison) {
                case LESS, AT_MOST -> Math.max(0, value - bound);
                case MORE, AT_LEAST -> Math.max(0, bound - value);
            };
        }

        boolean holds(double value) {
            return switch (comparison) {
                case LESS -> value < bound;
                case AT_MOST -> value <= bound;
                case MORE -> value > bound;
                case AT_LEAST -> value >= bound;
            };
        }
    }

    /** How a value is compared with a bound. */
    public enum Comparison {
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST;

        private static Comparison of(String symbol) {
            return switch (symbol) {
                case "<" -> LESS;
                case "<=" -> AT_MOST;
                case ">" -> MORE;
                default -> AT_LEAST;
            };
        }
    }

    /**
     * Reads conditions. A metric of devices may be written without its profile where only one of the known objectives
     * has it.
     *
     * @param place where the text was written, such as {@code --where}
     * @param known the objectives that conditions may speak of
     * @throws InvalidInputException when the text cannot be read, or names an unknown or ambiguous objective
     */
    public static Where parse(String place, String text, Collection<Objective> known) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split("&", -1)) {
            Matcher matcher = CONDITION.matcher(part);
            if (!matcher.matches()) {
                throw new InvalidInputException(
                        place,
                        "'" + part.strip() + "' is not a condition",
                        "write an objective, one of <, <=, >, >=, and a number, and join conditions with &, as in"
                                + " 'latency_ms<3 & weight_bytes<=40000'");
            }
            conditions.add(new Condition(
                    Objective.resolve(place, matcher.group(1), known),
                    Comparison.of(matcher.group(2)),
                    number(place, matcher.group(3))));
        }
        return new Where(conditions);
    }

    private static double number(String place, String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!Double.isFinite(value)) {
            throw new InvalidInputException(place, "'" + text + "' is not a number", "write it as 3 or 0.25");
        }
        return value;
    }

    /** Whether all conditions hold for values by objective name; a condition on a missing value does not. */
    public boolean matches(Map<String, Double> objectives) {
        return conditions.stream().allMatch(condition -> {
            Double value = objectives.get(condition.objective.name());
            return value != null && condition.holds(value);
        });
    }
}
