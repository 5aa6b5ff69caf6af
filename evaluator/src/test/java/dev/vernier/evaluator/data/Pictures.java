package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Images that tests make. */
final class Pictures {
    private Pictures() {}

    /** A pattern in which neighbours differ: {@code (37x + 91y + 53c + 7xy) mod 256}. */
    static RawArray.Bytes pattern(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            pixels[i] = (byte) (37 * x + 91 * y + 53 * (i % 3) + 7 * x * y);
        }
        return new RawArray.Bytes(Shape.of(height, width, 3), pixels);
    }

    static BufferedImage image(RawArray.Bytes pixels) {
        BufferedImage image =
                new BufferedImage(pixels.shape().get(1), pixels.shape().get(0), BufferedImage.TYPE_3BYTE_BGR);
        WritableRaster raster = image.getRaster();
        int[] all = new int[pixels.elements().length];
        for (int i = 0; i < all.length; i++) {
            all[i] = pixels.elements()[i] & 0xff;
        }
        raster.setPixels(0, 0, image.getWidth(), image.getHeight(), all);
        return image;
    }

    /** An image of one colour in a file, whose ending names the format. */
    static void plain(Path file, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        write(image, file);
    }

    static void write(BufferedImage image, Path file) throws IOException {
        String name = file.toString();
        try (OutputStream stream = Files.newOutputStream(file)) {
            if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), stream)) {
                throw new IOException("nothing writes " + name);
            }
        }
    }
}
