package dev.vernier.search.job;

import dev.vernier.evaluator.bench.KernelProfiler;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.cost.InterpolationError;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.MeasuredTable;
import dev.vernier.hardware.profile.TableProfileWriter;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Measures this machine into a profile. */
public final class ProfileJob {
    private static final int WIDEST = 8;
    private static final int ANY_JOIN_BITS = 8;

    private ProfileJob() {}

    /**
     * Measures and writes the profile.
     *
     * @param model whose layer shapes are measured besides the usual ones
     * @param file its name, without the ending, becomes the profile's
     * @param today the day of the measurement
     * @param kernels with each layer on the code of its own widths
     * @return how far to trust prices of other shapes
     * @throws InvalidInputException when the file's name cannot name a profile, it cannot be written, or the model cannot be used
     */
    public static SortedMap<LayerKind, InterpolationError> run(
            Optional<String> model, Path file, LocalDate today, Kernels kernels, Progress progress) {
        String name = profileName(file);
        ResultFile written = ResultFile.open("--out", file);
        List<LayerWorkload> shapes = new ArrayList<>(KernelProfiler.usualShapes());
        model.ifPresent(
                reference -> shapes.addAll(OpenedModel.open(reference, Path.of(""), Collections.emptySortedMap())
                        .layout(ANY_JOIN_BITS)
                        .workload()
                        .layers()));
        MeasuredTable measured = new KernelProfiler(kernels, progress).measure(name, today, shapes, everyPrecision());
        written.write(TableProfileWriter.write(measured));
        return measured.table().interpolationErrors();
    }

    private static String profileName(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString().replaceFirst("\\.ya?ml$", "");
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new InvalidInputException(
                    "--out " + file,
                    "'" + name + "' cannot name a profile",
                    "use small letters, digits and hyphens, such as cpu-host.yaml");
        }
        return name;
    }

    /** All widths that kernels compute on. */
    static SortedSet<Precision> everyPrecision() {
        SortedSet<Precision> precisions = new TreeSet<>();
        for (int weightBits = 1; weightBits <= WIDEST; weightBits++) {
            for (int activationBits = 1; activationBits <= WIDEST; activationBits++) {
                precisions.add(new Precision(weightBits, activationBits));
            }
        }
        return precisions;
    }
}
