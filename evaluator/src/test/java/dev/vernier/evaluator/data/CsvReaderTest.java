package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsNumbersBesideTheirLabels() throws IOException {
        CsvReader.Table table =
                read("\ufeffa,\"the \"\"kind\"\", or\nso\",b\r\n1, 0 ,-2.5e1\r\n\n\".5\",2,+4", "the \"kind\", or\nso");
        assertEquals(List.of("a", "the \"kind\", or\nso", "b"), table.columns());
        assertEquals(Shape.of(2, 2), table.features().shape());
        assertArrayEquals(new float[] {1, -25, 0.5f, 4}, table.features().elements());
        assertEquals(
                List.of(new Target.OfClass(0), new Target.OfClass(2)),
                table.targets().list());
    }

    @Test
    void columnsWithoutNamesAreNumbered() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "3,1.5\n4,2.5\n");
        CsvReader.Table table = CsvReader.read(file, label("1"), false);
        assertEquals(
                List.of(new Target.OfClass(3), new Target.OfClass(4)),
                table.targets().list());
        assertArrayEquals(new float[] {1.5f, 2.5f}, table.features().elements());
    }

    @Test
    void growsWithTheFile() throws IOException {
        StringBuilder text = new StringBuilder("y,a,b,c\n");
        for (int i = 0; i < 3000; i++) {
            text.append(i % 5).append(',').append(i).append(',').append(-i).append(",0.5\n");
        }
        CsvReader.Table table = read(text.toString(), "y");
        assertEquals(Shape.of(3000, 3), table.features().shape());
        assertEquals(-2999, table.features().elements()[2999 * 3 + 1]);
        assertEquals(new Target.OfClass(4), table.targets().list().get(2999));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a,y;1,0;x,1 | :3, column 1: 'x' of 'a' is no number.",
                "a,y;1,0;,1 | :3, column 1: '' of 'a' is no number.",
                "a,y;1,0;NaN,1 | :3, column 1: 'NaN' of 'a' is no number.",
                "a,y;1,0;0x1p3,1 | :3, column 1: '0x1p3' of 'a' is no number.",
                "a,y;1,0;1e-+,1 | :3, column 1: '1e-+' of 'a' is no number.",
                "a,y;1,0;1e99,1 | :3, column 1: '1e99' of 'a' is beyond the range of floating point.",
                "a,y;1,0.5 | :2, column 2: '0.5' of 'y' is no class. Maybe number the classes from 0; numbers to be",
                "a,y;1,0;1,cat | :3, column 2: 'cat' of 'y' is no number.",
                "a,y;1,0;2 | :3, column 1: the line has 1 fields, and the first has 2.",
                "a,y;1,0;2,1,3 | :3, column 2: the line has 3 fields, and the first has 2.",
                "a,Y;1,0 | :1, column 1: no column is named 'y'.",
                "y,y;1,0 | :1, column 2: a second column is named 'y'.",
                "a,y; | :2, column 1: no samples follow the names of the columns.",
                "y;1 | :1, column 1: there is only one column. Maybe values are separated by something else than commas",
                "a,y;1,\"0 | :2: the quote of line 2 is never closed.",
                "a,y;1,\"0\"1 | :2: text follows a closing quote.",
                "a,y;1,0\" | :2: a quote stands in the middle of a field.",
            })
    void saysWhereATableIsWrong(String text, String message) throws IOException {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> read(text.replace(";", "\n"), "y"));
        assertTrue(refused.getMessage().startsWith(folder.resolve("x.csv") + message), refused.getMessage());
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("b.csv"), new byte[] {'a', ',', 'y', '\n', (byte) 0xff, (byte) 0xfe});
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> CsvReader.read(file, label("y"), true));
        assertTrue(refused.problem().contains("no UTF-8 text"), refused.getMessage());
        Path none = folder.resolve("none.csv");
        assertThrows(InvalidInputException.class, () -> CsvReader.read(none, label("y"), true));
        Path quote =
                Files.writeString(folder.resolve("q.csv"), "a,y\n\"" + "x".repeat(1 << 17), StandardCharsets.US_ASCII);
        refused = assertThrows(InvalidInputException.class, () -> CsvReader.read(quote, label("y"), true));
        assertTrue(refused.problem().contains("more than 65536 characters"), refused.getMessage());
    }

    @Test
    void tablesMakeSplits() throws IOException {
        Path training = Files.writeString(folder.resolve("train.csv"), "a,y\n1,0\n2,1\n3,0\n4,1\n");
        Path test = Files.writeString(folder.resolve("test.csv"), "a,y\n5,1\n");
        Preprocessing halves = new Preprocessing(Layout.NCHW, 0.5, List.of(), List.of());
        DataSource source = new TableSource(training, Optional.of(test), KnownColumns.label("y"), true, halves);
        SplitRequest request = new SplitRequest(2, 2, OptionalInt.empty(), 1);
        Splits splits = source.open(request);
        float[] sample = new float[1];
        splits.test().read(0, sample, 0);
        assertEquals(2.5f, sample[0]);
        assertEquals(1, splits.test().label(0));
        InvalidInputException label = assertThrows(InvalidInputException.class, () -> source.requireTold(splits, 1));
        assertTrue(
                label.getMessage().contains("its labels go up to 1, and the model tells only 1"), label.getMessage());
        Files.writeString(test, "b,y\n5,1\n");
        assertThrows(InvalidInputException.class, () -> source.open(request));
    }

    @Test
    void namesOfClassesAreNumberedAsTheySortOrAsAListSays() throws IOException {
        Path training = Files.writeString(folder.resolve("train.csv"), "y,a\nowl,1\ncat,2\nowl,3\ndog,4\n");
        Path test = Files.writeString(folder.resolve("test.csv"), "y,a\nowl,1\n");
        SplitRequest request = new SplitRequest(2, 2, OptionalInt.empty(), 1);
        Splits sorted = table(training, test, Optional.empty()).open(request);
        assertEquals(3, sorted.test().classes());
        assertEquals(2, sorted.test().label(0));
        Path classes = Files.writeString(folder.resolve("classes.txt"), "owl\nbat\ncat\ndog\n");
        assertEquals(
                0,
                table(training, test, Optional.of(classes)).open(request).test().label(0));
        Files.writeString(test, "y,a\nemu,1\n");
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> table(training, test, Optional.empty())
                        .open(request));
        assertTrue(refused.getMessage().contains("'emu' of 'y' is none of the classes"), refused.getMessage());
    }

    private static DataSource table(Path training, Path test, Optional<Path> classes) {
        return new TableSource(
                training,
                Optional.of(test),
                new KnownColumns(Optional.of("y"), classes, List.of()),
                true,
                Preprocessing.NONE);
    }

    @Test
    void columnsOfNumbersAreWhatIsToBeComputed() throws IOException {
        Path file = Files.writeString(folder.resolve("x.csv"), "t,a,u\n1.5,2,-3\n0,1,4\n");
        CsvReader.Table table = CsvReader.read(
                file, new TargetColumns(new KnownColumns(Optional.empty(), Optional.empty(), List.of("u", "t"))), true);
        assertEquals(Truth.VALUES, table.targets().truth());
        assertArrayEquals(
                new float[] {-3, 1.5f}, ((Target.Values) table.targets().list().getFirst()).values());
        assertArrayEquals(new float[] {2, 1}, table.features().elements());
    }

    private static TargetColumns label(String column) {
        return new TargetColumns(KnownColumns.label(column));
    }

    private CsvReader.Table read(String text, String label) throws IOException {
        return CsvReader.read(Files.writeString(folder.resolve("x.csv"), text), label(label), true);
    }
}
