package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hashes are those of what Pillow 13.0.0 makes of the same patterns. */
class FramingTest {
    @ParameterizedTest
    @CsvSource({
        "13, 9, 5, 4, e3de532b8135f4b6ed92a644d0908639ee56bef38f1744c1ec64a41939b5666e",
        "5, 4, 13, 9, 8e2db3826dd4875e008f85ae617cdce889a4f73e8576967772ead0702b41919b",
        "300, 200, 224, 224, 3666fdb0e77eb92188900cb1543b54963830f9cfe105a5c88a623135e40ee14d",
        "17, 31, 17, 8, bea8bfe6debe983ac1e332d00ef2f2971222362a03988ff756c04c112ac331cd",
        "31, 17, 8, 17, 42d2b1405b5195e7eceae04655e48ce8e998f404e20675b379a092f268009cfa",
        "1, 1, 3, 2, e4db3bfab78ac8fc96f3382ad3679b868884e6d8a569a60afca12278f37b68e9",
        "640, 3, 7, 5, aa15ae8190f3905201589e498b5b6d17af234d08df42d8655ffdd656cb74bcc5",
        "64, 48, 64, 48, 4790356c6fcb3c84c34e85580dcb607c18045e7c9b8d5653b1b61ef41c58eb42"
    })
    void stretchesAsPillowDoes(int width, int height, int toWidth, int toHeight, String sha256) {
        RawArray.Bytes framed =
                new Framing.Stretched(toHeight, toWidth).frame("pattern", Pictures.pattern(width, height));
        assertEquals(Shape.of(toHeight, toWidth, 3), framed.shape());
        assertEquals(sha256, sha256(framed.elements()));
    }

    /** Extents and the crop's corner follow torchvision's {@code Resize} and {@code CenterCrop}. */
    @ParameterizedTest
    @CsvSource({
        "300, 200, 256, 224, cf7cbb2726477590f98704fde82ad7aa5b399db06aa881d833827f1684fc7021",
        "200, 301, 64, 57, 7a25668cfd82f5cf92b1e0c70592e00fa64744e8e1c83a22e3b27f103253c67b",
        "37, 50, 256, 256, 63d1f0e5b07eae47479fae6fbcb93ec3c417f68cf2e6b3e6f955f27ca4c37660",
        "101, 100, 50, 45, 66150aa94e064a9ddb799102adf0c669d414ed6398413c5b8ada877683d58ea2"
    })
    void cropsAsTorchvisionDoes(int width, int height, int resize, int crop, String sha256) {
        RawArray.Bytes framed = new Framing.Cropped(resize, crop).frame("pattern", Pictures.pattern(width, height));
        assertEquals(Shape.of(crop, crop, 3), framed.shape());
        assertEquals(sha256, sha256(framed.elements()));
    }

    /**
     * By hand: halved, the triangle reaches two pixels each way, so the first of two weighs the pixels 3 : 3 : 1, and
     * doubled, each pixel is mixed 3 : 1 with its neighbour.
     */
    @Test
    void weighsNeighboursByATriangle() {
        RawArray.Bytes four = new RawArray.Bytes(Shape.of(1, 4, 1), new byte[] {0, 100, (byte) 200, 40});
        assertArrayEquals(new byte[] {71, 117}, Resampling.resize(four, 2, 1).elements());
        RawArray.Bytes two = new RawArray.Bytes(Shape.of(1, 2, 1), new byte[] {0, 100});
        assertArrayEquals(
                new byte[] {0, 25, 75, 100}, Resampling.resize(two, 4, 1).elements());
    }

    @Test
    void greyIsPillows() {
        byte[] grey = Colors.GREY.planes(Pictures.pattern(64, 48).elements());
        assertEquals("a9afe50f3508f7f8c7961a8570d4352f6a2c696d704ed31f7a4bd98ee9a43872", sha256(grey));
    }

    @Test
    void stripesThatWouldBecomeHugeAreRefused() {
        RawArray.Bytes stripe = Pictures.pattern(100_000, 1);
        assertThrows(InvalidInputException.class, () -> new Framing.Cropped(256, 224).frame("stripe", stripe));
        assertThrows(IllegalArgumentException.class, () -> new Framing.Cropped(224, 256));
        assertThrows(IllegalArgumentException.class, () -> new Framing.Stretched(1 << 20, 1 << 20));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
