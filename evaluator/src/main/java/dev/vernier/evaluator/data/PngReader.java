package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.awt.image.Raster;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/** Reads PNG images of 8-bit colours (ISO/IEC 15948) as the pixels they hold: no gamma, no colour profile is applied. */
final class PngReader {
    private PngReader() {}

    /**
     * The pixels of an image.
     *
     * @return [height, width, 3], red first
     * @throws InvalidInputException when the file is missing, damaged, or of another size or kind
     */
    static RawArray.Bytes read(Path file, int width, int height) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (FileImageInputStream stream = new FileImageInputStream(file.toFile())) {
            requirePng(file);
            reader.setInput(stream, true, true);
            requireSize(file, reader.getWidth(0), reader.getHeight(0), width, height);
            return pixels(file, reader.read(0, new ImageReadParam()).getRaster());
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw ArrayInput.missing(file, e);
        } catch (IOException | RuntimeException e) {
            if (e instanceof InvalidInputException refusal) {
                throw refusal;
            }
            throw new InvalidInputException(
                    file.toString(), "its image cannot be read (" + e.getMessage() + ")", "the file is truncated", e);
        } finally {
            reader.dispose();
        }
    }

    private static void requirePng(Path file) throws IOException {
        byte[] start;
        try (InputStream stream = Files.newInputStream(file)) {
            start = stream.readNBytes(FileKind.LONGEST_START);
        }
        if (FileKind.of(start) != FileKind.PNG) {
            throw FileKind.refusal(file.toString(), start, FileKind.PNG);
        }
    }

    private static void requireSize(Path file, int width, int height, int wantedWidth, int wantedHeight) {
        if (width != wantedWidth || height != wantedHeight) {
            throw new InvalidInputException(
                    file.toString(),
                    "it has " + width + "×" + height + " pixels instead of " + wantedWidth + "×" + wantedHeight,
                    "another file was meant");
        }
    }

    private static RawArray.Bytes pixels(Path file, Raster raster) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        if (raster.getNumBands() != 3 || raster.getSampleModel().getSampleSize(0) != Byte.SIZE) {
            throw new InvalidInputException(
                    file.toString(),
                    "it has " + raster.getNumBands() + " channels of "
                            + raster.getSampleModel().getSampleSize(0) + " bits instead of 3 of 8",
                    "save it in RGB, without transparency or a palette");
        }
        byte[] pixels = new byte[Math.multiplyExact(3 * width, height)];
        int[] row = new int[3 * width];
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int i = 0; i < row.length; i++) {
                pixels[y * row.length + i] = (byte) row[i];
            }
        }
        return new RawArray.Bytes(Shape.of(height, width, 3), pixels);
    }
}
