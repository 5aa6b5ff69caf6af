package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.sun.management.ThreadMXBean;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to models with operators that are passed on, branches, and data in other files: reading ends with a
 * graph or with a refusal, soon, and without much memory.
 */
class HostileModelTest {
    private static final int MUTATIONS = 24;
    private static final long MAX_BYTES = 1L << 29;
    private static final OnnxReader.Options OPTIONS =
            new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());

    @TempDir
    private Path folder = Path.of("");

    record Victim(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Victim> victims() {
        Stream<Victim> others = OtherModels.all()
                .map(model -> new Victim(model.name(), model.builder().bytes()));
        return Stream.concat(
                others,
                Stream.of(
                        new Victim("branches", BranchTest.model(true).bytes()),
                        new Victim("external data", externalData())));
    }

    private static byte[] externalData() {
        return ModelBuilder.opset(17)
                .input("x", "N", 4)
                .initializer(ModelBuilder.tensor("w", DataType.FLOAT, 4, 4)
                        .setDataLocation(DataLocation.EXTERNAL)
                        .addExternalData(entry("location", "w.bin"))
                        .addExternalData(entry("offset", "8"))
                        .addExternalData(entry("length", "64"))
                        .build())
                .node("MatMul", "x w", "p")
                .node("Tanh", "p", "y")
                .output("y")
                .bytes();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @ParameterizedTest
    @MethodSource("victims")
    void damagedModelsGiveAGraphOrARefusal(Victim victim) throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[80]);
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = 31L * victim.name().hashCode() + i;
            assertTimeout(Duration.ofSeconds(20), () -> attack(victim, seed, folder), "seed " + seed);
        }
    }

    private static void attack(Victim victim, long seed, Path folder) {
        Path file = folder.resolve("hostile.onnx");
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            Files.write(file, ModelMutator.damage(victim.bytes(), new Random(seed)));
            Graph graph = Folding.fold(OnnxReader.read(file, OPTIONS).graph());
            assertTrue(OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults()).length > 0);
        } catch (InvalidInputException e) {
            assertTrue(!e.mend().isEmpty(), victim + ", seed " + seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(victim + ", seed " + seed, e);
        }
        long taken = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < MAX_BYTES, () -> victim + ", seed " + seed + " took " + taken + " bytes");
    }

    /** Attacks for as many minutes as the first argument says (else 10); a small heap makes it strict. */
    public static void main(String[] arguments) throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(arguments.length == 0 ? 10 : Long.parseLong(arguments[0])));
        Path folder = Files.createTempDirectory("hostile");
        Files.write(folder.resolve("w.bin"), new byte[80]);
        List<Victim> victims = victims().toList();
        long seed = System.nanoTime();
        long count = 0;
        for (; Instant.now().isBefore(end); count++, seed++) {
            Victim victim = victims.get((int) (count % victims.size()));
            Instant start = Instant.now();
            try {
                attack(victim, seed, folder);
            } catch (AssertionError e) {
                System.err.println(e + ": " + e.getCause());
            }
            if (Duration.between(start, Instant.now()).toSeconds() > 5) {
                System.err.println(victim + ", seed " + seed + " took long");
            }
        }
        System.out.println(count + " models read");
    }
}
