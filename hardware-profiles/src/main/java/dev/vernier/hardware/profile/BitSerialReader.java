package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.BitSerialModel;
import dev.vernier.hardware.input.YamlValue;

/** Reads the {@code bit_serial} blocks of hardware profiles. */
final class BitSerialReader {
    private BitSerialReader() {}

    static BitSerialModel read(YamlValue block) {
        return new BitSerialModel(
                block.get("batch").integer(), block.get("clock_mhz").number() * 1e6);
    }
}
