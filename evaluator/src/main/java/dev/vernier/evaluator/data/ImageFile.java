package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads PNG (ISO/IEC 15948) and JPEG images (ITU-T T.81) of 8-bit colours as Pillow's {@code convert('RGB')} does: grey
 * becomes three equal channels, palettes are looked up, transparency is dropped. No gamma, no colour profile and no
 * orientation from a camera is applied.
 *
 * <p>Files are not trusted: what a header claims is checked before memory is taken, and threads wait while others decode
 * as many pixels as may be in memory at once.
 */
final class ImageFile {
    /** With 16 bits for each of four colours and a copy of three. */
    private static final int MAX_BYTES_PER_PIXEL = 16;

    /** The largest image that is read, and the most pixels that are decoded at once by all threads. */
    static final int MAX_PIXELS = (int) Math.min(1 << 26, Runtime.getRuntime().maxMemory() / MAX_BYTES_PER_PIXEL);

    /** PNG takes at least a bit for a pixel before it is compressed, and JPEG never shrinks as much. */
    private static final long MAX_PIXELS_PER_BYTE = Byte.SIZE * ArrayInput.DEFLATE_MAX_RATIO;

    static final int COLOURS = 3;

    private static final int MAX_FILE_BYTES = 1 << 27;
    private static final Semaphore PIXELS = new Semaphore(MAX_PIXELS, true);

    private ImageFile() {}

    /**
     * The pixels of an image.
     *
     * @return [height, width, 3], red first
     * @throws InvalidInputException when the file is missing, damaged, too large or of another kind
     */
    static RawArray.Bytes read(Path file) {
        InputFile.requireAtMost(file, MAX_FILE_BYTES, "an image", "smaller images would do");
        try {
            return decode(file, Files.readAllBytes(file));
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(
                    file.toString(),
                    "its image cannot be read (" + ArrayInput.shown(String.valueOf(e.getMessage())) + ")",
                    "the file is damaged or truncated",
                    e);
        }
    }

    private static RawArray.Bytes decode(Path file, byte[] content) throws IOException {
        FileKind kind = kind(file, content);
        ImageReader reader = ImageIO.getImageReadersByFormatName(kind.name().toLowerCase(Locale.ROOT))
                .next();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(stream, true, true);
            int pixels = pixels(file, content.length, reader.getWidth(0), reader.getHeight(0));
            PIXELS.acquireUninterruptibly(pixels);
            try {
                ImageReadParam param = reader.getDefaultReadParam();
                param.setDestination(typeAsStored(reader).createBufferedImage(reader.getWidth(0), reader.getHeight(0)));
                return colours(file, reader.read(0, param));
            } finally {
                PIXELS.release(pixels);
            }
        } finally {
            reader.dispose();
        }
    }

    private static FileKind kind(Path file, byte[] content) throws IOException {
        byte[] start = Arrays.copyOf(content, Math.min(content.length, FileKind.LONGEST_START));
        FileKind kind = FileKind.of(start);
        switch (kind) {
            case PNG -> ImageStructure.requirePng(content);
            case JPEG -> ImageStructure.requireJpeg(content);
            default -> {
                boolean png = file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
                throw FileKind.refusal(file.toString(), start, png ? FileKind.PNG : FileKind.JPEG);
            }
        }
        return kind;
    }

    private static int pixels(Path file, int bytes, int width, int height) {
        long pixels = (long) width * height;
        if (pixels > bytes * MAX_PIXELS_PER_BYTE) {
            throw new InvalidInputException(
                    file.toString(),
                    "its header claims " + width + "×" + height + " pixels, which its " + bytes + " bytes cannot hold",
                    "the file is damaged or truncated");
        }
        if (pixels > MAX_PIXELS) {
            throw new InvalidInputException(
                    file.toString(),
                    "its header claims " + width + "×" + height + " pixels, and an image may have " + MAX_PIXELS,
                    "smaller images would do");
        }
        return (int) pixels;
    }

    /**
     * The type that needs no conversion. Of JPEG files with a colour profile the first offered is sRGB, to which the
     * colours would be converted, and a later one is the profile's own.
     */
    private static ImageTypeSpecifier typeAsStored(ImageReader reader) throws IOException {
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        if (!types.hasNext()) {
            throw new IOException("its colours are of an unknown kind; saved in RGB they can be read");
        }
        ImageTypeSpecifier first = types.next();
        while (types.hasNext()) {
            ImageTypeSpecifier other = types.next();
            if (other.getNumBands() == first.getNumBands()
                    && !other.getColorModel().getColorSpace().isCS_sRGB()) {
                return other;
            }
        }
        return first;
    }

    private static RawArray.Bytes colours(Path file, BufferedImage image) {
        Raster raster = image.getRaster();
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] colours = new byte[Math.multiplyExact(COLOURS * width, height)];
        if (image.getColorModel() instanceof IndexColorModel palette) {
            lookUp(raster, palette, colours);
        } else {
            requireBytes(file, raster, image.getColorModel().getColorSpace());
            copy(raster, colours);
        }
        return new RawArray.Bytes(Shape.of(height, width, COLOURS), colours);
    }

    private static void lookUp(Raster raster, IndexColorModel palette, byte[] colours) {
        int width = raster.getWidth();
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int to = COLOURS * (y * width + x);
                colours[to] = (byte) palette.getRed(row[x]);
                colours[to + 1] = (byte) palette.getGreen(row[x]);
                colours[to + 2] = (byte) palette.getBlue(row[x]);
            }
        }
    }

    private static void requireBytes(Path file, Raster raster, ColorSpace space) {
        int bits = raster.getSampleModel().getSampleSize(0);
        boolean known = space.getType() == ColorSpace.TYPE_RGB || space.getType() == ColorSpace.TYPE_GRAY;
        if (!known || bits != Byte.SIZE) {
            throw new InvalidInputException(
                    file.toString(),
                    "it has " + raster.getNumBands() + " channels of " + bits + " bits"
                            + (known ? "" : ", neither RGB nor grey"),
                    "save it in RGB or grey with 8 bits for each channel");
        }
    }

    /** One and two bands are grey without and with transparency, three and four are colours. */
    private static void copy(Raster raster, byte[] colours) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int step = bands < COLOURS ? 0 : 1;
        int[] row = new int[bands * width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int to = COLOURS * (y * width + x);
                for (int colour = 0; colour < COLOURS; colour++) {
                    colours[to + colour] = (byte) row[bands * x + step * colour];
                }
            }
        }
    }
}
