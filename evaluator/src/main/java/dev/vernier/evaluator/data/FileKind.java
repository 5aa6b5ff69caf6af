package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a file is by its first bytes: the formats that are read, and those that people are likely to bring instead. */
enum FileKind {
    NPY("an .npy file", "\\x93NUMPY"),
    NPZ("an .npz or other zip archive", "PK(\\x03\\x04|\\x05\\x06)"),
    IDX("an IDX file", "\\x00\\x00[\\x08\\x09\\x0b-\\x0e]"),
    GZIP("a gzip file inside of another", "\\x1f\\x8b"),
    PNG("a PNG image", "\\x89PNG"),
    JPEG("a JPEG image", "\\xff\\xd8\\xff"),
    GIF("a GIF image", "GIF8"),
    BMP("a BMP image", "BM"),
    HDF5("an HDF5 file", "\\x89HDF"),
    MATLAB("a MATLAB file", "MATLAB"),
    PARQUET("a Parquet file", "PAR1"),
    ARROW("an Arrow file", "ARROW1"),
    PICKLE("a Python pickle", "\\x80[\\x02-\\x05]"),
    EMPTY("empty", "\\z"),
    TEXT("text", "[\\t\\n\\r -~]+\\z"),
    UNKNOWN("of an unknown format", "");

    /** As many bytes are enough to tell the formats apart. */
    static final int LONGEST_START = 8;

    private final String words;
    private final Pattern start;

    /**
     * @param words what a file is, to be read after "it is"
     * @param start the bytes that files start with, one to a character
     */
    FileKind(String words, String start) {
        this.words = words;
        this.start = Pattern.compile(start);
    }

    /** The kind of a file that starts with these bytes. */
    static FileKind of(byte[] start) {
        String characters = new String(start, StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(kind -> kind.start.matcher(characters).lookingAt())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /**
     * The problem that a file has another format than the one that was asked for.
     *
     * @param start its first bytes
     */
    static InvalidInputException refusal(String place, byte[] start, FileKind wanted) {
        FileKind found = of(start);
        String detail =
                switch (found) {
                    case TEXT -> ", '" + new String(start, StandardCharsets.US_ASCII).replaceAll("\\s", " ") + "…'";
                    case UNKNOWN ->
                        ", with the bytes " + HexFormat.ofDelimiter(" ").formatHex(start);
                    default -> "";
                };
        String mend = wanted == PNG || wanted == JPEG
                ? "another file was meant"
                : switch (found) {
                    case NPY, NPZ, IDX -> "write 'source: " + found.name().toLowerCase(Locale.ROOT) + "'";
                    case EMPTY -> "it was not written completely";
                    default ->
                        "save its arrays by numpy.save: .npy, .npz and IDX files are read, .npy and IDX also gzipped";
                };
        return new InvalidInputException(place, "it is " + found.words + detail + ", not " + wanted.words, mend);
    }
}
