package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.foreign.NativeKernels;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs networks in processes of their own, see {@link MemoryProbe}. Their heap keeps little garbage, so that what counts
 * is memory in use.
 */
final class ProcessMemory implements MemoryMeter {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC", "-Xmn4m", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");

    @Override
    public OptionalLong peak(Engine engine, Load load) {
        try {
            Path model = Files.createTempFile("vernier", ".onnx");
            try {
                Files.write(model, load.model());
                return answer(command(engine, load, model));
            } finally {
                Files.delete(model);
            }
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static List<String> command(Engine engine, Load load, Path model) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        engine.kernels().ifPresent(kernels -> command.addAll(forced(kernels)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemoryProbe.class.getName()));
        command.add(engine.kernels().isPresent() ? engine.precision().toString() : MemoryProbe.PEER);
        command.add(model.toString());
        command.add(String.valueOf(load.images()));
        command.add(String.valueOf(load.threads()));
        command.add(
                Arrays.stream(load.sample().toArray()).mapToObj(String::valueOf).collect(Collectors.joining(",")));
        return command;
    }

    private static List<String> forced(Kernels kernels) {
        String level = "-D" + KernelSelection.PROPERTY + "=" + kernels.level();
        // What is tuned is chosen by races, which take memory of their own.
        String tuning = "-D" + KernelSelection.TUNING_PROPERTY + "=off";
        return kernels.level().equals(NativeKernels.LEVEL)
                ? List.of(level, tuning, "-D" + NativeKernels.ISA_PROPERTY + "=" + Levels.isa(kernels))
                : List.of(level, tuning);
    }

    private static OptionalLong answer(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 && NUMBER.matcher(printed).matches()
                    ? OptionalLong.of(Long.parseLong(printed))
                    : OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        } finally {
            process.destroy();
        }
    }
}
