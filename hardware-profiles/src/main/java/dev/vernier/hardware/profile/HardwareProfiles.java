package dev.vernier.hardware.profile;

import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Finds hardware profiles: those that Vernier ships by name, others by the path of their YAML file.
 *
 * <p>A profile says what the device is, which widths are legal, and prices layers in one of five ways: by a {@code
 * roofline}, a measured {@code table}, or one of the models of accelerators below. Units are part of the keys. Widths are written as {@code pairs} of weight and activation bits, or as
 * two lists of which every combination is meant; 32 is float.
 *
 * {@snippet lang = yaml :
 * name: gpu-example
 * description: An example, in one line
 * device: gpu              # cpu, gpu, fpga, dsp, asic or mcu
 * origin: analytic         # measured, analytic, vendor or uncalibrated
 * sources: ["Where the figures come from."]
 * caveats: ["What not to conclude from them."]
 * legality:
 *   pairs: [8/8, 4/4]      # in layers of every kind that has prices, but for those named below
 *   depthwise: {pairs: [8/8]}
 *   scheme:                # how codes stand for real numbers; these are the usual ones
 *     weights: per-channel-symmetric    # or per-channel-asymmetric, per-tensor-symmetric, per-tensor-asymmetric
 *     activations: asymmetric           # or symmetric
 *     scales: any                       # or power-of-two
 * roofline:
 *   batch: 8               # samples that run together; figures are for one of them
 *   float_bits: 16         # what a float value takes on the device
 *   memory_gb_per_s: 320
 *   memory_efficiency: 0.8 # the share that is reached
 *   power_w: 70            # or memory_pj_per_byte here and pj_per_operation in each class, or energy_45nm below
 *   calibrated: {kinds: [conv], mmac_per_sample: [6, 120]}   # layers unlike those measured are reported
 *   classes:
 *     int8: {pairs: [8/8], peak_tops: 130, efficiency: {conv: 0.04, depthwise: 0.01, gemm: 0.03}, overhead_us: 10}
 *     int4: {pairs: [4/4], peak_tops: 260, efficiency: 0.04, overhead_us: 9}
 * }
 *
 * <p>A table has one entry per measured shape (height × width × channels) and one figure per class of widths that run
 * the same kernel; a class without a figure takes as long as the fastest one of wider widths that has one. The costs of
 * steps between layers are per element read; {@code input} and {@code output} are what it takes to make a sample codes and
 * to hand the result out, 0 where they are left out. {@code interpolation_error}, which may be left out, too, tells how far
 * measured shapes lie from what the others make of them:
 *
 * {@snippet lang = yaml :
 * measured: {cpu: "An example", kernels: vector 512, java: "25.0.1", threads: 1, date: 2026-01-31}
 * legality: {weights: [1, 2, 3, 4, 5, 6, 7, 8], activations: [2, 4, 8]}
 * table:
 *   classes:
 *     codes: {weights: [1, 2, 3, 4, 5, 6, 7, 8], activations: [2, 4, 8]}
 *   glue_ns_per_element: {add: 0.4, concat: 0.2, pool: 0.3, move: 0.1, elementwise: 0.5, conversion: 0.3, input: 4, output: 1}
 *   interpolation_error: {conv: {figures: 228, median_percent: 5.1, p90_percent: 14.4}}
 *   layers:
 *     - {kind: conv, input: 28x28x16, output: 28x28x16, kernel: 3x3, median_us: {codes: 41.2}, spread_us: {codes: 0.9}}
 *     - {kind: depthwise, input: 7x7x32, output: 7x7x32, kernel: 3x3, groups: 32, median_us: {codes: 3.1}, spread_us: {codes: 0.1}}
 *     - {kind: gemm, input: 1x1x48, output: 1x1x10, kernel: 1x1, median_us: {codes: 0.3}, spread_us: {codes: 0.01}}
 * }
 *
 * <p>An FPGA into which each plan is built, layer by layer ({@link dev.vernier.hardware.cost.DataflowModel}); a plan
 * that does not fit is not allowed:
 *
 * {@snippet lang = yaml :
 * dataflow:
 *   clock_mhz: 100
 *   luts: 71000            # what the device has; a BRAM36 is two BRAM18
 *   bram18: 412
 *   dsps: 360
 *   dsp_block: dsp48       # or dsp58
 *   usable_share: {luts: 0.7, bram18: 0.8, dsps: 0.8}
 * }
 *
 * <p>An overlay that multiplies bit by bit ({@link dev.vernier.hardware.cost.BitSerialModel}):
 *
 * {@snippet lang = yaml :
 * bit_serial: {batch: 16, clock_mhz: 200}
 * }
 *
 * <p>An array of units that fuse 2-bit multipliers ({@link dev.vernier.hardware.cost.BitFusionModel}):
 *
 * {@snippet lang = yaml :
 * bit_fusion:
 *   batch: 1
 *   clock_mhz: 500
 *   array_rows: 16         # inputs enter along rows, sums leave along columns
 *   array_columns: 32
 *   weight_buffer_kib: 64  # whole sizes; half of each is in use while the other half is filled
 *   input_buffer_kib: 32
 *   output_buffer_kib: 16
 *   dram_bits_per_cycle: 192
 *   dram_pj_per_bit: 15
 *   multiply_8bit_pj: 0.2
 *   add_32bit_pj: 0.1
 * }
 *
 * <p>Beside a roofline, a table or a bit-serial overlay, energy may be estimated, see {@link
 * dev.vernier.hardware.cost.Energy45nm}:
 *
 * {@snippet lang = yaml :
 * energy_45nm: {weights_from: dram, activations_from: sram-32kb}    # or sram-8kb, sram-1mb
 * }
 *
 * <p>A profile may extend another, shipped or in a file, by saying only what differs:
 *
 * {@snippet lang = yaml :
 * extends: gpu-nvidia-t4   # or a path, which begins in the folder of this file: ./base.yaml
 * name: my-t4              # always its own
 * origin: uncalibrated     # its own when it changes figures
 * legality: {pairs: [8/8]}
 * roofline: {power_w: 50, classes: {int4: }}
 * }
 *
 * <p>Blocks of keys are merged key by key, to any depth; lists and single values replace what is inherited. A key left
 * empty takes away what is inherited under it, as {@code int4} here. Widths written in one form replace those inherited
 * in the other form at the same level: {@code pairs} in {@code legality} those for all kinds of layer, while a rule for
 * one kind, such as {@code depthwise}, stays until that kind is named. One way to price, such as {@code table},
 * replaces another, and {@code measured} falls away with a table. A base need not be complete by itself. Bases may extend others, at most eight files in a row.
 */
