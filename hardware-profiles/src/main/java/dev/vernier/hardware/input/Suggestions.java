package dev.vernier.hardware.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what a person may have meant by a name that nothing has. */
public final class Suggestions {
    private static final int MOST_SUGGESTED = 3;
    private static final int MOST_LISTED = 12;
    private static final int LONGEST_NAME = 100;

    private Suggestions() {}

    /**
     * The known names closest to {@code wrong}, the closest first, three at most. A name is close when few letters have
     * to be inserted, deleted, replaced or swapped with their neighbour (the optimal string alignment distance, in which
     * case does not count): one in names of up to three letters, two in names of up to eight, else a quarter of them. A
     * name that begins with three or more letters that were written is close too.
     */
    public static List<String> nearest(String wrong, Collection<String> known) {
        record Candidate(String name, int distance) {}
        if (wrong.length() > LONGEST_NAME) {
            return List.of();
        }
        int limit = wrong.length() <= 3 ? 1 : Math.max(2, wrong.length() / 4);
        return known.stream()
                .distinct()
                .map(name -> new Candidate(name, isBeginning(wrong, name) ? limit : distance(wrong, name, limit)))
                .filter(candidate -> candidate.distance <= limit)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(MOST_SUGGESTED)
                .map(Candidate::name)
                .toList();
    }

    /**
     * The mend for a name that nothing has, to be read after the word "Maybe": {@code you meant 'conv1'} when a known
     * name is close, else {@code use one of 'a', 'b'}.
     */
    public static String mend(String wrong, Collection<String> known) {
        List<String> nearest = nearest(wrong, known);
        if (!nearest.isEmpty()) {
            return "you meant " + either(nearest);
        }
        if (known.isEmpty()) {
            return "leave it out";
        }
        if (known.size() == 1) {
            return "use " + either(known);
        }
        List<String> listed = known.stream()
                .distinct()
                .limit(MOST_LISTED)
                .map(Suggestions::quoted)
                .toList();
        String rest = known.size() > listed.size() ? ", … (" + known.size() + " in all)" : "";
        return "use one of " + String.join(", ", listed) + rest;
    }

    /** The mend for a file that is not there: {@code you meant 'model.onnx'} when one of a close name lies in its folder. */
    public static String forMissing(Path file) {
        @Nullable Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "the folder is misspelt";
        }
        if (Files.isSymbolicLink(file)) {
            return "what this symbolic link leads to was moved or removed";
        }
        try (Stream<Path> siblings = Files.list(folder)) {
            List<String> near = nearest(
                    String.valueOf(file.getFileName()),
                    siblings.limit(1000)
                            .map(path -> String.valueOf(path.getFileName()))
                            .sorted()
                            .toList());
            return near.isEmpty() ? "the path is relative to another folder" : "you meant " + either(near);
        } catch (IOException _) {
            return "the path is relative to another folder";
        }
    }

    /** The names quoted and joined for reading: {@code 'a', 'b' or 'c'}. */
    static String either(Collection<String> names) {
        return enumerate(names.stream().map(Suggestions::quoted).toList());
    }

    /** The words joined for reading: {@code a, b or c}. */
    static String enumerate(List<String> words) {
        int last = words.size() - 1;
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static String quoted(String name) {
        return "'" + name + "'";
    }

    private static boolean isBeginning(String written, String name) {
        return written.length() >= 3 && name.startsWith(written);
    }

    /** The distance of two names, or more than {@code limit} when their lengths tell so. */
    private static int distance(String first, String second, int limit) {
        if (Math.abs(first.length() - second.length()) > limit) {
            return limit + 1;
        }
        String a = first.toLowerCase(Locale.ROOT);
        String b = second.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, a, b, i, j);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int fewest(int[][] edits, String a, String b, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int fewest = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
