package dev.vernier.search.cli;

import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "profiles",
        mixinStandardHelpOptions = true,
        description = "Lists the hardware profiles, or shows one of them in words.")
final class ProfilesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A built-in profile, or the path of a file.")
    private @Nullable String name;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name != null) {
            out.print(HardwareProfiles.load(name, Path.of("")).describe());
        } else {
            out.print(list(HardwareProfiles.names().stream()
                    .map(known -> HardwareProfiles.load(known, Path.of("")))
                    .toList()));
        }
        out.flush();
        return 0;
    }

    /** One line for each profile, in columns as wide as they need to be. */
    static String list(List<HardwareProfile> profiles) {
        int nameWidth = width(profiles, HardwareProfile::name);
        int deviceWidth = width(profiles, profile -> profile.device().key());
        int originWidth = width(profiles, profile -> profile.origin().key());
        String columns = "%-" + nameWidth + "s  %-" + deviceWidth + "s  %-" + originWidth + "s  %s%n";
        StringBuilder text = new StringBuilder();
        for (HardwareProfile profile : profiles) {
            text.append(columns.formatted(
                    profile.name(), profile.device().key(), profile.origin().key(), profile.description()));
        }
        return text.toString();
    }

    private static int width(List<HardwareProfile> profiles, Function<HardwareProfile, String> column) {
        return profiles.stream().map(column).mapToInt(String::length).max().orElse(1);
    }
}
