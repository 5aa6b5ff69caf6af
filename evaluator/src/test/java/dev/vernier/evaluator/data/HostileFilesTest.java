package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.testing.Attack;
import dev.vernier.evaluator.testing.Mutator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done to a file, it is read as an array that is as large as it says, or refused in one message. */
class HostileFilesTest {
    private static final int MUTATIONS = 60;

    @TempDir
    Path folder;

    enum Kind implements Attack.Target {
        NPY("a.npy") {
            @Override
            byte[] sound() {
                return npy();
            }

            @Override
            public void read(Path file) {
                readAll(NpyReader.read(file));
            }
        },
        NPZ("a.npz") {
            @Override
            byte[] sound() throws IOException {
                return zip(npy());
            }

            @Override
            byte[] damagedInside(Random random) throws IOException {
                return zip(Mutator.damage(npy(), random));
            }

            @Override
            public void read(Path file) {
                readAll(NpzReader.read(file, List.of("images", "x")));
            }
        },
        IDX("a.idx") {
            @Override
            byte[] sound() {
                return idx();
            }

            @Override
            public void read(Path file) {
                readAll(IdxReader.read(file));
            }
        },
        IDX_GZ("a.idx.gz") {
            @Override
            byte[] sound() throws IOException {
                return gzip(idx());
            }

            @Override
            byte[] damagedInside(Random random) throws IOException {
                return gzip(Mutator.damage(idx(), random));
            }

            @Override
            public void read(Path file) {
                readAll(IdxReader.read(file));
            }
        },
        PNG("a.png") {
            @Override
            byte[] sound() throws IOException {
                return picture("png");
            }

            @Override
            byte[] damagedInside(Random random) throws IOException {
                return withChecksums(Mutator.damage(sound(), random));
            }

            @Override
            public void read(Path file) {
                readAll(ImageFile.read(file));
            }
        },
        JPEG("a.jpg") {
            @Override
            byte[] sound() throws IOException {
                return picture("jpg");
            }

            @Override
            public void read(Path file) {
                readAll(ImageFile.read(file));
            }
        },
        IMAGE_FOLDER("images/a/0.png") {
            @Override
            byte[] sound() throws IOException {
                return picture("png");
            }

            @Override
            byte[] damagedInside(Random random) throws IOException {
                return withChecksums(Mutator.damage(sound(), random));
            }

            @Override
            public void prepare(Path folder) throws IOException {
                for (String name : List.of("a", "b")) {
                    Path images =
                            Files.createDirectories(folder.resolve("images").resolve(name));
                    Files.write(images.resolve("1.png"), sound());
                    Files.write(images.resolve("2.jpg"), picture("jpg"));
                }
            }

            @Override
            public void read(Path file) {
                Path images = file.resolve("../..").normalize();
                readAll(new ImageSource(
                        images,
                        Optional.empty(),
                        Optional.empty(),
                        new Framing.AsStored(),
                        Colors.RGB,
                        Preprocessing.PIXELS));
            }
        },
        CSV("a.csv") {
            @Override
            byte[] sound() {
                return "a,\"b\",y\n1.5,-2,0\n3e2,\"4\",1\n5,6,0\n1.0,-2,1\n0,0,1\n".getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public void read(Path file) {
                readAll(new TableSource(file, Optional.empty(), KnownColumns.label("y"), true, Preprocessing.NONE));
            }
        },
        LABELS("a.json") {
            @Override
            byte[] sound() {
                return "[3, 1, 4, 1, 5, 9, 2, 6]".getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public void read(Path file) {
                assertTrue(Cifar10.labels(file, 2, 4).length == 4);
            }
        },
        CLASSES("classes.txt") {
            @Override
            byte[] sound() {
                return "cat\ndog\n\nfrog\r\n".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void read(Path file) {
                assertTrue(ClassNames.read(file).stream().noneMatch(String::isBlank));
            }
        },
        CHARACTERS("characters.txt") {
            @Override
            byte[] sound() {
                return "a\nb\né\n中\n \n".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void read(Path file) {
                assertTrue(new CharacterList(file).contains(' '));
            }
        };

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        abstract byte[] sound() throws IOException;

        /** Damaged below what a checksum or a compression would tell at once. */
        byte[] damagedInside(Random random) throws IOException {
            return Mutator.damage(sound(), random);
        }

        @Override
        public String file() {
            return file;
        }

        @Override
        public byte[] damaged(Random random) throws IOException {
            return random.nextBoolean() ? damagedInside(random) : Mutator.damage(sound(), random);
        }
    }

    private static void readAll(RawArray array) {
        int elements = Math.toIntExact(array.shape().elements());
        for (int i = 0; i < elements; i++) {
            array.get(i);
        }
    }

    private static void readAll(DataSource source) {
        Splits splits = source.open(new SplitRequest(1, 2, OptionalInt.empty(), 1));
        for (Dataset split : List.of(splits.calibration(), splits.search(), splits.test())) {
            float[] sample = new float[Math.toIntExact(split.sampleShape().elements())];
            for (int i = 0; i < split.size(); i++) {
                split.read(i, sample, 0);
                for (float value : sample) {
                    assertTrue(Float.isFinite(value), "samples are finite");
                }
            }
        }
    }

    private static byte[] npy() {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
        return NpyReaderTest.npyBytes(1, header, NpyReaderTest.floats(1, 2, 3, 4, 5, 6));
    }

    private static byte[] zip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("images.npy"));
            zip.write(content);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
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

    @ParameterizedTest
    @EnumSource
    void mutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        kind.prepare(folder);
        Path file = folder.resolve(kind.file());
        Files.write(file, kind.sound());
        kind.read(file);
        Attack.withSeeds(kind, folder, 0, MUTATIONS);
    }

    @Tag("fuzz")
    @ParameterizedTest
    @EnumSource
    void manyMutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        Attack.forMinutes(kind.toString(), List.of(kind), folder);
    }
}
