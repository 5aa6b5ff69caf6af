package dev.vernier.search.job;

import dev.vernier.evaluator.bench.NetworkTimer;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.QuantizedNetwork;
import dev.vernier.evaluator.score.Workbench;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.report.ReportData;
import dev.vernier.search.run.Outcome;
import dev.vernier.search.run.RunFolder;
import dev.vernier.search.trial.Metric;
import dev.vernier.search.trial.Objective;
import dev.vernier.search.trial.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures how long the tested plans take on this machine, beside what profiles measured on a processor like it predict.
 * The figures change from run to run; a search never sees them.
 */
final class HostRun {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private HostRun() {}

    /**
     * Measures, and writes {@code host.json}.
     *
     * @param front the front with its tests
     * @param stop asked once before the few seconds that it takes
     * @return one entry for each tested plan that such a profile prices; none where the run has no such profile or was
     *     asked to stop
     */
    static List<ReportData.HostLatency> run(
            RunInputs inputs,
            Workbench bench,
            RunFolder folder,
            Outcome outcome,
            FrontFile front,
            Progress progress,
            BooleanSupplier stop) {
        NetworkTimer timer = new NetworkTimer(bench.kernels(), progress);
        List<Objective> predictions = inputs.profiles().stream()
                .filter(timer::isHost)
                .map(HardwareProfile::name)
                .map(profile -> Objective.of(Metric.Cost.LATENCY_MS, profile))
                .toList();
        List<Trial> trials = outcome.trials().stream()
                .filter(trial ->
                        front.plan(trial.id()).flatMap(FrontFile.Entry::test).isPresent())
                .filter(trial -> predictions.stream().anyMatch(prediction -> trial.has(List.of(prediction))))
                .toList();
        if (trials.isEmpty() || stop.getAsBoolean()) {
            return List.of();
        }
        List<QuantizedNetwork> networks = trials.stream()
                .map(trial -> bench.quantizer(trial.scheme()).quantize(trial.plan()))
                .toList();
        List<MeasuredLayer.Timing> timings = timer.measure(
                networks,
                SampleFeed.of(inputs.graph(), inputs.splits().test())
                        .batch(0, 1)
                        .values());
        List<ReportData.HostLatency> latencies = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            latencies.add(latency(trials.get(i), timings.get(i), predictions));
        }
        folder.write("host.json", json(latencies));
        return latencies;
    }

    private static ReportData.HostLatency latency(
            Trial trial, MeasuredLayer.Timing timing, List<Objective> predictions) {
        Map<String, Double> predicted = new LinkedHashMap<>();
        for (Objective prediction : predictions) {
            if (trial.has(List.of(prediction))) {
                predicted.put(prediction.profile().orElseThrow(), trial.value(prediction));
            }
        }
        return new ReportData.HostLatency(
                trial.id(), timing.medianMicros() / 1000, timing.spreadMicros() / 2000, predicted);
    }

    private static String json(List<ReportData.HostLatency> latencies) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (ReportData.HostLatency latency : latencies) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", latency.planId());
            entry.put("measured_ms", latency.measuredMedianMs());
            entry.put("spread_ms", latency.spreadMs());
            entry.put("predicted_ms", latency.predictedMs());
            entries.add(entry);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n";
    }
}
