package dev.vernier.search.cli;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.Suggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in the words and the form of every other bad input. */
final class BadUsage {
    private final CommandSpec command;
    private final List<String> arguments;

    private BadUsage(CommandSpec command, List<String> arguments) {
        this.command = command;
        this.arguments = arguments;
    }

    /**
     * What the parser refused, as a person reads it.
     *
     * @param arguments the whole command line
     */
    static InvalidInputException explain(ParameterException refused, String[] arguments) {
        CommandLine line = refused.getCommandLine();
        return new BadUsage(line.getCommandSpec(), Arrays.asList(arguments)).explain(refused);
    }

    private InvalidInputException explain(ParameterException refused) {
        if (refused.getCause() instanceof InvalidInputException told) {
            return told;
        }
        ArgSpec about = refused.getArgSpec();
        return switch (refused) {
            case UnmatchedArgumentException unmatched ->
                unmatched(unmatched.getUnmatched().getFirst(), unmatched.isUnknownOption());
            case MissingParameterException missing -> missing(missing.getMissing());
            case OverwrittenOptionException twice ->
                problem(name(twice.getOverwritten()) + " is given twice", "leave one out");
            case ParameterException _
            when about != null && refused.getValue() != null -> unfit(about, refused.getValue());
            case ParameterException _
            when !command.subcommands().isEmpty() -> problem("no command is given", Suggestions.mend("", commands()));
            default -> problem(String.valueOf(refused.getMessage()), seeHelp());
        };
    }

    private InvalidInputException unmatched(String argument, boolean option) {
        if (option) {
            String name = argument.replaceFirst("=.*", "");
            return problem("no option is named '" + name + "'", Suggestions.mend(name, options()));
        }
        return command.subcommands().isEmpty()
                ? problem(
                        "nothing takes the argument '" + argument + "'", "leave it out, or quote what belongs together")
                : problem("no command is named '" + argument + "'", Suggestions.mend(argument, commands()));
    }

    private InvalidInputException missing(List<ArgSpec> missing) {
        ArgSpec first = missing.getFirst();
        boolean named = first instanceof OptionSpec option
                && Arrays.stream(option.names()).anyMatch(arguments::contains);
        String written = first instanceof OptionSpec ? name(first) + " " + first.paramLabel() : first.paramLabel();
        String problem = named
                ? name(first) + " needs a value"
                : String.join(" and ", missing.stream().map(BadUsage::name).toList())
                        + (missing.size() == 1 ? " is" : " are") + " missing";
        return problem(problem, "add '" + written + "'; " + seeHelp());
    }

    /** A value that is not of the form that an option takes. */
    private InvalidInputException unfit(ArgSpec about, String value) {
        if (about.type().isEnum()) {
            List<String> known = Arrays.stream(about.type().getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .toList();
            return problem(name(about) + " does not know '" + value + "'", Suggestions.mend(value, known));
        }
        String otherwise =
                about.defaultValue() == null ? seeHelp() : "write " + name(about) + " " + about.defaultValue();
        boolean number = about.type() == int.class;
        return problem(
                name(about) + " takes " + (number ? "a whole number" : about.paramLabel()) + ", not '" + value + "'",
                otherwise);
    }

    private InvalidInputException problem(String problem, String mend) {
        String root = command.root().name();
        String place = command.qualifiedName().equals(root)
                ? "the command line"
                : command.qualifiedName().substring(root.length() + 1);
        return new InvalidInputException(place, problem, mend);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private List<String> options() {
        return List.copyOf(command.optionsMap().keySet());
    }

    private List<String> commands() {
        return List.copyOf(command.subcommands().keySet());
    }

    private String seeHelp() {
        return "look at '" + command.qualifiedName() + " --help'";
    }
}
