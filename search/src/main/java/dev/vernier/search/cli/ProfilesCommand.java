package dev.vernier.search.cli;

import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            for (String known : HardwareProfiles.names()) {
                HardwareProfile profile = HardwareProfiles.load(known, Path.of(""));
                out.printf(
                        "%-24s %-6s %-14s %s%n",
                        known, profile.device().key(), profile.origin().key(), profile.description());
            }
        }
        out.flush();
        return 0;
    }
}
