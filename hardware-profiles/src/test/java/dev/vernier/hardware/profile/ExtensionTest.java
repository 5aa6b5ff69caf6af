package dev.vernier.hardware.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExtensionTest {
    private static final String BASE = """
            name: base
            description: A base
            device: gpu
            origin: vendor
            sources: [Here, There]
            legality: {pairs: [8/8, 4/4], depthwise: {pairs: [8/8]}, scheme: {activations: symmetric}}
            roofline:
              batch: 1
              memory_gb_per_s: 100
              memory_efficiency: 1
              power_w: 10
              classes:
                int8: {pairs: [8/8], peak_tops: 10, efficiency: 0.5, overhead_us: 1}
                int4: {pairs: [4/4], peak_tops: 20, efficiency: 0.5, overhead_us: 1}
            """;

    @TempDir
    private Path folder;

    private void write(String file, String yaml) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HardwareProfile load(String yaml) {
        write("base.yaml", BASE);
        write("mine.yaml", yaml);
        return HardwareProfiles.load("mine.yaml", folder);
    }

    private static List<String> allowed(HardwareProfile profile, LayerKind kind) {
        return profile.legality().allowed(kind).stream()
                .map(Precision::toString)
                .toList();
    }

    private static double latencyMs(HardwareProfile profile) {
        LayerWorkload layer = new LayerWorkload("g", LayerKind.GEMM, 1, 1, 1000, 1, 1, 1000, 1, 1, 1);
        NetworkWorkload network = new NetworkWorkload(
                List.of(new NetworkWorkload.Tensor("x", 1000), new NetworkWorkload.Tensor("y", 1000)),
                List.of(new Step.Layer(layer, 0, 1)));
        NetworkPrecisions plan = new NetworkPrecisions(List.of(new Precision(8, 8)), List.of(8, 8));
        return profile.costModel()
                .price(network, plan)
                .get(CostMetric.LATENCY_MS)
                .orElseThrow();
    }

    @Test
    void whatIsNotSaidIsInherited() {
        HardwareProfile profile = load("extends: base.yaml\nname: mine\nsources: [Mine]\n");
        assertEquals("mine", profile.name());
        assertEquals("A base", profile.description());
        assertEquals(Origin.VENDOR, profile.origin());
        assertEquals(List.of("Mine"), profile.sources());
        assertEquals(List.of("4/4", "8/8"), allowed(profile, LayerKind.CONV));
        assertEquals("base.yaml", profile.base().orElseThrow());
        assertTrue(profile.describe().contains("\nextends: base.yaml\n"), profile.describe());
    }

    @Test
    void blocksAreMergedKeyByKey() {
        HardwareProfile base = HardwareProfiles.parse("base.yaml", BASE);
        HardwareProfile profile = load("""
                extends: base.yaml
                name: mine
                origin: uncalibrated
                roofline: {memory_gb_per_s: 1000000, classes: {int8: {overhead_us: 5}}}
                """);
        // 1,000,000 bytes of weights at 100 GB/s take 10 µs; far faster memory leaves 0.4 µs of computing and 5 of
        // overhead.
        assertEquals(1e-3 * (1 + 10.02), latencyMs(base), 1e-12);
        assertEquals(1e-3 * (5 + 0.4), latencyMs(profile), 1e-12);
        assertEquals(
                Set.of(CostMetric.LATENCY_MS, CostMetric.ENERGY_UJ),
                profile.costModel().metrics());
    }

    @Test
    void anEmptyValueTakesAwayWhatIsInherited() {
        HardwareProfile profile = load("""
                extends: base.yaml
                name: mine
                origin: vendor
                legality: {pairs: [8/8], depthwise: }
                roofline: {power_w: , classes: {int4: }}
                """);
        assertEquals(Set.of(CostMetric.LATENCY_MS), profile.costModel().metrics());
        assertEquals(1, profile.costModel().precisions(LayerKind.CONV).size());
        assertEquals(List.of("8/8"), allowed(profile, LayerKind.DEPTHWISE));
    }

    @Test
    void widthsOfEitherFormReplaceThoseOfTheOther() {
        HardwareProfile lists = load("extends: base.yaml\nname: mine\nlegality: {weights: [4], activations: [4]}\n");
        assertEquals(List.of("4/4"), allowed(lists, LayerKind.CONV));
        assertEquals(List.of("8/8"), allowed(lists, LayerKind.DEPTHWISE), "a rule for one kind stays");
        assertEquals(
                QuantizationScheme.Activations.SYMMETRIC,
                lists.legality().scheme().activations());
        write("lists.yaml", "extends: ./base.yaml\nname: lists\nlegality: {weights: [4], activations: [4]}\n");
        HardwareProfile pairs = load("extends: lists.yaml\nname: mine\nlegality: {pairs: [8/8]}\n");
        assertEquals(List.of("8/8"), allowed(pairs, LayerKind.CONV));
    }

    @Test
    void anotherWayToPriceReplacesTheInheritedOne() {
        HardwareProfile profile = load("""
                extends: base.yaml
                name: mine
                origin: measured
                measured: {cpu: A, kernels: B, java: "25", threads: 1, date: 2026-01-31}
                legality: {pairs: [8/8]}
                table:
                  classes: {all: {pairs: [8/8]}}
                  glue_ns_per_element: {add: 0, concat: 0, pool: 0, move: 0, elementwise: 0, conversion: 0}
                  layers:
                    - {kind: gemm, input: 1x1x1000, output: 1x1x1000, kernel: 1x1, median_us: {all: 7}, spread_us: {all: 0}}
                    - {kind: depthwise, input: 1x1x8, output: 1x1x8, kernel: 1x1, groups: 8, median_us: {all: 7}, spread_us: {all: 0}}
                """);
        assertEquals(7e-3, latencyMs(profile), 1e-12);
    }

    @Test
    void howATableWasMeasuredFallsAwayWithIt() {
        HardwareProfile profile = load("""
                extends: cpu-x86-avx512
                name: mine
                origin: uncalibrated
                legality: {pairs: [8/8]}
                energy_45nm:
                roofline:
                  batch: 1
                  memory_gb_per_s: 100
                  memory_efficiency: 1
                  classes: {int8: {pairs: [8/8], peak_tops: 10, efficiency: 0.5, overhead_us: 1}}
                """);
        assertTrue(profile.measurement().isEmpty());
    }

    @Test
    void shippedProfilesAreExtendedByName() {
        HardwareProfile base = HardwareProfiles.load("gpu-nvidia-t4", Path.of(""));
        HardwareProfile profile = load("extends: gpu-nvidia-t4\nname: my-t4\nlegality: {pairs: [8/8]}\n");
        assertEquals(latencyMs(base), latencyMs(profile));
        assertEquals(List.of("8/8"), allowed(profile, LayerKind.CONV));
        assertEquals(base.legality().scheme(), profile.legality().scheme());
        assertEquals(base.caveats(), profile.caveats());
    }

    @Test
    void pathsBeginWhereTheFileLies() {
        write("far/away.yaml", "extends: ../base.yaml\nname: away\n");
        HardwareProfile profile = load("extends: far/away.yaml\nname: mine\n");
        assertEquals("A base", profile.description());
    }

    @Test
    void theHashIsThatOfAllFiles() {
        HardwareProfile profile = load("extends: base.yaml\nname: mine\n");
        write("base.yaml", BASE + "# another remark\n");
        HardwareProfile other = HardwareProfiles.load("mine.yaml", folder);
        assertNotEquals(profile.sha256(), other.sha256());
        assertEquals(64, profile.sha256().length());
        assertEquals(other.sha256(), HardwareProfiles.load("mine.yaml", folder).sha256());
    }

    @Test
    void aBaseNeedNotBeComplete() {
        write("part.yaml", "sources: [A part]\nlegality: {pairs: [8/8]}\n");
        HardwareProfile profile = load(BASE.replaceAll("sources.*\\nlegality.*\\n", "extends: part.yaml\n"));
        assertEquals(List.of("A part"), profile.sources());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        "extends: base.yaml\n",
                        "mine.yaml:1:1: a profile that extends another needs a name of its own. Maybe add 'name: my-device'."),
                Arguments.of(
                        "name: base\nextends: base.yaml\n",
                        "mine.yaml:1:7: the profile 'base' that this one extends has the same name. Maybe choose another name."),
                Arguments.of(
                        "name: mine\nextends: bass.yaml\n",
                        "mine.yaml:2:10: 'bass.yaml': there is no file %sbass.yaml. Maybe you meant 'base.yaml'."),
                Arguments.of(
                        "name: mine\nextends: gpu-nvidia-t5\n",
                        "mine.yaml:2:10: 'gpu-nvidia-t5': none of this name is shipped. Maybe you meant 'gpu-nvidia-t4', or name a file by its path."),
                Arguments.of(
                        "name: mine\nextends: cpu-host\n",
                        "mine.yaml:2:10: 'cpu-host': this machine was not measured: there is no file %scpu-host.yaml."),
                Arguments.of(
                        "name: mine\nextends: [base.yaml]\n",
                        "mine.yaml:2:10: 'extends' must be the name of a profile, or the path of its file."),
                Arguments.of("name: mine\nextends: \"a\\0.yaml\"\n", "mine.yaml:2:10: 'a·.yaml': this is no path."),
                Arguments.of(
                        "name: mine\nextends: ./mine.yaml\n",
                        "mine.yaml:2:10: profiles extend each other in a circle: %smine.yaml → %smine.yaml. Maybe take 'extends' out of one of them."),
                Arguments.of(
                        "name: mine\nextends: other.yaml\n",
                        "third.yaml:2:10: profiles extend each other in a circle: %sother.yaml → %sthird.yaml → %sother.yaml."),
                Arguments.of(
                        "name: mine\nextends: base.yaml\nroofline: {power_w: 9}\n",
                        "mine.yaml:3:1: figures are changed here, so the origin of 'base.yaml' does not tell of them. Maybe add 'origin: uncalibrated', or where else they come from."),
                Arguments.of(
                        "name: mine\nextends: base.yaml\norigin: vendor\nroofline: {batch: 0}\n",
                        "mine.yaml:4:19: 'batch' must be at least 1, not 0."),
                Arguments.of(
                        "name: mine\nextends: base.yaml\norigin: vendor\nroofline: {batches: 2}\n",
                        "mine.yaml:4:12: no key is named 'batches' here in 'roofline'. Maybe you meant 'batch'."),
                Arguments.of(
                        "name: mine\nextends: base.yaml\nlegality: {weights: [4]}\n",
                        "mine.yaml:3:12: the key 'weights' does not stand alone in 'legality'."),
                Arguments.of(
                        "name: mine\nextends: base.yaml\norigin: vendor\nenergy_45nm: {weights_from: dram, activations_from: dram}\n",
                        "mine.yaml:4:1: energy follows from figures of the roofline already."),
                Arguments.of(
                        "name: mine\nextends: base.yaml\nlegality: {gemm: {pairs: [2/2]}}\n",
                        "mine.yaml:3:11: widths without a price are legal in layers of kind gemm: 2/2."));
    }

    private void assertRefused(String message, String yaml) {
        String expected = folder + "/" + message.replace("%s", folder + "/");
        String actual =
                assertThrows(InvalidInputException.class, () -> load(yaml)).getMessage();
        assertTrue(actual.startsWith(expected), () -> "\nexpected: " + expected + "\nactual:   " + actual);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreToldWhereTheyStand(String yaml, String message) {
        write("other.yaml", "name: other\nextends: third.yaml\n");
        write("third.yaml", "name: third\nextends: ./../" + folder.getFileName() + "/other.yaml\n");
        assertRefused(message, yaml);
    }

    @Test
    void whatIsWrongInABaseIsToldThere() {
        write("broken.yaml", "name: broken\nextends: base.yaml\nlegality: {pairs: [16/8]}\n");
        assertRefused("broken.yaml:3:20: item 1 of 'pairs' must be", "name: mine\nextends: broken.yaml\n");
        write("broken.yaml", "name: broken\nextends: base.yaml\nlegality: {pairs: [8/8\n");
        assertRefused("broken.yaml:4:1: this is not YAML", "name: mine\nextends: broken.yaml\n");
        write("broken.yaml", "");
        assertRefused("mine.yaml:2:10: %sbroken.yaml: the file is empty.", "name: mine\nextends: broken.yaml\n");
    }

    @Test
    void chainsAreBounded() {
        String before = "base";
        for (int i = 1; i <= 8; i++) {
            write("chain" + i + ".yaml", "name: chain" + i + "\nextends: " + before + ".yaml\n");
            before = "chain" + i;
        }
        assertEquals("mine", load("name: mine\nextends: chain6.yaml\n").name());
        assertRefused(
                "chain2.yaml:2:10: more than 8 profiles extend one another.", "name: mine\nextends: chain8.yaml\n");
    }
}
