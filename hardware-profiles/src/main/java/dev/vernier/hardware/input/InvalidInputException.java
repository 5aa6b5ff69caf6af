package dev.vernier.hardware.input;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something a person gave us (a configuration, a model, data, a profile, a plan, an option) cannot be used.
 *
 * <p>The message reads {@code place: problem. Maybe mend.} The command line prints it without a stack trace and ends
 * with exit code 2.
 */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String problem;
    private final String mend;

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
        super(place + ": " + problem + ". Maybe " + mend + ".", cause);
        this.place = Objects.requireNonNull(place);
        this.problem = Objects.requireNonNull(problem);
        this.mend = Objects.requireNonNull(mend);
    }

    /** Place, problem and mend in one line. */
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
