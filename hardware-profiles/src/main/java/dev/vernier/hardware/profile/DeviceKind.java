package dev.vernier.hardware.profile;

import java.util.Locale;

/** What sort of device a profile is about. */
public enum DeviceKind {
    CPU,
    GPU,
    FPGA,
    DSP,
    ASIC,
    MCU;

    /** The word in profiles: {@code gpu}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
