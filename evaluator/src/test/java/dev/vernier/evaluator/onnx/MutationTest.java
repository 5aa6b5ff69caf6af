package dev.vernier.evaluator.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.hardware.input.InvalidInputException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to a file's bytes, reading ends with a graph that can be folded and written, or with a refusal. */
class MutationTest {
    private static final int MUTATIONS = 20;

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.onnx.ModelCases#all")
    void damagedBytesGiveAGraphOrARefusal(ModelCases.Case model) {
        byte[] valid = model.builder().bytes();
        for (int i = 0; i < MUTATIONS; i++) {
            long seed = 31L * model.name().hashCode() + i;
            byte[] damaged = ModelMutator.damageBytes(valid, new Random(seed));
            Assertions.assertTimeout(Duration.ofSeconds(20), () -> read(damaged, seed), "seed " + seed);
        }
    }

    private static void read(byte[] bytes, long seed) {
        try {
            Graph graph = Folding.fold(OnnxReader.read(bytes, "damaged.onnx").graph());
            assertTrue(OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults()).length > 0);
        } catch (InvalidInputException e) {
            assertTrue(!e.mend().isEmpty(), "seed " + seed);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
