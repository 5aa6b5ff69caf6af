package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is done to a file, it is read as an array that is as large as it says, or refused in one message. {@code main}
 * does the same for as many minutes as it is told.
 */
class HostileFilesTest {
    private static final int MUTATIONS = 60;
    private static final byte[] VALUES = {0, 1, 2, 8, 0x7f, (byte) 0x80, (byte) 0xff, ',', '"', '\n', '(', '-', '9'};

    @TempDir
    Path folder;

    enum Kind {
        NPY("a.npy") {
            @Override
            byte[] sound() {
                return npy();
            }

            @Override
            RawArray read(Path file) {
                return NpyReader.read(file);
            }
        },
        NPZ("a.npz") {
            @Override
            byte[] sound() throws IOException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                    zip.putNextEntry(new ZipEntry("images.npy"));
                    zip.write(npy());
                    zip.closeEntry();
                }
                return bytes.toByteArray();
            }

            @Override
            RawArray read(Path file) {
                return NpzReader.read(file, List.of("images", "x"));
            }
        },
        IDX("a.idx") {
            @Override
            byte[] sound() {
                return idx();
            }

            @Override
            RawArray read(Path file) {
                return IdxReader.read(file);
            }
        },
        IDX_GZ("a.idx.gz") {
            @Override
            byte[] sound() throws IOException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                    gzip.write(idx());
                }
                return bytes.toByteArray();
            }

            @Override
            RawArray read(Path file) {
                return IdxReader.read(file);
            }
        },
        PNG("a.png") {
            @Override
            byte[] sound() throws IOException {
                return picture("png");
            }

            @Override
            RawArray read(Path file) {
                return ImageFile.read(file);
            }
        },
        JPEG("a.jpg") {
            @Override
            byte[] sound() throws IOException {
                return picture("jpg");
            }

            @Override
            RawArray read(Path file) {
                return ImageFile.read(file);
            }
        },
        CSV("a.csv") {
            @Override
            byte[] sound() {
                return "a,\"b\",y\n1.5,-2,0\n3e2,\"4\",1\n5,6,0\n".getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            RawArray read(Path file) {
                return CsvReader.read(file, new TargetColumns(KnownColumns.label("y")), true)
                        .features();
            }
        },
        LABELS("a.json") {
            @Override
            byte[] sound() {
                return "[3, 1, 4, 1, 5, 9, 2, 6]".getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            RawArray read(Path file) {
                return new RawArray.Integers(Shape.of(4), Cifar10.labels(file, 2, 4));
            }
        };

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        abstract byte[] sound() throws IOException;

        abstract RawArray read(Path file);

        private static byte[] npy() {
            String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
            return NpyReaderTest.npyBytes(1, header, NpyReaderTest.floats(1, 2, 3, 4, 5, 6));
        }

        private static byte[] idx() {
            return ByteBuffer.allocate(18)
                    .put(new byte[] {0, 0, 8, 2})
                    .putInt(2)
                    .putInt(3)
                    .put(new byte[] {1, 2, 3, 4, 5, 6})
                    .array();
        }

        private static byte[] picture(String format) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(Pictures.image(Pictures.pattern(20, 14)), format, bytes);
            return bytes.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void mutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        byte[] sound = kind.sound();
        Path file = folder.resolve(kind.file);
        Files.write(file, sound);
        assertTrue(kind.read(file).shape().elements() > 0, "the sound file is read");
        for (long seed = 0; seed < MUTATIONS; seed++) {
            check(kind, sound, file, seed);
        }
    }

    private static void check(Kind kind, byte[] sound, Path file, long seed) throws IOException {
        Files.write(file, mutate(sound, new Random(seed), kind == Kind.PNG));
        String what = kind + ", seed " + seed;
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> readOrRefuse(kind, file, what), what);
    }

    private static void readOrRefuse(Kind kind, Path file, String what) {
        try {
            RawArray array = kind.read(file);
            int elements = Math.toIntExact(array.shape().elements());
            for (int i = 0; i < elements; i++) {
                array.get(i);
            }
        } catch (InvalidInputException e) {
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        }
    }

    /** One to four places are overwritten, cut out, repeated or cut off. */
    private static byte[] mutate(byte[] sound, Random random, boolean png) {
        byte[] bytes = sound.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            if (bytes.length == 0) {
                return bytes;
            }
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(8), bytes.length - at);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = VALUES[random.nextInt(VALUES.length)];
                case 2 -> Arrays.fill(bytes, at, at + length, VALUES[random.nextInt(VALUES.length)]);
                case 3 -> bytes = splice(bytes, at, at + length, new byte[0]);
                case 4 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return png && random.nextBoolean() ? withChecksums(bytes) : bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] instead) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(bytes, 0, from);
        result.writeBytes(instead);
        result.write(bytes, to, bytes.length - to);
        return result.toByteArray();
    }

    /** Makes the checksums of a PNG file right again, so that more than those is tested. */
    private static byte[] withChecksums(byte[] bytes) {
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int at = 8;
        while (at + 12 <= bytes.length) {
            long end = at + 8L + file.getInt(at);
            if (end < at || end + 4 > bytes.length) {
                break;
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes, at + 4, (int) end - at - 4);
            file.putInt((int) end, (int) checksum.getValue());
            at = (int) end + 4;
        }
        return bytes;
    }

    /** @param args how many minutes, and the seed to begin with */
    public static void main(String[] args) throws IOException {
        long end =
                System.nanoTime() + Duration.ofMinutes(Long.parseLong(args[0])).toNanos();
        Path folder = Files.createTempDirectory("hostile");
        long seed = Long.parseLong(args[1]);
        for (; System.nanoTime() < end; seed++) {
            for (Kind kind : Kind.values()) {
                check(kind, kind.sound(), folder.resolve(kind.file), seed);
            }
        }
        System.out.println("the next seed is " + seed);
    }
}
