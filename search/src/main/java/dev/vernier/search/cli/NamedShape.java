package dev.vernier.search.cli;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** An input and the shape of one sample of it, as people write them: {@code x=3x224x224}. */
record NamedShape(String input, Shape shape) {
    private static final Pattern FORM = Pattern.compile("(.+)=([1-9][0-9]{0,8}(?:x[1-9][0-9]{0,8})*)");

    static SortedMap<String, Shape> byInput(List<NamedShape> all) {
        SortedMap<String, Shape> shapes = new TreeMap<>();
        for (NamedShape each : all) {
            if (shapes.put(each.input(), each.shape()) != null) {
                throw new InvalidInputException(
                        "--input", "the shape of '" + each.input() + "' is given twice", "leave one out");
            }
        }
        return shapes;
    }

    /** Reads them. */
    static final class Converter implements ITypeConverter<NamedShape> {
        @Override
        public NamedShape convert(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new InvalidInputException(
                        "--input",
                        "'" + text + "' is no name of an input and shape of one sample",
                        "write '--input x=3x224x224', without the batch");
            }
            int[] extents = Arrays.stream(parts.group(2).split("x", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new NamedShape(parts.group(1), Shape.of(extents));
        }
    }
}
