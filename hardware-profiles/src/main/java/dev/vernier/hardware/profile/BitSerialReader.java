package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.BitSerialModel;
import dev.vernier.hardware.cost.Energy45nm;
import dev.vernier.hardware.input.YamlValue;
import java.util.Optional;

/** Reads the {@code bit_serial} blocks of hardware profiles. */
final class BitSerialReader {
    private BitSerialReader() {}

    static BitSerialModel read(YamlValue block, Optional<Energy45nm> energy) {
        return new BitSerialModel(
                block.get("batch").integer(), block.get("clock_mhz").number() * 1e6, energy);
    }
}
