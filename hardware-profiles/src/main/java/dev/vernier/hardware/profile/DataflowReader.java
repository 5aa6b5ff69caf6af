package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.DataflowModel;
import dev.vernier.hardware.cost.FpgaArea;
import dev.vernier.hardware.input.YamlValue;
import java.util.Locale;

/** Reads the {@code dataflow} blocks of hardware profiles. */
final class DataflowReader {
    private DataflowReader() {}

    static DataflowModel read(YamlValue block) {
        return new DataflowModel(
                new FpgaArea(usable(block, "luts"), usable(block, "bram18"), usable(block, "dsps")),
                DataflowModel.DspBlock.valueOf(block.get("dsp_block").text().toUpperCase(Locale.ROOT)),
                block.get("clock_mhz").number() * 1e6);
    }

    private static double usable(YamlValue block, String resource) {
        YamlValue share = block.get("usable_share").get(resource);
        double usable = Math.floor(block.get(resource).integer() * share.number());
        if (usable == 0) {
            throw share.invalid("nothing of the " + resource + " is left to use", "write a larger share");
        }
        return usable;
    }
}
