package dev.vernier.search.cli;

/** The machine lacks something that was asked for; the message says how to get it. Becomes exit code 3. */
final class MissingEnvironmentException extends RuntimeException {
    static final int EXIT_CODE = 3;

    private static final long serialVersionUID = 1L;

    MissingEnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
