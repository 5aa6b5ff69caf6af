package dev.vernier.evaluator.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages files of any kind: bits, bytes and stretches of them, whole numbers of two to eight bytes as headers have
 * them, and numbers and marks as texts have them.
 */
public final class Mutator {
    private static final int HEADER = 64;
    private static final byte[] VALUES = {0, 1, 2, 8, 0x7f, (byte) 0x80, (byte) 0xff, ',', '"', '\n', '(', '-', '9'};
    private static final long[] CLAIMS = {
        0,
        1,
        -1,
        255,
        65_535,
        65_536,
        1 << 20,
        1 << 24,
        1 << 28,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final List<String> TEXTS = List.of(
            "0",
            "-1",
            "1e400",
            "-1e-400",
            "NaN",
            ".inf",
            "2147483648",
            "9".repeat(400),
            "0x10",
            "1_000",
            "",
            ",",
            ":",
            "\t",
            "\r",
            "\"",
            "'",
            "[",
            "{",
            "&a",
            "*a",
            "!!int ",
            "#",
            "- ",
            "? ",
            "|",
            "\u0000",
            "\uFEFF",
            "\n---\n",
            "true",
            "~");

    private Mutator() {}

    /** A number of the kind that checks forget. */
    public static long claim(Random random) {
        return CLAIMS[random.nextInt(CLAIMS.length)];
    }

    /** The bytes with one to four damages, many of them near the beginning. */
    public static byte[] damage(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
            bytes = damageOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] damageOnce(byte[] bytes, Random random) {
        int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(HEADER, bytes.length));
        int end = at + Math.min(1 + random.nextInt(random.nextInt(8) == 0 ? bytes.length : 8), bytes.length - at);
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(bytes, at, end, VALUES[random.nextInt(VALUES.length)]);
            case 3 -> {
                return splice(bytes, at, end, new byte[0]);
            }
            case 4 -> {
                int to = random.nextInt(bytes.length + 1);
                return splice(bytes, to, to, Arrays.copyOfRange(bytes, at, end));
            }
            case 5 -> claim(bytes, at, random);
            case 6 -> {
                return number(bytes, at, random);
            }
            case 7 -> {
                return splice(bytes, at, at, text(random));
            }
            default -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }

    private static void claim(byte[] bytes, int at, Random random) {
        int width = 1 << (1 + random.nextInt(3));
        if (at + width > bytes.length) {
            return;
        }
        ByteBuffer buffer =
                ByteBuffer.wrap(bytes).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long value = claim(random);
        switch (width) {
            case 2 -> buffer.putShort(at, (short) value);
            case 4 -> buffer.putInt(at, (int) value);
            default -> buffer.putLong(at, value);
        }
    }

    /** Another text for the next number that is written in digits. */
    private static byte[] number(byte[] bytes, int from, Random random) {
        int start = from;
        while (start < bytes.length && !isDigit(bytes[start])) {
            start++;
        }
        int end = start;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        return splice(bytes, start, end, text(random));
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static byte[] text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] instead) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(bytes, 0, from);
        result.writeBytes(instead);
        result.write(bytes, to, bytes.length - to);
        return result.toByteArray();
    }
}
