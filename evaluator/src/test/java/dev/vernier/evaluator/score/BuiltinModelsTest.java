package dev.vernier.evaluator.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.FashionMnist;
import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuiltinModelsTest {
    /** The accuracies that the recipes in {@code configs/recipes} state; all images, in ONNX Runtime. */
    @ParameterizedTest
    @CsvSource({"fashion-resnet8, 0.9376", "fashion-dscnn, 0.9268"})
    void theShippedModelsAreAsAccurateAsTheirRecipesSay(String name, double accuracy) {
        Graph graph = Folding.fold(BuiltinModels.read(name).graph());
        Dataset samples = FashionMnist.embeddedTest();
        byte[] model = OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults());
        try (FloatRunner runner = new FloatRunner(model, FloatRunner.Fusion.ON, 2)) {
            Outputs outputs = FloatReference.outputs(runner, graph, samples, "test", Progress.silent());
            assertEquals(
                    accuracy,
                    new Yardstick(QualityMetrics.ACCURACY, outputs, samples)
                            .ofFloat()
                            .value(),
                    5e-5);
        }
    }
}
