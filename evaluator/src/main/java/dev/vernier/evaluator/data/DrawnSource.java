package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lines of text that are drawn for the run, with the fonts that are installed: for recognisers of text, and networks that
 * tell whether a line is upside down.
 *
 * @param height of the images, in pixels; likewise the width
 * @param characters a text file with the recogniser's characters, one in each line; empty for orientations
 * @param colors how many channels show the grey of the lines
 * @param preprocessing of all images; the layout does not matter
 */
public record DrawnSource(int height, int width, Optional<Path> characters, Colors colors, Preprocessing preprocessing)
        implements DataSource {
    private static final int DEFAULT_TEST = 1000;
    private static final long MAX_BYTES = 1L << 30;

    @Override
    public Splits open(SplitRequest request) {
        int test = request.test().orElse(DEFAULT_TEST);
        long samples = (long) request.calibration() + request.search() + test;
        if (samples * height * width > MAX_BYTES) {
            throw new InvalidInputException(
                    place(),
                    samples + " images of " + width + "×" + height + " pixels do not fit into a gigabyte",
                    "fewer samples would do");
        }
        Dataset drawn = new DrawnText(
                place(),
                (int) samples,
                Shape.of(colors.channels(), height, width),
                characters.map(CharacterList::new),
                preprocessing,
                request.seed());
        return Cut.of(new Cut.Part(place(), drawn), Optional.empty(), request);
    }

    @Override
    public boolean hasTestPart() {
        return false;
    }

    @Override
    public String place() {
        return characters.map(Path::toString).orElse("drawn text");
    }
}
