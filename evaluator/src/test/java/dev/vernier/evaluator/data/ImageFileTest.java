package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
    @TempDir
    Path folder;

    @Test
    void coloursOfPngAreExact() throws IOException {
        RawArray.Bytes pattern = Pictures.pattern(23, 11);
        Path file = folder.resolve("a.png");
        Pictures.write(Pictures.image(pattern), file);
        assertEquals(pattern.shape(), ImageFile.read(file).shape());
        assertArrayEquals(pattern.elements(), ImageFile.read(file).elements());
    }

    @Test
    void transparencyIsDroppedAndTheColourKept() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x000a141e);
        image.setRGB(1, 0, 0x80fa0100);
        Path file = folder.resolve("a.png");
        Pictures.write(image, file);
        assertPixels(file, 10, 20, 30, 250, 1, 0);
    }

    @Test
    void palettesAreLookedUp() throws IOException {
        byte[] red = {1, 2, 3, (byte) 200};
        byte[] green = {4, 5, 6, (byte) 201};
        byte[] blue = {7, 8, 9, (byte) 202};
        IndexColorModel palette = new IndexColorModel(2, 4, red, green, blue);
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setPixels(0, 0, 4, 1, new int[] {3, 0, 2, 1});
        Path file = folder.resolve("a.png");
        Pictures.write(image, file);
        assertPixels(file, 200, 201, 202, 1, 4, 7, 3, 6, 9, 2, 5, 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a.jpg"})
    void greyIsThreeEqualChannels(String name) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        int[] values = new int[64];
        Arrays.fill(values, 77);
        image.getRaster().setPixels(0, 0, 8, 8, values);
        Path file = folder.resolve(name);
        Pictures.write(image, file);
        int[] expected = new int[192];
        Arrays.fill(expected, 77);
        assertPixels(file, expected);
    }

    @Test
    void onlyTheFirstBytesSayWhatAFileIs() throws IOException {
        Path jpeg = folder.resolve("a.jpeg");
        Pictures.plain(jpeg, 16, 8, 0xc86432);
        Path renamed = Files.move(jpeg, folder.resolve("a.png"));
        RawArray.Bytes pixels = ImageFile.read(renamed);
        assertEquals(Shape.of(8, 16, 3), pixels.shape());
        assertNear(pixels, 200, 100, 50);
    }

    /** ImageIO would convert the colours to sRGB: of 100 it would make about 168. */
    @Test
    void colourProfilesAreNotApplied() throws IOException {
        Path file = folder.resolve("a.jpg");
        Pictures.plain(file, 8, 8, 0x326496);
        byte[] jpeg = Files.readAllBytes(file);
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        int header = 4 + ByteBuffer.wrap(jpeg).getShort(4);
        Files.write(
                file,
                ByteBuffer.allocate(jpeg.length + profile.length + 18)
                        .put(jpeg, 0, header)
                        .putShort((short) 0xffe2)
                        .putShort((short) (profile.length + 16))
                        .put("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1))
                        .put(profile)
                        .put(jpeg, header, jpeg.length - header)
                        .array());
        assertTrue(ImageIO.read(file.toFile()).getRGB(0, 0) != 0xff326496, "ImageIO applies the profile");
        assertNear(ImageFile.read(file), 50, 100, 150);
    }

    @Test
    void sixteenBitsAreRefused() throws IOException {
        Path file = folder.resolve("a.png");
        Pictures.write(new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY), file);
        assertRefused(file, "1 channels of 16 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a.jpg"})
    void filesThatEndTooEarlyAreRefused(String name) throws IOException {
        Path file = folder.resolve(name);
        Pictures.write(Pictures.image(Pictures.pattern(40, 30)), file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 12; length += 37) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThrows(InvalidInputException.class, () -> ImageFile.read(file), "cut to " + length);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - (name.endsWith("png") ? 12 : 2)));
        assertRefused(file, "its image cannot be read (it ends too early)");
    }

    @Test
    void claimsOfHeadersAreCheckedBeforeMemoryIsTaken() throws IOException {
        Path file = folder.resolve("a.png");
        Pictures.plain(file, 4, 4, 0);
        byte[] png = Files.readAllBytes(file);
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, 30_000).putInt(20, 30_000);
        CRC32 checksum = new CRC32();
        checksum.update(png, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        Files.write(file, png);
        assertRefused(file, "its header claims 30000×30000 pixels, which its " + png.length + " bytes cannot hold");
        Path padded = folder.resolve("padded.png");
        Files.write(padded, Arrays.copyOf(png, 1 << 18));
        assertRefused(padded, "its header claims 30000×30000 pixels, and an image may have " + ImageFile.MAX_PIXELS);
        header.putInt(33, Integer.MAX_VALUE);
        Files.write(file, png);
        assertRefused(file, "a part of it claims 2147483647 bytes");
    }

    @Test
    void aJpegOfCountlessScansIsRefused() throws IOException {
        Path file = folder.resolve("a.jpg");
        Pictures.plain(file, 16, 16, 0);
        byte[] jpeg = Files.readAllBytes(file);
        byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 2000);
        for (int i = jpeg.length; i < longer.length; i += 2) {
            longer[i] = (byte) 0xff;
            longer[i + 1] = (byte) (i + 2 < longer.length ? 0xda : 0xd9);
        }
        Files.write(file, longer);
        assertRefused(file, "scans");
    }

    @Test
    void otherFilesAreNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("a.jpg"), "no image");
        assertRefused(text, "it is text, 'no image…', not a JPEG image");
        assertRefused(folder.resolve("none.png"), "there is no such file");
        assertRefused(Files.createDirectory(folder.resolve("b.png")), "it is a folder");
    }

    private static void assertRefused(Path file, String problem) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> ImageFile.read(file));
        assertEquals(file.toString(), refused.place());
        assertTrue(refused.problem().contains(problem), refused.getMessage());
    }

    private static void assertPixels(Path file, int... expected) {
        byte[] pixels = ImageFile.read(file).elements();
        int[] unsigned = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            unsigned[i] = pixels[i] & 0xff;
        }
        assertArrayEquals(expected, unsigned);
    }

    private static void assertNear(RawArray.Bytes pixels, int... colour) {
        for (int i = 0; i < pixels.elements().length; i++) {
            assertEquals(colour[i % 3], pixels.elements()[i] & 0xff, 3, "value " + i);
        }
    }
}
