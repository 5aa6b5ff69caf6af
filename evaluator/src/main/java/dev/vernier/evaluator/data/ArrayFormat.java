package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.List;

/** How files are written. */
public enum ArrayFormat {
    /** As MNIST is, plain or gzip-compressed. */
    IDX,
    /** One NumPy array, plain or gzip-compressed. */
    NPY,
    /** Several NumPy arrays, {@code labels} or {@code y} and {@code targets} among them. */
    NPZ;

    RawArray read(Path file, List<String> names) {
        return switch (this) {
            case IDX -> IdxReader.read(file);
            case NPY -> NpyReader.read(file);
            case NPZ -> NpzReader.read(file, names);
        };
    }
}
