package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to a file, it is read as an array that is as large as it says, or refused in one message. */
class HostileFilesTest {
    private static final int MUTATIONS = 60;

    @TempDir
    Path folder;

    static List<Kind> kinds() {
        Content png = () -> picture("png");
        return List.of(
                new Kind("a.npy", HostileFilesTest::npy, file -> readAll(NpyReader.read(file))),
                new Kind("a.npz", HostileFilesTest::npy, file -> readAll(NpzReader.read(file, List.of("x"))))
                        .wrapped(HostileFilesTest::zip),
                new Kind("a.idx", HostileFilesTest::idx, file -> readAll(IdxReader.read(file))),
                new Kind("a.idx.gz", HostileFilesTest::idx, file -> readAll(IdxReader.read(file)))
                        .wrapped(HostileFilesTest::gzip),
                new Kind("a.png", png, file -> readAll(ImageFile.read(file))).wrapped(HostileFilesTest::withChecksums),
                new Kind("a.jpg", () -> picture("jpg"), file -> readAll(ImageFile.read(file))),
                new Kind(
                                "images/a/0.png",
                                png,
                                file -> readAll(images(file.resolve("../..").normalize())))
                        .wrapped(HostileFilesTest::withChecksums),
                new Kind(
                        "a.csv",
                        text("a,\"b\",y\n1.5,-2,0\n3e2,\"4\",1\n5,6,0\n1.0,-2,1\n0,0,1\n"),
                        file -> readAll(table(file))),
                new Kind(
                        "labels.json",
                        text("[3, 1, 4, 1, 5, 9, 2, 6]"),
                        file -> assertEquals(4, Cifar10.labels(file, 2, 4).length)),
                new Kind(
                        "classes.txt",
                        text("cat\ndog\n\nfrog\r\n"),
                        file -> assertTrue(ClassNames.read(file).stream().noneMatch(String::isBlank))),
                new Kind(
                        "characters.txt",
                        text("a\nb\né\n中\n \n"),
                        file -> assertTrue(new CharacterList(file).contains(' '))));
    }

    /**
     * A format.
     *
     * @param inside what a checksum or a compression keeps from being damaged unseen
     * @param wrapping puts it into the file
     * @param reader reads the file to its last value
     */
    record Kind(String file, Content inside, Wrapping wrapping, Consumer<Path> reader) implements Attack.Target {
        Kind(String file, Content content, Consumer<Path> reader) {
            this(file, content, bytes -> bytes, reader);
        }

        Kind wrapped(Wrapping by) {
            return new Kind(file, inside, by, reader);
        }

        byte[] sound() throws IOException {
            return wrapping.wrap(inside.bytes());
        }

        /** Images lie beside others, in folders. */
        @Override
        public void prepare(Path folder) throws IOException {
            for (String name : List.of("a", "b")) {
                Path images = Files.createDirectories(folder.resolve("images").resolve(name));
                Files.write(images.resolve("1.png"), picture("png"));
                Files.write(images.resolve("2.jpg"), picture("jpg"));
            }
        }

        @Override
        public byte[] damaged(Random random) throws IOException {
            return random.nextBoolean()
                    ? wrapping.wrap(Mutator.damage(inside.bytes(), random))
                    : Mutator.damage(sound(), random);
        }

        @Override
        public void read(Path file) {
            reader.accept(file);
        }

        @Override
        public String toString() {
            return file.replace('/', '-');
        }
    }

    interface Content {
        byte[] bytes() throws IOException;
    }

    interface Wrapping {
        byte[] wrap(byte[] bytes) throws IOException;
    }

    private static Content text(String text) {
        return () -> text.getBytes(StandardCharsets.UTF_8);
    }

    private static DataSource images(Path folder) {
        return new ImageSource(
                folder, Optional.empty(), Optional.empty(), new Framing.AsStored(), Colors.RGB, Preprocessing.PIXELS);
    }

    private static DataSource table(Path file) {
        return new TableSource(file, Optional.empty(), KnownColumns.label("y"), true, Preprocessing.NONE);
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
            zip.putNextEntry(new ZipEntry("x.npy"));
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
            if (end < at + 8L || end + 4 > bytes.length) {
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
    @MethodSource("kinds")
    void mutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        kind.prepare(folder);
        Path file = folder.resolve(kind.file());
        Files.write(file, kind.sound());
        kind.read(file);
        Attack.withSeeds(kind, folder, 0, MUTATIONS);
    }

    @Tag("fuzz")
    @ParameterizedTest
    @MethodSource("kinds")
    void manyMutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        Attack.forMinutes(kind.toString(), List.of(kind), folder);
    }
}
