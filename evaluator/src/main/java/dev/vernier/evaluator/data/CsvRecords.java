package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of a file of comma-separated values, strictly as RFC 4180 says, in UTF-8: fields in quotes may hold commas,
 * line breaks and doubled quotes; lines end with LF or CRLF. Empty lines are passed over. Tabs may separate fields, too;
 * these hold neither tabs nor line breaks, and quotes are part of them.
 */
final class CsvRecords implements Closeable {
    private static final int MAX_FIELD_CHARACTERS = 1 << 16;
    private static final int MAX_FIELDS = 1 << 20;
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private final Path file;
    private final char separator;
    private final BufferedReader reader;
    private final StringBuilder field = new StringBuilder();
    private int next;
    private int line = 1;
    private int recordLine = 1;

    /**
     * @param separator between fields: a comma, or a tab, with which quotes mean nothing
     * @throws InvalidInputException when there is no such file
     */
    CsvRecords(Path file, char separator) {
        this.file = file;
        this.separator = separator;
        InputFile.size(file);
        try {
            this.reader = new BufferedReader(
                    new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()));
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
        advance();
        if (next == BYTE_ORDER_MARK) {
            advance();
        }
    }

    /** The fields of the next record; none at the end of the file. */
    List<String> next() {
        while (next == '\n' || next == '\r') {
            lineBreak();
        }
        recordLine = line;
        List<String> fields = new ArrayList<>();
        if (next == END) {
            return fields;
        }
        fields.add(field());
        while (next == separator) {
            advance();
            fields.add(field());
            if (fields.size() > MAX_FIELDS) {
                throw problem(
                        fields.size(), "there are more than " + MAX_FIELDS + " columns", "a line break is missing");
            }
        }
        if (next != END) {
            lineBreak();
        }
        return fields;
    }

    /**
     * A problem of the record read last.
     *
     * @param column counts from 1
     */
    InvalidInputException problem(int column, String problem, String mend) {
        return new InvalidInputException(file + ":" + recordLine + ", column " + column, problem, mend);
    }

    private String field() {
        field.setLength(0);
        if (quotes() && next == '"') {
            quoted();
        } else {
            while (next != separator && next != '\n' && next != '\r' && next != END) {
                if (quotes() && next == '"') {
                    throw here(
                            "a quote stands in the middle of a field",
                            "quote the whole field, and double quotes in it");
                }
                append();
            }
        }
        return field.toString();
    }

    private boolean quotes() {
        return separator == ',';
    }

    private void quoted() {
        int start = line;
        advance();
        while (true) {
            if (next == END) {
                throw here("the quote of line " + start + " is never closed", "the file is truncated");
            }
            if (next == '"') {
                advance();
                if (next != '"') {
                    break;
                }
            }
            if (next == '\n') {
                line++;
            }
            append();
        }
        if (next != separator && next != '\n' && next != '\r' && next != END) {
            throw here("text follows a closing quote", "quotes inside of a quoted field must be doubled");
        }
    }

    private void append() {
        field.append((char) next);
        if (field.length() > MAX_FIELD_CHARACTERS) {
            throw here("a field has more than " + MAX_FIELD_CHARACTERS + " characters", "a closing quote is missing");
        }
        advance();
    }

    private void lineBreak() {
        if (next == '\r') {
            advance();
            if (next != '\n') {
                throw here("a carriage return without a line feed", "end lines with LF or CRLF");
            }
        }
        advance();
        line++;
    }

    private InvalidInputException here(String problem, String mend) {
        return new InvalidInputException(file + ":" + line, problem, mend);
    }

    private void advance() {
        try {
            next = reader.read();
        } catch (CharacterCodingException e) {
            throw TextLines.noText(file, e);
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw InputFile.unreadable(file.toString(), e);
        }
    }
}
