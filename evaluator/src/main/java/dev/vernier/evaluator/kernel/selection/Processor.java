package dev.vernier.evaluator.kernel.selection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this machine computes on. */
public final class Processor {
    private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** The processor's name where the system tells it, else the name of its architecture. */
    public static String name() {
        return name(description());
    }

    static String name(List<String> description) {
        return description.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(() -> System.getProperty("os.arch", "unknown"));
    }

    private static List<String> description() {
        try {
            return Files.isReadable(DESCRIPTION) ? Files.readAllLines(DESCRIPTION) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
