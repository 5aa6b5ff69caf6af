package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.runtime.OnnxRuntimeOracle;
import dev.vernier.evaluator.testing.Attack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to models, such as those with operators that are passed on, branches, and data in other files: reading
 * ends with a graph that can be folded, written and laid out for quantization, or with a refusal, soon, and without much
 * memory.
 */
class HostileModelTest {
    private static final int MUTATIONS = 20;
    private static final OnnxReader.Options OPTIONS =
            new OnnxReader.Options(Optional.of(new OnnxRuntimeOracle()), new TreeMap<>());

    @TempDir
    private Path folder = Path.of("");

    record Victim(String name, byte[] bytes) implements Attack.Target {
        @Override
        public String file() {
            return "hostile.onnx";
        }

        @Override
        public void prepare(Path folder) throws IOException {
            Files.write(folder.resolve("w.bin"), new byte[80]);
        }

        @Override
        public byte[] damaged(Random random) {
            return ModelMutator.damage(bytes, random);
        }

        @Override
        public void read(Path file) {
            Graph graph = Folding.fold(OnnxReader.read(file, OPTIONS).graph());
            assertTrue(OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults()).length > 0);
            NetworkLayout.of(graph, 8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Victim> victims() {
        Stream<Victim> modelled = ModelCases.all()
                .map(model -> new Victim(model.name(), model.builder().bytes()));
        Stream<Victim> others = OtherModels.all()
                .map(model -> new Victim(model.name(), model.builder().bytes()));
        Stream<Victim> apart = Stream.of(
                new Victim("branches", BranchTest.model(true).bytes()), new Victim("external data", externalData()));
        return Stream.of(modelled, others, apart).flatMap(each -> each);
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
        Attack.withSeeds(victim, folder, 31L * victim.name().hashCode(), MUTATIONS);
    }

    @Tag("fuzz")
    @Test
    void manyDamagedModelsGiveAGraphOrARefusal() throws IOException {
        Attack.forMinutes("ONNX", victims().toList(), folder);
    }
}
