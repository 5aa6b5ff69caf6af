/**
 * The command line: each command parses, calls one library method, and prints.
 *
 * <p>Enters: arguments. Leaves: text on standard output, messages on standard error, and an exit code: 0 done, 1 the run
 * failed, 2 bad usage or input, 3 the environment lacks something, 130 a search that Ctrl-C ended early. Start at {@link dev.vernier.search.cli.Main}.
 */
@NullMarked
package dev.vernier.search.cli;

import org.jspecify.annotations.NullMarked;
