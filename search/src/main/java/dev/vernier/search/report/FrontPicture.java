package dev.vernier.search.report;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A picture of the fronts, a panel for each device, for places where no page can be shown. */
public final class FrontPicture {
    private static final Logger LOG = LogManager.getLogger(FrontPicture.class);

    /** Everything is laid out for half of the pixels and drawn at twice the size, so that it is crisp. */
    private static final int PIXELS_PER_UNIT = 2;

    private static final int WIDTH = 800;
    private static final int PANEL_HEIGHT = 340;
    private static final int LEGEND_HEIGHT = 34;

    private FrontPicture() {}

    /**
     * A PNG of 1600 pixels' width; equal data gives the same bytes on one machine.
     *
     * @return empty when there is nothing to draw, or the machine cannot draw, which is logged
     */
    public static Optional<byte[]> png(ReportData data) {
        List<ReportData.Profile> drawable = data.profiles().stream()
                .filter(profile ->
                        !profile.front().isEmpty() && !profile.costs().isEmpty())
                .toList();
        if (drawable.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(encoded(drawn(drawable, data)));
        } catch (AWTError | LinkageError | InternalError e) {
            LOG.warn(
                    "front.png was not drawn, because this machine lacks fonts or graphics libraries: {}",
                    e.toString());
            return Optional.empty();
        }
    }

    private static BufferedImage drawn(List<ReportData.Profile> profiles, ReportData data) {
        int columns = Math.min(2, profiles.size());
        int rows = Math.ceilDiv(profiles.size(), columns);
        int height = rows * PANEL_HEIGHT + LEGEND_HEIGHT;
        BufferedImage image =
                new BufferedImage(WIDTH * PIXELS_PER_UNIT, height * PIXELS_PER_UNIT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, height);
        int panelWidth = WIDTH / columns;
        for (int i = 0; i < profiles.size(); i++) {
            Graphics2D panel = (Graphics2D) graphics.create();
            panel.translate(i % columns * panelWidth, i / columns * PANEL_HEIGHT);
            new FrontPanel(profiles.get(i), data.quality().metric(), data.plans())
                    .chart(panelWidth, PANEL_HEIGHT)
                    .paint(panel, panelWidth, PANEL_HEIGHT);
            panel.dispose();
        }
        legend(graphics, height - LEGEND_HEIGHT / 2);
        graphics.dispose();
        return image;
    }

    private static void legend(Graphics2D graphics, int middle) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        int x = 60;
        graphics.setColor(FrontPanel.FRONT);
        graphics.fillOval(x - 4, middle - 8, 8, 8);
        x = label(graphics, "front, with 95 % intervals", x, middle);
        graphics.setColor(FrontPanel.BASELINE);
        graphics.fillPolygon(
                new int[] {x - 5, x, x + 5, x}, new int[] {middle - 4, middle - 9, middle - 4, middle + 1}, 4);
        x = label(graphics, "the same width everywhere", x, middle);
        graphics.setColor(FrontPanel.TRIAL);
        graphics.fillOval(x - 3, middle - 7, 6, 6);
        label(graphics, "other plans tried", x, middle);
    }

    /** Writes what the mark at {@code x} is and returns where the next one goes. */
    private static int label(Graphics2D graphics, String text, int x, int middle) {
        graphics.setColor(FrontPanel.TEXT);
        graphics.drawString(text, x + 12, middle);
        return x + 48 + graphics.getFontMetrics().stringWidth(text);
    }

    private static byte[] encoded(BufferedImage image) {
        try {
            ImageIO.setUseCache(false);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, "png", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but memory
        }
    }
}
