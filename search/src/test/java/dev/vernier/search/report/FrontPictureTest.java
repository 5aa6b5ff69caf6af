package dev.vernier.search.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FrontPictureTest {
    @Test
    void thePictureShowsFrontBaselinesAndTrialsInSixteenHundredPixels() throws IOException {
        byte[] png = FrontPicture.png(ReportCase.of(200).data()).orElseThrow();
        Files.write(Path.of("target", "front.png"), png);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));

        assertEquals(1600, image.getWidth());
        for (int panel = 0; panel < 2; panel++) {
            for (Color colour : List.of(FrontPanel.FRONT, FrontPanel.BASELINE, FrontPanel.TRIAL)) {
                long pixels = pixels(image, panel, colour);
                assertTrue(pixels > 50, colour + " has " + pixels + " pixels in panel " + panel);
            }
        }
    }

    /** How many pixels of one of two panels, side by side, have a colour. */
    private static long pixels(BufferedImage image, int panel, Color colour) {
        int left = panel * 800;
        return IntStream.range(0, 800 * 680)
                .filter(i -> image.getRGB(left + i % 800, i / 800) == colour.getRGB())
                .count();
    }

    @Test
    void equalDataGivesEqualBytes() {
        assertArrayEquals(
                FrontPicture.png(ReportCase.of(40).data()).orElseThrow(),
                FrontPicture.png(ReportCase.of(40).data()).orElseThrow());
    }

    @Test
    void awkwardRunsAreDrawnWithTheirFronts() throws IOException {
        for (Map.Entry<String, ReportData> run : AwkwardRuns.all().entrySet()) {
            byte[] png = FrontPicture.png(run.getValue()).orElseThrow();
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            for (int panel = 0; panel < 2; panel++) {
                assertTrue(pixels(image, panel, FrontPanel.FRONT) > 50, run.getKey() + ", panel " + panel);
            }
        }
    }

    @Test
    void withoutTrialsThereIsNoPicture() {
        assertTrue(FrontPicture.png(ReportCase.of(12).begun()).isEmpty());
    }
}
