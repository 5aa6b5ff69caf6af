package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OrtEnvironment;
import dev.vernier.evaluator.cache.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * ONNX Runtime's libraries as files in the user's cache folder, where they are unpacked once. Left to itself it unpacks
 * them whenever it starts, which takes longer than anything else that looking at a model does.
 */
final class OnnxRuntimeFiles {
    private OnnxRuntimeFiles() {}

    /** A library as it is packed. */
    private record Packed(String file, URL source, long size, long checksum) {
        static Optional<Packed> of(String library) throws IOException {
            String file = System.mapLibraryName(library);
            URL source = OrtEnvironment.class.getResource("native/" + platform() + "/" + file);
            return source != null && source.openConnection() instanceof JarURLConnection connection
                    ? Optional.of(new Packed(
                            file,
                            source,
                            connection.getJarEntry().getSize(),
                            connection.getJarEntry().getCrc()))
                    : Optional.empty();
        }

        boolean isUnpacked(Path place) throws IOException {
            if (!Files.isRegularFile(place) || Files.size(place) != size) {
                return false;
            }
            try (CheckedInputStream stream = new CheckedInputStream(Files.newInputStream(place), new CRC32())) {
                stream.transferTo(OutputStream.nullOutputStream());
                return stream.getChecksum().getValue() == checksum;
            }
        }

        void unpack(Path place) throws IOException {
            try (InputStream stream = source.openStream()) {
                UserCache.write(place, stream.readAllBytes());
            }
        }
    }

    /**
     * The folder with all libraries, complete and undamaged.
     *
     * @param cache below which they lie, under their checksums, so that versions do not disturb each other
     * @return nothing where they do not come in an archive, or the cache folder cannot be written
     */
    static Optional<Path> unpacked(Path cache) {
        try {
            List<Packed> libraries = new ArrayList<>();
            for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
                Optional<Packed> packed = Packed.of(library);
                if (packed.isEmpty()) {
                    return Optional.empty();
                }
                libraries.add(packed.get());
            }
            String checksums = libraries.stream()
                    .map(library -> Long.toHexString(library.checksum()))
                    .collect(Collectors.joining("-"));
            Path folder = cache.resolve("onnxruntime").resolve(checksums);
            for (Packed library : libraries) {
                Path place = folder.resolve(library.file());
                if (!library.isUnpacked(place)) {
                    library.unpack(place);
                }
            }
            return Optional.of(folder);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** ONNX Runtime's name for this system, such as {@code linux-x64}. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String known = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        String processor = System.getProperty("os.arch");
        return known + "-" + (processor.equals("amd64") || processor.equals("x86_64") ? "x64" : processor);
    }
}
