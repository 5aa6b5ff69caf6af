package dev.vernier.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.GeneratedData;
import dev.vernier.evaluator.data.SparseCoding;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Op;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.Window;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.DifferentiableRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The networks for generated data. */
class ScientificNetworksTest {
    @TempDir
    Path folder;

    static List<String> architectures() {
        return Architectures.names().stream()
                .filter(name -> GeneratedData.NAMES.stream().anyMatch(name::startsWith))
                .toList();
    }

    /** A short training by the shipped recipe, on a few samples. */
    @ParameterizedTest
    @MethodSource("architectures")
    void recipesLearnAndKeepWhatIsFixed(String name) throws IOException {
        Recipe shipped = RecipeReader.read(Path.of("../configs/recipes/" + name + ".yaml"));
        Descent settings = shipped.descent();
        Descent brief = new Descent(
                settings.method(),
                4,
                16,
                settings.learningRate(),
                0.5,
                settings.momentum(),
                settings.weightDecay(),
                0,
                0.5);
        Recipe recipe = new Recipe(name, name, 1, shipped.source(), shipped.goal(), brief, shipped.augmentation());
        TrainingData all = shipped.source().open();
        TrainingData few = new TrainingData(some(all.training()), some(all.validation()), some(all.test()));
        Untrained start = Architectures.create(name, 1);
        double before = Evaluation.of(start.graph(), recipe.goal().figure(), few.training());
        Graph trained = new Trainer(recipe, start, few, folder, Progress.silent())
                .train()
                .graph();
        double after = Evaluation.of(trained, recipe.goal().figure(), few.training());
        boolean better = recipe.goal().figure().maximised() ? after > before : after < before;
        assertTrue(better, before + " became " + after);
        for (String constant : start.fixed()) {
            assertArrayEquals(
                    start.graph().floats(constant).data(),
                    trained.floats(constant).data(),
                    constant);
        }
        start.mirrors()
                .forEach((constant, mirror) -> assertArrayEquals(
                        mirror.of(trained.floats(mirror.source())).data(),
                        trained.floats(constant).data(),
                        constant));
    }

    private static Dataset some(Dataset samples) {
        return samples.subset(IntStream.range(0, 64).toArray());
    }

