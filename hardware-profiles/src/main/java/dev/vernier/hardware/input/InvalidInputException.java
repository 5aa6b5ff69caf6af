package dev.vernier.hardware.input;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something a person gave us (a configuration, a model, data, a profile, a plan, an option) cannot be used.
 *
 * <p>The message reads {@code place: problem. Maybe mend.} Where several problems are told at once, it has such a line for
 * each. The command line prints it without a stack trace and ends with exit code 2.
 */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]");

    private final String place;
    private final String problem;
    private final String mend;

    /** The problems one by one where there are several, else none. */
    private final InvalidInputException[] parts;

    /**
     * @param place where it is wrong: {@code run.yaml:12:5}, {@code model.onnx, node 'conv1'}, {@code --budget}
     * @param problem what is wrong, naming the offending value, without a closing full stop
     * @param mend what would likely put it right, to be read after the word "Maybe", without a closing full stop
     */
    public InvalidInputException(String place, String problem, String mend) {
        this(place, problem, mend, null);
    }

    /** As above, keeping the technical cause for the log. */
    public InvalidInputException(String place, String problem, String mend, @Nullable Throwable cause) {
        super(onOneLine(place + ": " + problem + ". Maybe " + mend + "."), cause);
        this.place = onOneLine(place);
        this.problem = onOneLine(problem);
        this.mend = onOneLine(mend);
        parts = new InvalidInputException[0];
    }

    private InvalidInputException(List<InvalidInputException> problems) {
        super(problems.stream().map(InvalidInputException::getMessage).collect(Collectors.joining("\n")));
        place = problems.getFirst().place;
        problem = problems.getFirst().problem;
        mend = problems.getFirst().mend;
        parts = problems.toArray(InvalidInputException[]::new);
    }

    /**
     * Tells several problems at once; place, problem and mend are those of the first.
     *
     * @param problems at least one, the most important first
     */
    public static InvalidInputException of(List<InvalidInputException> problems) {
        return problems.size() == 1 ? problems.getFirst() : new InvalidInputException(problems);
    }

    /** Names that files give may hold anything, what steers a terminal among it. */
    private static String onOneLine(String text) {
        return CONTROL.matcher(text).replaceAll("·");
    }

    /** Every problem by itself; only this one where it is the only one. */
    public List<InvalidInputException> all() {
        return parts.length == 0 ? List.of(this) : List.of(parts);
    }

    /** Place, problem and mend in one line, for each problem. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public String place() {
        return place;
    }

    public String problem() {
        return problem;
    }

    public String mend() {
        return mend;
    }
}
