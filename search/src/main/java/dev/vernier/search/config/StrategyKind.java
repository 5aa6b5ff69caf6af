package dev.vernier.search.config;

import java.util.Locale;

/** The strategies that a configuration can name. */
public enum StrategyKind {
    GENETIC,
    RANDOM;

    /** The name in configurations. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
