package dev.vernier.evaluator.data;

import dev.vernier.hardware.input.InputFile;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A folder with a folder of files for each class.
 *
 * <p>Below its class' folder a file may lie at any depth. Files of other endings are passed over, and so are names that
 * start with a dot. A symbolic link to a file inside the folder is followed, any other is refused.
 */
final class ClassFolders {
    private static final int MAX_DEPTH = 32;

    private final Path folder;
    private final Path real;
    private final List<String> endings;

    /** A file and its class. */
    record Labelled(Path file, int label) {}

    /**
     * @param endings of the files that count
     * @throws InvalidInputException when there is no such folder
     */
    private ClassFolders(Path folder, List<String> endings) {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(
                    folder.toString(), "there is no such folder", "the path is relative to another folder");
        }
        this.folder = folder;
        this.endings = endings;
        try {
            this.real = folder.toRealPath();
        } catch (IOException e) {
            throw InputFile.unreadable(folder.toString(), e);
        }
    }

    /** Of PNG and JPEG images. */
    static ClassFolders ofImages(Path folder) {
        return new ClassFolders(folder, List.of(".png", ".jpg", ".jpeg"));
    }

    /** Of texts. */
    static ClassFolders ofTexts(Path folder) {
        return new ClassFolders(folder, List.of(".txt"));
    }

    /** The names of the class' folders, sorted. */
    List<String> classes() {
        List<String> names = entries(folder).stream()
                .filter(Files::isDirectory)
                .map(ClassFolders::name)
                .toList();
        if (names.size() < 2) {
            throw new InvalidInputException(
                    folder.toString(),
                    "it holds " + names.size() + " folders, and one for each of at least two classes is needed",
                    "the folder above or below was meant");
        }
        return names;
    }

    /**
     * The files of all classes: class by class, in the order of their names below it.
     *
     * @param classes what the folders may be called; a class' number is its place in this list
     * @throws InvalidInputException when there are none, or a folder has another name or no file
     */
    List<Labelled> files(List<String> classes) {
        List<List<Labelled>> byClass = new ArrayList<>();
        classes.forEach(_ -> byClass.add(List.of()));
        for (Path entry : entries(folder)) {
            if (!Files.isDirectory(entry)) {
                continue;
            }
            int label = classes.indexOf(name(entry));
            if (label < 0) {
                throw new InvalidInputException(
                        entry.toString(),
                        "no class has the name of this folder",
                        "it does not belong here, or the list of classes is another model's");
            }
            List<Path> files = filesBelow(entry);
            if (files.isEmpty()) {
                throw new InvalidInputException(
                        entry.toString(),
                        "there is no " + String.join(" or ", endings) + " file in it",
                        "take the folder away");
            }
            byClass.set(
                    label, files.stream().map(file -> new Labelled(file, label)).toList());
        }
        List<Labelled> all = byClass.stream().flatMap(List::stream).toList();
        if (all.isEmpty()) {
            throw new InvalidInputException(
                    folder.toString(), "no class has a file in it", "the folder above or below was meant");
        }
        return all;
    }

    private List<Path> filesBelow(Path start) {
        try (Stream<Path> found = Files.walk(start, MAX_DEPTH)) {
            return found.filter(this::isWanted)
                    .filter(path -> !Files.isDirectory(path))
                    .map(this::inside)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw InputFile.unreadable(start.toString(), e);
        } catch (UncheckedIOException e) {
            throw InputFile.unreadable(start.toString(), new IOException(e.getMessage(), e));
        }
    }

    private boolean isWanted(Path path) {
        String name = name(path).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && endings.stream().anyMatch(name::endsWith);
    }

    /**
     * Makes sure that a model tells as many classes apart as there are names: with fewer folders than outputs, sorting would
     * number them otherwise than the model does.
     *
     * @param names where the names come from, for messages
     */
    static void requireTold(Path names, int named, int told) {
        if (named != told) {
            throw new InvalidInputException(
                    names.toString(),
                    "it names " + named + " classes, and the model tells " + told + " apart",
                    "list the folders of all classes in the model's order in a file: 'classes: FILE'");
        }
    }

    /** The visible entries of a folder, sorted by name. */
    private List<Path> entries(Path parent) {
        try (Stream<Path> found = Files.list(parent)) {
            return found.filter(path -> !name(path).startsWith("."))
                    .map(this::inside)
                    .sorted(Comparator.comparing(ClassFolders::name))
                    .toList();
        } catch (IOException e) {
            throw InputFile.unreadable(parent.toString(), e);
        } catch (UncheckedIOException e) {
            throw InputFile.unreadable(parent.toString(), new IOException(e.getMessage(), e));
        }
    }

    /** The same path, after a look at where it leads to if it is a symbolic link. */
    private Path inside(Path path) {
        if (!Files.isSymbolicLink(path)) {
            return path;
        }
        try {
            Path target = path.toRealPath();
            if (target.startsWith(real) && Files.isRegularFile(target)) {
                return path;
            }
        } catch (IOException e) {
            throw InputFile.unreadable(path.toString(), e);
        }
        throw new InvalidInputException(
                path.toString(),
                "it is a symbolic link to a folder, or to a place outside of " + folder,
                "copy or hard-link what it points to");
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
