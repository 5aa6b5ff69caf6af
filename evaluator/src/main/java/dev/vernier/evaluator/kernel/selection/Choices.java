package dev.vernier.evaluator.kernel.selection;

import dev.vernier.evaluator.cache.UserCache;
import dev.vernier.evaluator.kernel.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Which code was chosen in which situation, remembered in a text file. The file begins with what the choices hold for: the
 * processor, the kernels and their build; each further line is a situation and the code chosen in it.
 *
 * <p>Nothing depends on the file but time. One that is damaged or of another machine is made anew; one that cannot be
 * written is done without. Processes that write at once do not damage it: what one of them did not see of the other is
 * chosen again some day. Not thread-safe.
 */
final class Choices {
    private static final Logger LOG = LogManager.getLogger(Choices.class);
    private static final String SEPARATOR = " = ";
    private static final Pattern LINE = Pattern.compile("([^=]{1,2000}) = ([^ =]{1,100})");

    /** More than some hundred networks need. */
    private static final int MOST_BYTES = 1 << 22;

    private final Path file;
    private final String heading;
    private final Map<String, String> chosen = new TreeMap<>();

    private Choices(Path file, String heading) {
        this.file = file;
        this.heading = heading;
    }

    /** The choices made so far for some kernels on this processor. */
    static Choices open(Path cache, String processor, Kernels kernels) {
        String heading = "processor " + processor + ", kernels " + kernels.description() + ", build " + kernels.build();
        String name = kernels.description() + "-" + Integer.toHexString(heading.hashCode()) + ".txt";
        Choices choices = new Choices(cache.resolve("tuning").resolve(name.replaceAll("[^A-Za-z0-9.]+", "-")), heading);
        choices.merge();
        return choices;
    }

    Path file() {
        return file;
    }

    /** The code chosen in a situation, which is described in one line without equals signs. */
    Optional<String> find(String situation) {
        return Optional.ofNullable(chosen.get(situation));
    }

    /** Remembers a choice, here and in the file. */
    void put(String situation, String code) {
        merge();
        chosen.put(situation, code);
        byte[] contents = contents();
        if (contents.length > MOST_BYTES) {
            chosen.keySet().retainAll(Set.of(situation));
            contents = contents();
        }
        try {
            UserCache.write(file, contents);
        } catch (IOException e) {
            LOG.debug("choices of kernels are not kept: {}", e.toString());
        }
    }

    private byte[] contents() {
        StringBuilder text = new StringBuilder(heading).append('\n');
        chosen.forEach((situation, code) ->
                text.append(situation).append(SEPARATOR).append(code).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Takes over what is in the file and not known yet. */
    private void merge() {
        read().forEach(chosen::putIfAbsent);
    }

    private Map<String, String> read() {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Map.of();
            }
            return parse(Files.readString(file).lines().toList());
        } catch (IOException e) {
            LOG.debug("choices of kernels cannot be read: {}", e.toString());
            return Map.of();
        }
    }

    private Map<String, String> parse(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().equals(heading)) {
            return Map.of();
        }
        Map<String, String> found = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return Map.of();
            }
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }
}
