package dev.vernier.hardware.profile;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardwareProfilesTest {
    private static final String ROOFLINE = """
            name: gpu-example
            description: An example
            device: gpu
            origin: vendor
            legality: {pairs: [8/8]}
            roofline:
              batch: 1
              memory_gb_per_s: 100
              memory_efficiency: 1
              classes:
                int8: {pairs: [8/8], peak_tops: 10, efficiency: 0.5, overhead_us: 1}
                int4: {pairs: [4/4], peak_tops: 20, efficiency: 0.5, overhead_us: 1}
            """;

    private static String table() {
        try (InputStream stream = HardwareProfilesTest.class.getResourceAsStream("cpu-example.yaml")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> names() {
        return HardwareProfiles.names().stream();
    }

    @Test
    void theShippedProfilesAreListed() {
        assertTrue(
                HardwareProfiles.names().contains("gpu-nvidia-t4"),
                HardwareProfiles.names().toString());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyShippedProfileReadsAndDescribesItself(String name) {
        HardwareProfile profile = HardwareProfiles.load(name, Path.of("nowhere"));
        assertEquals(name, profile.name());
        assertFalse(profile.sources().isEmpty() && profile.measurement().isEmpty(), "figures need a source");
        String text = profile.describe();
        assertAll(Stream.of("device: ", "origin: ", "legal ", "prices:")
                .map(part -> () -> assertTrue(text.contains("\n" + part), text)));
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertRefused(
                "hardware profile 'gpu-nvidia-t5': none of this name is shipped. Maybe you meant 'gpu-nvidia-t4', or name a file by its path.",
                () -> HardwareProfiles.load("gpu-nvidia-t5", Path.of("")));
    }

    @Test
    void filesAreFoundByPath(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), table());
        HardwareProfile relative = HardwareProfiles.load("mine.yaml", folder);
        HardwareProfile absolute =
                HardwareProfiles.load(folder.resolve("mine.yaml").toString(), Path.of(""));
        assertEquals("cpu-example", relative.name());
        assertEquals(relative.sha256(), absolute.sha256());
        assertEquals(64, relative.sha256().length());
        assertNotEquals(
                relative.sha256(),
                HardwareProfiles.parse("other.yaml", table() + "\n").sha256());
        assertRefused(
                "hardware profile 'mein.yaml': there is no file " + folder.resolve("mein.yaml")
                        + ". Maybe you meant 'mine.yaml'.",
                () -> HardwareProfiles.load("mein.yaml", folder));
        assertRefused(
                "hardware profile 'mi·ne.yaml': this is no path.", () -> HardwareProfiles.load("mi\0ne.yaml", folder));
    }

    @Test
    void aTableIsReadAsItIsWritten() {
        HardwareProfile profile = HardwareProfiles.parse("cpu-example.yaml", table());
        TableModel model = (TableModel) profile.costModel();
        assertEquals(5, model.layers().size());
        assertEquals(
                new LayerWorkload("", LayerKind.CONV, 14, 14, 32, 7, 7, 32, 3, 3, 4),
                model.layers().get(2).shape());
        assertEquals(
                41.25,
                Objects.requireNonNull(model.layers().get(1).timings().get("bytes"))
                        .medianMicros());
        assertEquals(0.55, model.glue().nanosPerElement().get(Step.Glue.Kind.ELEMENTWISE));
        Measurement taken = profile.measurement().orElseThrow();
        assertEquals("Example \"Zero\" 9000", taken.cpu());

        MeasuredTable measured =
                new MeasuredTable(profile.name(), profile.description(), taken, profile.legality(), model);
        assertEquals(table(), TableProfileWriter.write(measured));

        String withEnergy =
                table().replace("table:\n", "energy_45nm: {weights_from: sram-1mb, activations_from: dram}\ntable:\n");
        HardwareProfile estimating = HardwareProfiles.parse("cpu-example.yaml", withEnergy);
        assertEquals(
                withEnergy,
                TableProfileWriter.write(
                        new MeasuredTable(profile.name(), profile.description(), taken, profile.legality(), (TableModel)
                                estimating.costModel())));
    }

    @Test
    void aProfileDescribesItselfInLinesThatFitATerminal() {
        assertEquals("""
                cpu-example: An invented processor, for tests: two figures per shape
                device: cpu
                origin: measured, the latencies were measured on the device
                measured: 2026-01-31 on Example "Zero" 9000, vector 512 kernels, Java 25.0.1, one thread
                legal (weight/activation bits, 32 is float): weights of 1 to 8 bits with activations of 2, 4 or 8
                                                             bits
                scheme: weights per output channel, symmetric; activations per tensor, asymmetric
                prices:
                  A layer takes as long as its shape took when it was measured (5 shapes, 2 classes of widths).
                  Shapes that were not measured are interpolated from those of the same kind; beyond their range,
                  the nearest one is scaled, and a search warns of it.
                  Shapes left out and interpolated from the others: conv: half of 6 figures off by up to 4.5 %, nine
                  in ten by up to 20 %.
                  Figures are for one sample at a time.
                  Energy is not known.
                """, HardwareProfiles.parse("cpu.yaml", table()).describe());
    }

    @Test
    void whatCouldNotBeReadIsNotWritten() {
        HardwareProfile profile = HardwareProfiles.parse("cpu-example.yaml", table());
        MeasuredTable nameless = new MeasuredTable(
                "My CPU", profile.description(), profile.measurement().orElseThrow(), profile.legality(), (TableModel)
                        profile.costModel());
        assertRefused("My CPU:1:7: 'name' must be a name of small letters", () -> TableProfileWriter.write(nameless));
    }

    @Test
    void legalityByKindIsWrittenAndReadBack() {
        String yaml = table().replace(
                        "  weights: [1, 2, 3, 4, 5, 6, 7, 8]\n  activations: [2, 4, 8]\n",
                        "  conv: {weights: [4, 8], activations: [4, 8]}\n  depthwise: {pairs: [8/8]}\n  gemm: {pairs: [4/4, 8/8]}\n");
        HardwareProfile profile = HardwareProfiles.parse("kinds.yaml", yaml);
        assertEquals(4, profile.legality().allowed(LayerKind.CONV).size());
        assertEquals(
                List.of(new Precision(8, 8)), List.copyOf(profile.legality().allowed(LayerKind.DEPTHWISE)));
        String written = TableProfileWriter.write(new MeasuredTable(
                profile.name(),
                profile.description(),
                profile.measurement().orElseThrow(),
                profile.legality(),
                (TableModel) profile.costModel()));
        assertEquals(yaml, written);
    }

    @Test
    void aRuleForAllKindsIsSilentAboutThoseThatWereNotMeasured() {
        String yaml = table().replaceAll("    - \\{kind: gemm.*\n", "");
        HardwareProfile profile = HardwareProfiles.parse("cpu.yaml", yaml);
        assertEquals(24, profile.legality().allowed(LayerKind.CONV).size());
        assertTrue(profile.legality().allowed(LayerKind.GEMM).isEmpty());
        String written = TableProfileWriter.write(new MeasuredTable(
                profile.name(),
                profile.description(),
                profile.measurement().orElseThrow(),
                profile.legality(),
                (TableModel) profile.costModel()));
        assertEquals(
                profile.legality(), HardwareProfiles.parse("cpu.yaml", written).legality());
        assertRefused(
                "cpu.yaml:12:3: widths without a price are legal in layers of kind gemm: 8/8.",
                () -> HardwareProfiles.parse("cpu.yaml", yaml.replace("\ntable:", "\n  gemm: {pairs: [8/8]}\ntable:")));
    }

    @Test
    void kindsMayBeLeftOut() {
        HardwareProfile profile = HardwareProfiles.parse(
                "gpu.yaml", ROOFLINE.replace("{pairs: [8/8]}\nroof", "{conv: {pairs: [8/8]}}\nroof"));
        assertEquals(1, profile.legality().allowed(LayerKind.CONV).size());
        assertTrue(profile.legality().allowed(LayerKind.DEPTHWISE).isEmpty());
        assertTrue(
                profile.describe().contains("\n  depthwise: none, such layers do not run here\n"), profile.describe());
    }

    @Test
    void thisMachineIsAskedToBeMeasured(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("cpu-host.yaml");
        assertRefused(
                "hardware profile 'cpu-host': this machine was not measured: there is no file " + file
                        + ". Maybe measure it by 'vernier profile --out " + file + "'.",
                () -> HardwareProfiles.load("cpu-host", folder));
        Files.writeString(file, table().replace("name: cpu-example", "name: cpu-host"));
        assertEquals("cpu-host", HardwareProfiles.load("cpu-host", folder).name());
    }

    @Test
    void aRuleForAKindReplacesTheRuleForAll() {
        HardwareProfile profile = HardwareProfiles.parse(
                "kinds.yaml", ROOFLINE.replace("{pairs: [8/8]}", "{pairs: [8/8], gemm: {pairs: [4/4, 8/8]}}"));
        assertEquals(1, profile.legality().allowed(LayerKind.CONV).size());
        assertEquals(2, profile.legality().allowed(LayerKind.GEMM).size());
    }

    @Test
    void aProfileThatRunsOneKindOfLayerDescribesItself() {
        HardwareProfile profile = HardwareProfiles.parse(
                "gemm.yaml", ROOFLINE.replace("legality: {pairs: [8/8]}", "legality: {gemm: {pairs: [8/8]}}"));
        String text = profile.describe();
        assertTrue(text.contains("\n  conv: none, such layers do not run here\n"), text);
        assertTrue(text.contains("\n  gemm: 8/8\n"), text);
    }

    @Test
    void aTableKeepsItsLegalityAndScheme() {
        HardwareProfile profile = HardwareProfiles.parse("cpu.yaml", table());
        for (QuantizationScheme scheme :
                List.of(QuantizationScheme.USUAL, QuantizationScheme.parse("per-tensor-symmetric/symmetric/any"))) {
            Legality legality =
                    new Legality(Map.of(LayerKind.GEMM, new TreeSet<>(List.of(new Precision(8, 8)))), scheme);
            String yaml = TableProfileWriter.write(new MeasuredTable(
                    "cpu", "A table", profile.measurement().orElseThrow(), legality, (TableModel) profile.costModel()));
            assertEquals(legality, HardwareProfiles.parse("cpu.yaml", yaml).legality());
        }
    }

    @Test
    void aPlanIsAllowedWhenEveryLayerIs() {
        HardwareProfile profile = HardwareProfiles.parse("gpu-example.yaml", ROOFLINE);
        LayerWorkload layer = new LayerWorkload("g", LayerKind.GEMM, 1, 1, 4, 1, 1, 4, 1, 1, 1);
        NetworkWorkload network = new NetworkWorkload(
                List.of(new NetworkWorkload.Tensor("x", 4), new NetworkWorkload.Tensor("y", 4)),
                List.of(new Step.Layer(layer, 0, 1)));
        assertTrue(profile.allows(network, new NetworkPrecisions(List.of(new Precision(8, 8)), List.of(8, 8))));
        assertFalse(profile.allows(network, new NetworkPrecisions(List.of(new Precision(4, 4)), List.of(4, 8))));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        "name: gpu-example",
                        "name: GPU 1",
                        "1:7: 'name' must be a name of small letters, digits and hyphens, not the text 'GPU 1'."),
                Arguments.of(
                        "device: gpu",
                        "device: gpuu",
                        "3:9: 'device' must be 'cpu', 'gpu', 'fpga', 'dsp', 'asic' or 'mcu', not the text 'gpuu'. Maybe you meant 'gpu' or 'cpu'."),
                Arguments.of("origin: vendor\n", "", "1:1: the key 'origin' is missing."),
                Arguments.of("memory_gb_per_s", "memory_gb", "8:3: no key is named 'memory_gb' here in 'roofline'"),
                Arguments.of(
                        "peak_tops: 10",
                        "peak_tops: 0",
                        "11:37: 'peak_tops' must be a positive number, from 1e-9 to 1e9, not 0."),
                Arguments.of(
                        "peak_tops: 10",
                        "peak_tops: -5",
                        "11:37: 'peak_tops' must be a positive number, from 1e-9 to 1e9, not -5. Maybe write a positive number."),
                Arguments.of(
                        "peak_tops: 10",
                        "peak_tops: 1e300",
                        "11:37: 'peak_tops' must be a positive number, from 1e-9 to 1e9, not 1.0E300. Maybe write a positive number, from 1e-9 to 1e9."),
                Arguments.of(
                        "peak_tops: 10",
                        "peak_tops: 1e-320",
                        "11:37: 'peak_tops' must be a positive number, from 1e-9 to 1e9, not"),
                Arguments.of(
                        "memory_efficiency: 1",
                        "memory_efficiency: 1e-320",
                        "9:22: 'memory_efficiency' must be a share from 1e-6 to 1, not"),
                Arguments.of(
                        "overhead_us: 1}\n    int4",
                        "overhead_us: 1e305}\n    int4",
                        "11:71: 'overhead_us' must be a number from 0 to 1e9, not 1.0E305."),
                Arguments.of(
                        "peak_tops: 10",
                        "peak_tops: fast",
                        "11:37: 'peak_tops' must be a positive number, from 1e-9 to 1e9, not the text 'fast'."),
                Arguments.of(
                        "efficiency: 0.5, overhead_us: 1}\n    int4",
                        "efficiency: 1.5, overhead_us: 1}\n    int4",
                        "11:53: 'efficiency' must be a share from 1e-6 to 1, not 1.5."),
                Arguments.of(
                        "[8/8], peak_tops: 10",
                        "[16/8], peak_tops: 10",
                        "11:20: item 1 of 'pairs' must be weight bits and activation bits such as 8/8"),
                Arguments.of(
                        "pairs: [4/4]",
                        "pairs: [4/4, 8/8]",
                        "12:11: 8/8 belongs to class 'int8' already. Maybe leave it out of one of the two."),
                Arguments.of("pairs: [4/4], ", "", "12:11: class 'int4' names no widths. Maybe add 'pairs: [8/8]'."),
                Arguments.of(
                        "pairs: [4/4]",
                        "weights: [4]",
                        "12:12: the key 'weights' does not stand alone in 'int4'. Maybe add 'activations'."),
                Arguments.of(
                        "pairs: [4/4]",
                        "pairs: [4/4], weights: [4], activations: [4]",
                        "12:11: widths are given both as pairs and as lists."),
                Arguments.of(
                        "{pairs: [8/8]}\nroof",
                        "{pairs: [8/8, 2/2]}\nroof",
                        "5:11: widths without a price are legal in layers of kind conv: 2/2. Maybe measure such layers, or allow only widths that have figures."),
                Arguments.of(
                        "{pairs: [8/8]}\nroof",
                        "{scheme: {scales: any}}\nroof",
                        "5:11: no width is legal in layers of any kind. Maybe add 'pairs: [8/8]' for layers of all kinds."),
                Arguments.of(
                        "efficiency: 0.5, overhead_us: 1}\n    int4",
                        "efficiency: {conv: 0.5, gemm: 0.5}, overhead_us: 1}\n    int4",
                        "11:53: the key 'depthwise' is missing in 'efficiency'."),
                Arguments.of(
                        "efficiency: 0.5, overhead_us: 1}\n    int4",
                        "efficiency: {conv: 0.5, depthwise: 0, gemm: 0.5}, overhead_us: 1}\n    int4",
                        "11:76: 'depthwise' must be a share from 1e-6 to 1, not 0."),
                Arguments.of(
                        "  batch: 1\n",
                        "  batch: 1\n  calibrated: {kinds: [conv], mmac_per_sample: [100, 1]}\n",
                        "8:15: the range from 100000000 to 1000000 multiply-accumulates is empty. Maybe swap the two numbers."),
                Arguments.of(
                        "  batch: 1\n",
                        "  batch: 1\n  calibrated: {kinds: [pool], mmac_per_sample: [1, 100]}\n",
                        "8:24: item 1 of 'kinds' must be 'conv', 'depthwise' or 'gemm', not the text 'pool'."),
                Arguments.of(
                        "roofline:\n  batch: 1\n",
                        "energy_45nm: {weights_from: flash, activations_from: dram}\nroofline:\n  batch: 1\n",
                        "6:29: 'weights_from' must be 'sram-8kb', 'sram-32kb', 'sram-1mb' or 'dram', not the text 'flash'."),
                Arguments.of(
                        "roofline:\n  batch: 1\n",
                        "energy_45nm: {weights_from: dram}\nroofline:\n  batch: 1\n",
                        "6:14: the key 'activations_from' is missing in 'energy_45nm'. Maybe add 'activations_from: dram'."),
                Arguments.of(
                        "roofline:\n  batch: 1\n",
                        "energy_45nm: {weights_from: dram, activations_from: dram}\nroofline:\n  batch: 1\n  power_w: 9\n",
                        "6:1: energy follows from figures of the roofline already. Maybe delete one of the two."),
                Arguments.of(
                        "{pairs: [8/8]}\nroof",
                        "{pairs: []}\nroof",
                        "5:19: 'pairs' has no items, but must have at least 1. Maybe write 'pairs: [8/8, 4/4]'."),
                Arguments.of(
                        "{pairs: [8/8]}\nroof",
                        "{}\nroof",
                        "5:11: 'legality' has no keys, but must have at least 1. Maybe write 'legality: {pairs: [8/8, 4/4]}'."),
                Arguments.of(
                        "legality: {pairs: [8/8]}\n",
                        "",
                        "1:1: the profile does not say which widths run, the key 'legality' is missing. Maybe add 'legality: {pairs: [8/8, 4/4]}', or 'extends: gpu-nvidia-t4' to say only what differs from another profile."),
                Arguments.of(
                        "{pairs: [8/8]}\nroof",
                        "{pairs: [8/8], gemm: {}}\nroof",
                        "5:32: no widths are given. Maybe add 'pairs: [8/8]'."),
                Arguments.of(
                        "  batch: 1\n",
                        "  batch: 1\n  memory_pj_per_byte: 20\n",
                        "7:3: energy needs both 'memory_pj_per_byte' and 'pj_per_operation' in the classes."),
                Arguments.of(
                        "overhead_us: 1}\n    int4",
                        "overhead_us: 1, pj_per_operation: 1}\n    int4",
                        "7:3: energy needs both"),
                Arguments.of(
                        "  batch: 1\n",
                        "  batch: 1\n  power_w: 9\n  memory_pj_per_byte: 20\n",
                        "8:3: energy follows from power and from operations."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesInARooflineAreTold(String right, String wrong, String message) {
        assertTrue(ROOFLINE.contains(right));
        assertRefused(
                "gpu.yaml:" + message,
                () -> HardwareProfiles.parse(
                        "gpu.yaml", ROOFLINE.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong))));
    }

    static Stream<Arguments> tableMistakes() {
        return Stream.of(
                Arguments.of(
                        "date: 2026-01-31",
                        "date: 2026-31-01",
                        "10:9: there is no day 2026-31-01. Maybe month and day are swapped."),
                Arguments.of("date: 2026-01-31", "date: today", "10:9: 'date' must be a date such as 2026-01-31"),
                Arguments.of(
                        "input: 28x28x1,",
                        "input: 28x28,",
                        "30:27: 'input' must be a height, a width and a number of channels such as 28x28x16, not the text '28x28'. Maybe write 'input: 28x28x16'."),
                Arguments.of("input: 28x28x1,", "input: 999999x28x1,", "30:27: 'input' must be a height"),
                Arguments.of(
                        "kind: conv, input: 28",
                        "kind: convolution, input: 28",
                        "30:14: 'kind' must be 'conv', 'depthwise' or 'gemm', not the text 'convolution'."),
                Arguments.of(
                        "{bytes: 12.5, planes: 9.1}",
                        "{bytes: 12.5}",
                        "30:78: the figure of class 'planes' is missing. Maybe add 'planes: 12.5'."),
                Arguments.of(
                        "median_us: {bytes: 12.5, planes: 9.1}, spread_us: {bytes: 0.3, ",
                        "median_us: {planes: 9.1}, spread_us: {",
                        "30:78: the figure of class 'bytes' is missing. Maybe add 'bytes: 12.5'."),
                Arguments.of("figures: 6, ", "", "19:11: the key 'figures' is missing in 'conv'."),
                Arguments.of(
                        "median_percent: 4.5",
                        "median_percent: 45",
                        "19:11: the 90th percentile of the error lies below its median. Maybe measure the profile again."),
                Arguments.of(
                        "{bytes: 12.5, planes: 9.1}",
                        "{bytes: 12.5, plane: 9.1, planes: 9.1}",
                        "30:92: no class is named 'plane'. Maybe you meant 'planes'."),
                Arguments.of(
                        "{bytes: 12.5, planes: 9.1}",
                        "{bytes: 0, planes: 9.1}",
                        "30:86: 'bytes' must be a positive number, from 1e-9 to 1e9, not 0."),
                Arguments.of(
                        "{bytes: 0.3, planes: 0.2}",
                        "{bytes: -0.3, planes: 0.2}",
                        "30:125: 'bytes' must be a number from 0 to 1e9, not -0.3."),
                Arguments.of(
                        "groups: 4,",
                        "groups: 5,",
                        "32:7: layer 'conv': 5 groups do not divide 32 input and 32 output channels."),
                Arguments.of(
                        "input: 14x14x32, output: 7x7x32, kernel: 3x3, groups: 4",
                        "input: 14x14x32, output: 14x14x32, kernel: 3x3",
                        "32:7: this shape stands here a second time, the first is at cpu.yaml:31:7."),
                Arguments.of(
                        "    conversion: 0.25\n",
                        "",
                        "21:5: the key 'conversion' is missing in 'glue_ns_per_element'."),
                Arguments.of(
                        "  activations: [2, 4, 8]\ntable:",
                        "  activations: [2, 4, 8]\n  depthwise: {pairs: [8/6]}\ntable:",
                        "12:3: widths without a price are legal in layers of kind depthwise: 8/6. Maybe measure such layers, or allow only widths that have figures."),
                Arguments.of(
                        "table:\n",
                        "roofline: {batch: 1, memory_gb_per_s: 1, memory_efficiency: 1, classes: {a: {pairs: [8/8], peak_tops: 1, efficiency: 1, overhead_us: 1}}}\ntable:\n",
                        "15:1: the profile prices in several ways, 'roofline', 'table'. Maybe keep one of them."));
    }

    @ParameterizedTest
    @MethodSource("tableMistakes")
    void mistakesInATableAreTold(String right, String wrong, String message) {
        assertTrue(table().contains(right));
        assertRefused("cpu.yaml:" + message, () -> HardwareProfiles.parse("cpu.yaml", table().replace(right, wrong)));
    }

    @Test
    void energyIsNotAddedToModelsThatCountTheirOwn() throws IOException {
        String yaml = Files.readString(Path.of("profiles", "asic-bitfusion.yaml"))
                + "energy_45nm: {weights_from: dram, activations_from: dram}\n";
        String actual = assertThrows(InvalidInputException.class, () -> HardwareProfiles.parse("p.yaml", yaml))
                .getMessage();
        assertTrue(
                actual.endsWith(":1: 'bit_fusion' counts energy in its own way or not at all. Maybe delete it."),
                actual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e300", "1e305", "1e-320", "-1", "0"})
    void figuresOutOfBoundsAreToldWhereTheyStand(String figure) throws IOException {
        for (String name : HardwareProfiles.names()) {
            String yaml = Files.readString(Path.of("profiles", name + ".yaml"));
            Matcher clock =
                    Pattern.compile("(?:clock_mhz|memory_gb_per_s): ([0-9.]+)").matcher(yaml);
            if (clock.find()) {
                String wrong = yaml.substring(0, clock.start(1)) + figure + yaml.substring(clock.end(1));
                InvalidInputException refusal =
                        assertThrows(InvalidInputException.class, () -> HardwareProfiles.parse("p.yaml", wrong));
                assertTrue(refusal.place().matches("p.yaml:\\d+:\\d+"), refusal.getMessage());
                assertTrue(
                        refusal.problem().contains("must be a positive number, from 1e-9 to 1e9"),
                        refusal.getMessage());
            }
        }
    }

    @Test
    void aProfileWithoutPricesIsTold() {
        assertRefused(
                "none.yaml:1:1: the profile prices nothing. Maybe add one of 'bit_fusion', 'bit_serial', 'dataflow', 'roofline', 'table'.",
                () -> HardwareProfiles.parse("none.yaml", ROOFLINE.substring(0, ROOFLINE.indexOf("roofline"))));
        assertRefused(
                "bare.yaml:8:1: the key 'table' does not stand alone. Maybe add 'measured'.",
                () -> HardwareProfiles.parse("bare.yaml", table().replaceFirst("(?s)measured:\n.*?(?=legality)", "")));
    }

    private static void assertRefused(String message, Executable reading) {
        String actual = assertThrows(InvalidInputException.class, reading).getMessage();
        assertTrue(actual.startsWith(message), () -> "\nexpected: " + message + "\nactual:   " + actual);
    }
}
