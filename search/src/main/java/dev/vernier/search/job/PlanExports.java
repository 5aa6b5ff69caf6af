package dev.vernier.search.job;

import dev.vernier.evaluator.calibrate.NetworkQuantizer;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.search.config.ExportFormat;
import dev.vernier.search.export.PlanJson;
import dev.vernier.search.export.QdqExporter;
import dev.vernier.search.export.WeightOnlyExporter;
import dev.vernier.search.trial.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Plans in the formats that a configuration can ask for. */
final class PlanExports {
    private final RunInputs inputs;
    private final Workbench bench;

    PlanExports(RunInputs inputs, Workbench bench) {
        this.inputs = inputs;
        this.bench = bench;
    }

    /** Where the plan goes, relative to the run folder. */
    static String file(String id, ExportFormat format) {
        String name = id.replace('/', '-');
        return switch (format) {
            case JSON -> "models/" + name + ".json";
            case QDQ -> "models/" + name + ".qdq.onnx";
        };
    }

    /** The bytes of the plan's file; the same plan and scheme give the same bytes. */
    byte[] bytes(String id, Candidate candidate, ExportFormat format) {
        String model = inputs.model().sha256();
        return switch (format) {
            case JSON -> PlanJson.write(id, model, candidate).getBytes(StandardCharsets.UTF_8);
            case QDQ ->
                OnnxWriter.toBytes(
                        graph(candidate),
                        OnnxWriter.Options.defaults().withMetadata(Map.of("plan", id, "model", model)));
        };
    }

    private Graph graph(Candidate candidate) {
        NetworkQuantizer quantizer = bench.quantizer(candidate.scheme());
        return candidate.plan().isWeightOnly()
                ? WeightOnlyExporter.export(quantizer.weightOnly(candidate.plan()))
                : QdqExporter.export(quantizer.quantize(candidate.plan()));
    }
}
