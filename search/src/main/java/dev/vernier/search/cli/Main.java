package dev.vernier.search.cli;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's entrance. */
@Command(
        name = "vernier",
        version = "vernier 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Finds how many bits each layer of an ONNX network deserves on a given device,",
            "by running every plan it proposes on integer kernels.",
            ""
        },
        footer = {
            "",
            "Start with:  vernier search configs/quickstart.yaml",
            "Exit codes:  0 done; 1 the run failed; 2 bad usage or input; 3 the environment lacks something;",
            "            130 a search that Ctrl-C ended early"
        },
        subcommands = {
            SearchCommand.class,
            EvaluateCommand.class,
            ExportCommand.class,
            BestCommand.class,
            InspectCommand.class,
            ProfilesCommand.class,
            ProfileCommand.class,
            TrainCommand.class,
            BenchCommand.class
        })
public final class Main {
    private static final Logger LOG = LogManager.getLogger(Main.class);

    /** The run did not do what it was asked for, through no fault of its input. */
    static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                arguments));
    }

    /** Runs one command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((refused, all) ->
                explain(BadUsage.explain(refused, all), refused.getCommandLine().getErr()));
        line.setExecutionExceptionHandler((problem, command, _) -> explain(problem, command.getErr()));
        try {
            return line.execute(arguments);
        } catch (LinkageError e) {
            LOG.info("a native library is missing", e);
            err.println("vernier: a library does not run on this machine: " + e.getMessage());
            return MissingEnvironmentException.EXIT_CODE;
        } catch (OutOfMemoryError e) {
            return explainMemory(e, err);
        }
    }

    /** A message for people, of one line for each problem; the stack trace, where there is one to see, goes to the log. */
    static int explain(Exception problem, PrintWriter err) {
        return switch (problem) {
            case InvalidInputException input -> {
                input.all().forEach(told -> err.println("vernier: " + told.getMessage()));
                LOG.debug("invalid input", input);
                yield CommandLine.ExitCode.USAGE;
            }
            case MissingEnvironmentException environment -> {
                err.println("vernier: " + environment.getMessage());
                yield MissingEnvironmentException.EXIT_CODE;
            }
            case Exception _ when ranOutOfMemory(problem) -> explainMemory(problem, err);
            default -> {
                err.println("vernier: the run failed: " + problem + place(problem));
                LOG.info("the run failed", problem);
                yield FAILED;
            }
        };
    }

    /** Threads that work for others wrap what stops them. */
    private static boolean ranOutOfMemory(Exception problem) {
        return Stream.<Throwable>iterate(problem, Objects::nonNull, Throwable::getCause)
                .anyMatch(OutOfMemoryError.class::isInstance);
    }

    private static int explainMemory(Throwable problem, PrintWriter err) {
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        err.printf(
                "vernier: %d MB of memory, all that Java may take, did not suffice."
                        + " Maybe give Java more memory: JDK_JAVA_OPTIONS=-Xmx%dm; or use fewer samples.%n",
                megabytes, 2 * megabytes);
        LOG.info("out of memory", problem);
        return CommandLine.ExitCode.USAGE;
    }

    /** Where in this program something unexpected happened. */
    private static String place(Exception problem) {
        return Arrays.stream(problem.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.vernier."))
                .findFirst()
                .map(frame -> " (at " + frame + ")")
                .orElse("");
    }
}
