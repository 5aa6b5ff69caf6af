package dev.vernier.hardware.profile;

import java.util.Locale;

/** Where the figures of a profile come from, the most trustworthy first. */
public enum Origin {
    MEASURED("the latencies were measured on the device"),
    ANALYTIC("a model whose coefficients were fitted to measurements of the device"),
    VENDOR("the figures of the vendor's data sheets"),
    UNCALIBRATED("a model that nobody compared with the device");

    private final String meaning;

    Origin(String meaning) {
        this.meaning = meaning;
    }

    /** The word in profiles: {@code measured}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it says about the figures, to be read after a colon. */
    public String meaning() {
        return meaning;
    }
}
