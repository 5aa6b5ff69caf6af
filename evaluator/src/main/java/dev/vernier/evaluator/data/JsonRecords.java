package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The objects of a JSON file, in an array or one after the other, as one per line: texts, numbers and truth values under
 * the names asked for. Others are passed over.
 */
final class JsonRecords implements Records {
    private static final int MAX_TEXT_CHARACTERS = 1 << 16;

    private final Path file;
    private final List<String> columns;
    private final JsonParser parser;
    private boolean inArray;
    private long record;

    /** @throws InvalidInputException when there is no such file */
    JsonRecords(Path file, List<String> columns) {
        this.file = file;
        this.columns = List.copyOf(columns);
        InputFile.size(file);
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxStringLength(MAX_TEXT_CHARACTERS)
                .maxNumberLength(100)
                .maxNestingDepth(100)
                .build();
        try {
            parser = JsonFactory.builder()
                    .streamReadConstraints(bounds)
                    .build()
                    .createParser(tools.jackson.core.ObjectReadContext.empty(), file);
        } catch (JacksonException e) {
            throw damaged(e);
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public List<String> next() {
        try {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY && record == 0 && !inArray) {
                inArray = true;
                token = parser.nextToken();
            }
            if (token == null || (inArray && token == JsonToken.END_ARRAY)) {
                return List.of();
            }
            record++;
            if (token != JsonToken.START_OBJECT) {
                throw problem(1, "it is no object", "a list of objects was meant, such as [{\"text\": …}, …]");
            }
            return object();
        } catch (JacksonException e) {
            throw damaged(e);
        }
    }

    private List<String> object() {
        List<String> fields = new ArrayList<>(Collections.nCopies(columns.size(), null));
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            int column = columns.indexOf(parser.currentName());
            JsonToken value = parser.nextToken();
            if (column >= 0 && value != null && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                fields.set(column, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        int missing = fields.indexOf(null);
        if (missing >= 0) {
            throw problem(
                    missing + 1,
                    "there is no text and no number named '" + columns.get(missing) + "'",
                    "the field has another name");
        }
        return fields;
    }

    private InvalidInputException damaged(JacksonException e) {
        return new InvalidInputException(
                file.toString(),
                "after " + record + " records it is no sound JSON: " + ArrayInput.shown(e.getOriginalMessage()),
                "it is truncated or another file",
                e);
    }

    @Override
    public InvalidInputException problem(int column, String problem, String mend) {
        return new InvalidInputException(file + ", record " + record, problem, mend);
    }

    @Override
    public void close() {
        parser.close();
    }
}
