package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.BitFusionModel;
import dev.vernier.hardware.input.YamlValue;

/** Reads the {@code bit_fusion} blocks of hardware profiles. */
final class BitFusionReader {
    private static final double BYTES_PER_KIB = 1024;

    private BitFusionReader() {}

    static BitFusionModel read(YamlValue block) {
        return new BitFusionModel(
                block.get("batch").integer(),
                block.get("clock_mhz").number() * 1e6,
                new BitFusionModel.Array(
                        block.get("array_rows").integer(),
                        block.get("array_columns").integer()),
                new BitFusionModel.Buffers(
                        block.get("weight_buffer_kib").number() * BYTES_PER_KIB,
                        block.get("input_buffer_kib").number() * BYTES_PER_KIB,
                        block.get("output_buffer_kib").number() * BYTES_PER_KIB,
                        block.get("dram_bits_per_cycle").number()),
                new BitFusionModel.Energy(
                        block.get("dram_pj_per_bit").number(),
                        block.get("multiply_8bit_pj").number(),
                        block.get("add_32bit_pj").number()));
    }
}
