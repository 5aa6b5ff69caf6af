package dev.vernier.search.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What one command answered. */
record Invocation(int exitCode, String out, String err) {
    /** Runs a command in this JVM. */
    static Invocation of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
        return new Invocation(exitCode, out.toString(), err.toString());
    }
}
