package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Data that are part of this program.
 *
 * @param name one of {@link #NAMES}
 */
public record BuiltinSource(String name) implements DataSource {
    private static final String IMAGES = "fashion-mnist";

    /** All there are. */
    public static final List<String> NAMES = Stream.concat(Stream.of(IMAGES), GeneratedData.NAMES.stream())
            .sorted()
            .toList();

    /**
     * @throws InvalidInputException when there is no such set
     */
    public BuiltinSource {
        if (!NAMES.contains(name)) {
            throw new InvalidInputException(
                    "builtin:" + name, "no data of this name are built in", "one of " + NAMES + " was meant");
        }
    }

    @Override
    public Splits open(SplitRequest request) {
        boolean images = name.equals(IMAGES);
        Dataset training = images ? FashionMnist.embeddedTraining() : GeneratedData.heldOut(name);
        Dataset test = images ? FashionMnist.embeddedTest() : GeneratedData.test(name);
        return Cut.of(new Cut.Part(place(), training), Optional.of(new Cut.Part(place(), test)), request);
    }

    @Override
    public boolean hasTestPart() {
        return true;
    }

    @Override
    public String place() {
        return "builtin:" + name;
    }
}
