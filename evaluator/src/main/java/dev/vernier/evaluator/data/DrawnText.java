package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines of random words, drawn with the fonts that are installed: images whose text is known exactly. Equal seeds give
 * equal images on a machine; another has other fonts.
 */
final class DrawnText implements Dataset {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final Set<String> LOGICAL_FONTS =
            Set.of(Font.DIALOG, Font.DIALOG_INPUT, Font.MONOSPACED, Font.SANS_SERIF, Font.SERIF);
    private static final int MIN_WORD = 3;
    private static final int MAX_WORD = 9;

    private final byte[][] images;
    private final Target[] targets;
    private final Truth truth;
    private final int classes;
    private final Shape shape;
    private final Preprocessing preprocessing;
    private final Fingerprint fingerprint = new Fingerprint(this);

    /**
     * @param samples how many lines, at least 1
     * @param shape of a sample: channels, height, width; all channels show the same grey
     * @param characters what to tell about a line: its characters' classes; empty for whether it is upside down, 0 or 1
     * @throws InvalidInputException when no font can draw letters and digits, or the characters lack them
     */
    DrawnText(
            String place,
            int samples,
            Shape shape,
            Optional<CharacterList> characters,
            Preprocessing preprocessing,
            long seed) {
        this.shape = shape;
        this.preprocessing = preprocessing;
        this.truth = characters.isPresent() ? Truth.LABELS : Truth.CLASS;
        this.classes = characters.map(CharacterList::count).orElse(2);
        this.images = new byte[samples][];
        this.targets = new Target[samples];
        characters.ifPresent(known -> requireLetters(place, known));
        List<Font> fonts = fonts(place);
        TextDrawing drawing = new TextDrawing(shape.get(1), shape.get(2));
        IntStream.range(0, samples).parallel().forEach(index -> {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
            String text = text(random);
            boolean turned = characters.isEmpty() && random.nextBoolean();
            images[index] = drawing.draw(text, fonts.get(random.nextInt(fonts.size())), turned, random);
            targets[index] = characters
                    .<Target>map(known -> new Target.Labels(known.classes(text)))
                    .orElseGet(() -> new Target.OfClass(turned ? 1 : 0));
        });
    }

    private static void requireLetters(String place, CharacterList known) {
        (LETTERS + LETTERS.toUpperCase(Locale.ROOT) + DIGITS)
                .chars()
                .filter(character -> !known.contains(character))
                .findFirst()
                .ifPresent(missing -> {
                    throw new InvalidInputException(
                            place,
                            "the list of characters lacks '" + (char) missing + "'",
                            "the list belongs to a recogniser of another script");
                });
    }

    /** The fonts that are installed and draw all letters and digits, in an order of their own. */
    private static List<Font> fonts(String place) {
        List<Font> fonts = Arrays.stream(
                        GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts())
                .filter(font -> !LOGICAL_FONTS.contains(font.getFamily()))
                .filter(font -> font.canDisplayUpTo(LETTERS + LETTERS.toUpperCase(Locale.ROOT) + DIGITS) < 0)
                .sorted(Comparator.comparing(Font::getPSName))
                .collect(Collectors.toCollection(ArrayList::new));
        if (fonts.isEmpty()) {
            throw new InvalidInputException(
                    place, "no installed font draws letters and digits", "on Debian, install fonts-dejavu-core");
        }
        return fonts;
    }

    /** A word or two: in small letters, with a capital, in capitals, or a number. */
    private static String text(SplittableRandom random) {
        String first = word(random);
        return random.nextInt(3) == 0 ? first + " " + word(random) : first;
    }

    private static String word(SplittableRandom random) {
        int length = random.nextInt(MIN_WORD, MAX_WORD + 1);
        int kind = random.nextInt(5);
        String from = kind == 0 ? DIGITS : LETTERS;
        String word = IntStream.range(0, length)
                .mapToObj(_ -> String.valueOf(from.charAt(random.nextInt(from.length()))))
                .collect(Collectors.joining());
        return switch (kind) {
            case 1 -> word.toUpperCase(Locale.ROOT);
            case 2 -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
            default -> word;
        };
    }

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("", shape));
    }

    @Override
    public int size() {
        return images.length;
    }

    @Override
    public Truth truth() {
        return truth;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void read(int index, int input, float[] into, int offset) {
        Objects.checkIndex(input, 1);
        Objects.checkFromIndexSize(offset, Math.toIntExact(shape.elements()), into.length);
        byte[] image = images[index];
        for (int channel = 0; channel < shape.get(0); channel++) {
            for (int i = 0; i < image.length; i++) {
                into[offset + channel * image.length + i] = preprocessing.apply(image[i] & 0xff, channel);
            }
        }
    }

    @Override
    public Target target(int index) {
        return targets[index];
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }
}