public final class HardwareProfiles {
    static final String FOLDER = "dev/vernier/hardware/profiles";
    private static final String SUFFIX = ".yaml";

    private HardwareProfiles() {}

    /** The names of the profiles that Vernier ships, in alphabetical order. */
    public static List<String> names() {
        try {
            Path home = Path.of(HardwareProfiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(home)) {
                return names(home.resolve(FOLDER));
            }
            try (FileSystem jar = FileSystems.newFileSystem(home)) {
                return names(jar.getPath(FOLDER));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Finds a profile by its name, or by the path of its file: a path ends with {@code .yaml} or {@code .yml}, or holds
     * a slash. The name {@code cpu-host} means this machine, as {@code vernier profile} measured it into the file {@code
     * cpu-host.yaml}.
     *
     * @param folder where relative paths begin, and where {@code cpu-host.yaml} lies
     * @throws InvalidInputException when there is none, or it is no valid profile
     */
    public static HardwareProfile load(String nameOrPath, Path folder) {
        return load(
                nameOrPath,
                folder,
                (problem, mend) -> new InvalidInputException("hardware profile '" + nameOrPath + "'", problem, mend));
    }

    /**
     * As {@link #load(String, Path)}, for a reference that stands in another file.
     *
     * @param refusal makes the exception for a reference that leads nowhere, of a problem and a mend
     */
    public static HardwareProfile load(
            String nameOrPath, Path folder, BiFunction<String, String, InvalidInputException> refusal) {
        return read(ProfileFile.find(nameOrPath, folder, refusal::apply));
    }

    /**
     * Reads the profile in a file.
     *
     * @throws InvalidInputException when there is no such file, or it is no valid profile: with file, line and column
     */
    public static HardwareProfile load(Path file) {
        return read(ProfileFile.read(file));
    }

    /**
     * Reads a profile from its YAML text.
     *
     * @param place what messages call the text
     * @throws InvalidInputException when it is no valid profile: with place, line and column
     */
    public static HardwareProfile parse(String place, String yaml) {
        return read(ProfileFile.of(place, yaml));
    }

    private static HardwareProfile read(ProfileFile file) {
        return ProfileReader.read(Extension.resolve(file));
    }
}