    /** The figures that the recipes in {@code configs/recipes} state, and networks without floating parts. */
    @ParameterizedTest
    @CsvSource({
        "antiderivative-deeponet, 0.0180",
        "burgers-fno, 0.0068",
        "graph-families-gcn, 0.9860",
        "language-rnn, 2.4988",
        "shapes-mgic, 0.9385",
        "shapes-nonlocal, 0.8880",
        "shapes-symmetric, 0.9230",
        "shapes-symmetric-tv, 0.9065",
        "sparse-coding-ista, 0.0259"
    })
    void theShippedModelsAreAsGoodAsTheirRecipesSay(String name, double figure) {
        Graph graph = Folding.fold(BuiltinModels.read(name).graph());
        Recipe recipe = RecipeReader.read(Path.of("../configs/recipes/" + name + ".yaml"));
        TrainingData data = recipe.source().open();
        assertEquals(figure, Evaluation.of(graph, recipe.goal().figure(), data.test()), 5e-5);
        for (Stage stage : NetworkLayout.of(graph, 8).stages()) {
            assertTrue(!(stage instanceof Stage.Floating), stage::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "antiderivative-deeponet, 16768",
        "burgers-fno, 34465",
        "graph-families-gcn, 9156",
        "language-rnn, 3904",
        "shapes-mgic, 15654",
        "shapes-nonlocal, 18502",
        "shapes-symmetric, 21222",
        "shapes-symmetric-tv, 21222",
        "sparse-coding-ista, 45568"
    })
    void weightsAreAsManyAsWorkedOutByHand(String name, long expected) {
        Untrained start = Architectures.create(name, 1);
        long weights = start.graph().constants().entrySet().stream()
                .filter(entry -> !start.fixed().contains(entry.getKey())
                        && !start.mirrors().containsKey(entry.getKey()))
                .mapToLong(entry -> entry.getValue().shape().elements())
                .sum();
        assertEquals(expected, weights);
    }

    /** Twice the channels take about twice the weights, not four times as many. */
    @Test
    void multigridBlocksGrowWithTheirWidth() {
        double growth = (double) multigridWeights(1024) / multigridWeights(512);
        assertTrue(growth > 1.9 && growth < 2.1, "grew by " + growth);
    }

    private static long multigridWeights(int channels) {
        NetworkDraft draft = new NetworkDraft("block", new Random(1));
        draft.graph().input("image", Shape.of(1, channels, 4, 4));
        Graph graph =
                draft.build(MultigridNetwork.block(draft, "block", "image")).graph();
        return graph.constants().values().stream()
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
    }

    @Test
    void unrolledIstaStartsAsIsta() {
        Graph graph = Architectures.create("sparse-coding-ista", 1).graph();
        Dataset samples = GeneratedData.test("sparse-coding");
        float[] measured = new float[SparseCoding.MEASUREMENTS];
        samples.read(0, measured, 0);
        float[] found = new DifferentiableRunner(graph, Set.of()).infer(measured, 1);
        assertArrayEquals(ista(measured, 8), found, 1e-5f);
    }

    /** Steps x ← max(0, x − (Dᵀ(Dx − y) + λ)/‖D‖²), the norm by Commons Math. */
    private static float[] ista(float[] measured, int steps) {
        RealMatrix dictionary = new Array2DRowRealMatrix(SparseCoding.dictionary()).transpose();
        RealVector y = new ArrayRealVector(IntStream.range(0, measured.length)
                .mapToDouble(i -> measured[i])
                .toArray());
        double norm = new SingularValueDecomposition(dictionary).getNorm();
        RealVector code = new ArrayRealVector(SparseCoding.ATOMS);
        for (int step = 0; step < steps; step++) {
            RealVector slope = dictionary.preMultiply(dictionary.operate(code).subtract(y));
            code = code.subtract(slope.mapAdd(0.05).mapDivide(norm * norm)).map(value -> Math.max(0, value));
        }
        float[] result = new float[SparseCoding.ATOMS];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) code.getEntry(i);
        }
        return result;
    }

    /** ⟨K·x, y⟩ = ⟨x, Kᵀ·y⟩ */
    @Test
    void mirroredConvolutionsAreAdjoint() {
        Random random = new Random(3);
        NetworkDraft draft = new NetworkDraft("g", random);
        draft.graph().input("x", Shape.of(1, 2, 5, 5)).input("y", Shape.of(1, 3, 5, 5));
        draft.convolution("k", "x", 3, 3, 1, 1);
        draft.mirrored("t.weight", new Mirror("k.weight", 1));
        draft.graph().node("t", new Op.Conv(Window.square(3, 1, 1), 1), "y", "t.weight");
        Graph forward = draft.build("k").graph();
        Graph backward = forward.withOutputs(List.of("t"));
        float[] x = normal(random, 50);
        float[] y = normal(random, 75);
        float[] kx = new DifferentiableRunner(forward, Set.of()).infer(List.of(x, y), 1);
        float[] ty = new DifferentiableRunner(backward, Set.of()).infer(List.of(x, y), 1);
        assertEquals(product(kx, y), product(x, ty), 1e-4);
    }

    /** A step of a stable diffusion brings any two images closer. */
    @Test
    void symmetricBlocksDoNotTearImagesApart() {
        Graph graph = Architectures.create("shapes-symmetric", 1).graph();
        DifferentiableRunner before = new DifferentiableRunner(graph.withOutputs(List.of("stem.relu")), Set.of());
        DifferentiableRunner after = new DifferentiableRunner(graph.withOutputs(List.of("block2")), Set.of());
        Random random = new Random(5);
        float[] one = normal(random, 256);
        float[] other = normal(random, 256);
        assertTrue(distance(after, one, other) <= distance(before, one, other));
    }

    private static double distance(DifferentiableRunner runner, float[] one, float[] other) {
        float[] from = runner.infer(one, 1);
        float[] to = runner.infer(other, 1);
        for (int i = 0; i < from.length; i++) {
            from[i] -= to[i];
        }
        return Math.sqrt(product(from, from));
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** As the equation does, an untrained operator takes shifted flows to shifted flows. */
    @Test
    void fourierOperatorKnowsNoOrigin() {
        Graph graph = Architectures.create("burgers-fno", 3).graph();
        DifferentiableRunner runner = new DifferentiableRunner(graph, Set.of());
        float[] flow = new float[64];
        GeneratedData.test("burgers").read(0, flow, 0);
        float[] result = runner.infer(flow, 1);
        assertTrue(result[0] != result[5]);
        assertArrayEquals(shifted(result, 5), runner.infer(shifted(flow, 5), 1), 1e-4f);
    }

    private static float[] shifted(float[] values, int by) {
        float[] shifted = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            shifted[(i + by) % values.length] = values[i];
        }
        return shifted;
    }

    /** Forward and back, a flow of few waves stays what it is. */
    @Test
    void fourierTransformsAreInverse() {
        Graph graph = Architectures.create("burgers-fno", 1).graph();
        float[] forward = graph.floats("fourier").data();
        float[] backward = graph.floats("fourier.inverse").data();
        float[] flow = new float[64];
        GeneratedData.test("burgers").read(0, flow, 0);
        float[] back = new float[64];
        for (int mode = 0; mode < 16; mode++) {
            for (int part = 0; part < 2; part++) {
                float coefficient = 0;
                for (int point = 0; point < 64; point++) {
                    coefficient += flow[point] * forward[(point * 16 + mode) * 4 + part];
                }
                for (int point = 0; point < 64; point++) {
                    back[point] += coefficient * backward[(2 * mode + part) * 64 + point];
                }
            }
        }
        assertArrayEquals(flow, back, 1e-5f);
    }

    /** What is asked at one place does not depend on the other places. */
    @Test
    void deepOperatorAnswersEachPlaceAlone() {
        DifferentiableRunner runner = new DifferentiableRunner(
                Architectures.create("antiderivative-deeponet", 1).graph(), Set.of());
        Dataset samples = GeneratedData.test("antiderivative");
        float[] function = new float[64];
        float[] places = new float[32];
        samples.read(0, 0, function, 0);
        samples.read(0, 1, places, 0);
        float[] answers = runner.infer(List.of(function, places), 1);
        float[] same = new float[32];
        Arrays.fill(same, places[9]);
        for (float answer : runner.infer(List.of(function, same), 1)) {
            assertEquals(answers[9], answer, 1e-5f);
        }
    }
}
