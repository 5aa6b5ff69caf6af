package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnTextTest {
    private static final Shape SHAPE = Shape.of(3, 24, 96);
    private static final Preprocessing CENTRED = new Preprocessing(Layout.NCHW, 1 / 255.0, List.of(0.5), List.of(0.5));

    @TempDir
    private Path folder = Path.of("");

    private static Dataset orientations(long seed) {
        return new DrawnText("data", 60, SHAPE, Optional.empty(), CENTRED, seed);
    }

    private Path characters(String more) throws IOException {
        String all = IntStream.rangeClosed('!', 'z')
                .mapToObj(Character::toString)
                .collect(Collectors.joining("\n", "", "\n" + more));
        return Files.writeString(folder.resolve("characters.txt"), all);
    }

    @Test
    void equalSeedsGiveEqualImages() {
        assertEquals(orientations(4).fingerprint(), orientations(4).fingerprint());
        assertNotEquals(orientations(4).fingerprint(), orientations(5).fingerprint());
    }

    @Test
    void imagesShowInkOnPaperAndGreyBehindTheText() {
        Dataset lines = orientations(1);
        float[] image = new float[Math.toIntExact(SHAPE.elements())];
        int padded = 0;
        for (int sample = 0; sample < lines.size(); sample++) {
            lines.read(sample, image, 0);
            double low = IntStream.range(0, image.length)
                    .mapToDouble(i -> image[i])
                    .min()
                    .orElseThrow();
            double high = IntStream.range(0, image.length)
                    .mapToDouble(i -> image[i])
                    .max()
                    .orElseThrow();
            assertTrue(high - low > 0.5, "sample " + sample + " lies within " + low + "…" + high);
            assertTrue(low >= -1 && high <= 1);
            padded += Math.abs(image[SHAPE.get(2) - 1]) < 0.005 ? 1 : 0;
        }
        assertTrue(padded > 0, "all lines fill their images");
    }

    @Test
    void halfOfTheLinesAreUpsideDown() {
        Dataset lines = orientations(2);
        long turned = IntStream.range(0, lines.size())
                .filter(i -> lines.label(i) == 1)
                .count();
        assertTrue(turned > 15 && turned < 45, turned + " of 60");
        assertEquals(Truth.CLASS, lines.truth());
        assertEquals(2, lines.classes());
    }

    @Test
    void theSameLineUpsideDownIsTheImageTurned() {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        TextDrawing drawing = new TextDrawing(20, 40);
        // Bounds decide the scale, so a text as wide as the image leaves no padding.
        byte[] upright = drawing.draw("vernier vernier", font, false, new SplittableRandom(3));
        byte[] turned = drawing.draw("vernier vernier", font, true, new SplittableRandom(3));
        double difference = IntStream.range(0, upright.length)
                .mapToDouble(i -> Math.abs((upright[i] & 0xff) - (turned[turned.length - 1 - i] & 0xff)))
                .average()
                .orElseThrow();
        assertTrue(difference < 12, "they differ by " + difference + " in the mean");
    }

    @Test
    void labelsAreTheNumbersOfTheCharacters() throws IOException {
        CharacterList list = new CharacterList(characters("é"));
        assertArrayEquals(new int[] {'H' - '!' + 1, 'i' - '!' + 1}, list.classes("Hi"));
        assertEquals('z' - '!' + 1 + 3, list.count(), "blank, characters, é, space");
        assertArrayEquals(new int[] {list.count() - 1}, list.classes(" "));
        Dataset lines = new DrawnText("data", 20, SHAPE, Optional.of(list), CENTRED, 3);
        assertEquals(Truth.LABELS, lines.truth());
        for (int sample = 0; sample < lines.size(); sample++) {
            int[] labels = ((Target.Labels) lines.target(sample)).labels();
            assertTrue(labels.length >= 3 && labels.length <= 19);
        }
    }

    @Test
    void refusesListsThatAreNone() throws IOException {
        Path twoInALine = characters("ab");
        assertEquals(
                twoInALine + ":91: the line holds 2 characters instead of one. Maybe another file was meant.",
                assertThrows(InvalidInputException.class, () -> new CharacterList(twoInALine))
                        .getMessage());
        Path digits = Files.writeString(folder.resolve("digits.txt"), "1\n2\n");
        CharacterList list = new CharacterList(digits);
        assertTrue(assertThrows(
                        InvalidInputException.class,
                        () -> new DrawnText("data", 1, SHAPE, Optional.of(list), CENTRED, 1))
                .getMessage()
                .startsWith("data: the list of characters lacks 'a'."));
    }
}
