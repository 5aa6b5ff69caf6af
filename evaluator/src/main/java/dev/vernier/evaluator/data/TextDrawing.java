package dev.vernier.evaluator.data;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.random.RandomGenerator;

/**
 * Draws one line of text into a grey image, dark on light or the other way round, with the unevenness of a scan: size,
 * place, brightness and a little noise are drawn at random. What the text leaves of the width is middle grey, which most
 * recognisers' preprocessing turns into 0, their padding.
 *
 * @param height of the image, in pixels
 * @param width of the image, in pixels
 */
record TextDrawing(int height, int width) {
    private static final int PADDING = 128;
    private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

    /**
     * The grey values of an image, row by row.
     *
     * @param turned whether the line is upside down
     */
    byte[] draw(String text, Font font, boolean turned, RandomGenerator random) {
        boolean dark = random.nextBoolean();
        int paper = dark ? random.nextInt(170, 250) : random.nextInt(10, 80);
        int ink = dark ? random.nextInt(0, 70) : random.nextInt(180, 255);
        TextLayout line = new TextLayout(text, font.deriveFont((float) height), SMOOTH);
        Rectangle2D box = line.getBounds();
        double margin = height * (0.05 + 0.1 * random.nextDouble());
        double scale = Math.min((height - 2 * margin) / box.getHeight(), (width - 2 * margin) / box.getWidth());
        // A line of low letters alone must not be blown up to full height.
        scale = Math.min(scale, 0.95);
        int used = (int) Math.min(width, Math.ceil(box.getWidth() * scale + 2 * margin));

        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(grey(PADDING));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(grey(paper));
        graphics.fillRect(0, 0, used, height);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(grey(ink));
        if (turned) {
            graphics.rotate(Math.PI, used / 2.0, height / 2.0);
        }
        graphics.translate(margin, height / 2.0);
        graphics.scale(scale, scale);
        graphics.translate(-box.getX(), -box.getCenterY());
        graphics.fill(line.getOutline(null));
        graphics.dispose();
        return noisy(((DataBufferInt) image.getRaster().getDataBuffer()).getData(), used, random);
    }

    private byte[] noisy(int[] pixels, int used, RandomGenerator random) {
        byte[] noisy = new byte[pixels.length];
        double deviation = 6 * random.nextDouble();
        for (int i = 0; i < pixels.length; i++) {
            // Red, green and blue are the same.
            int grey = pixels[i] & 0xff;
            double noise = i % width < used ? deviation * random.nextGaussian() : 0;
            noisy[i] = (byte) Math.clamp(Math.round(grey + noise), 0, 255);
        }
        return noisy;
    }

    private static Color grey(int value) {
        return new Color(value, value, value);
    }
}
