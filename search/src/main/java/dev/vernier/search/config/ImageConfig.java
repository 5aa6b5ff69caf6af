package dev.vernier.search.config;

import dev.vernier.evaluator.data.CifarSource;
import dev.vernier.evaluator.data.Colors;
import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.DrawnSource;
import dev.vernier.evaluator.data.Framing;
import dev.vernier.evaluator.data.ImageSource;
import dev.vernier.evaluator.data.Layout;
import dev.vernier.hardware.input.YamlValue;
import java.util.List;
import java.util.Locale;

/** Reads which images are the data. */
final class ImageConfig {
    private static final double PIXEL_SCALE = 1 / 255.0;

    private ImageConfig() {}

    static DataSource strips(DataBlock data) {
        data.requireOnly("a folder of strips", DataBlock.scaled("folder"));
        return new CifarSource(data.path("folder"), data.preprocessing(Layout.NHWC, PIXEL_SCALE));
    }

    static DataSource images(DataBlock data) {
        data.requireOnly(
                "a folder of images",
                DataBlock.scaled("folder", "test-folder", "classes", "size", "resize", "crop", "colors"));
        return new ImageSource(
                data.path("folder"),
                data.optional("test-folder"),
                data.optional("classes"),
                framing(data),
                colors(data),
                data.preprocessing(Layout.NCHW, PIXEL_SCALE));
    }

    static DataSource drawnText(DataBlock data) {
        data.requireOnly("drawn text", DataBlock.scaled("size", "characters", "colors"));
        if (!data.has("size")) {
            throw data.invalid(
                    "", "'size' is missing", "add a line 'size: [48, 320]' under 'data', height before width");
        }
        List<Integer> size = data.get("size").list(YamlValue::integer);
        return new DrawnSource(
                size.get(0),
                size.get(1),
                data.optional("characters"),
                colors(data),
                data.preprocessing(Layout.NCHW, PIXEL_SCALE));
    }

    private static Colors colors(DataBlock data) {
        return data.find("colors")
                .map(value -> Colors.valueOf(value.text().toUpperCase(Locale.ROOT)))
                .orElse(Colors.RGB);
    }

    private static Framing framing(DataBlock data) {
        if (data.has("size")) {
            for (String other : List.of("resize", "crop")) {
                if (data.has(other)) {
                    throw data.invalid(
                            "/" + other,
                            "'" + other + "' does not go with 'size', which stretches images",
                            "take one of them out");
                }
            }
            List<Integer> size = data.get("size").list(YamlValue::integer);
            return new Framing.Stretched(size.get(0), size.get(1));
        }
        if (data.has("resize") != data.has("crop")) {
            throw data.invalid(
                    "/" + (data.has("crop") ? "crop" : "resize"),
                    "'resize' and 'crop' go together: the shorter side is resized, and the middle cropped",
                    "write 'resize: 256' and 'crop: 224', or 'size: [224, 224]' to stretch images");
        }
        if (!data.has("resize")) {
            return new Framing.AsStored();
        }
        int resize = data.get("resize").integer();
        int crop = data.get("crop").integer();
        if (crop > resize) {
            throw data.invalid(
                    "/crop",
                    crop + " pixels cannot be cropped from a side of " + resize,
                    "'resize' and 'crop' are swapped");
        }
        return new Framing.Cropped(resize, crop);
    }
}
