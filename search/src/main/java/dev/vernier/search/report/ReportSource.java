package dev.vernier.search.report;

import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.score.Sensitivities;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.export.Verification;
import dev.vernier.search.front.FrontFile;
import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Pricing;
import dev.vernier.search.trial.Trial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a report is made from.
 *
 * @param name of the run
 * @param front what the run found so far; baselines and tests may still be missing
 * @param layout of the network
 * @param trials all trials, in the order of proposal
 * @param targets one for each front, in the same order
 * @param pricing of the network's plans
 * @param sensitivities by scheme, where they were measured
 * @param verifications of exported plans; none before they were tested
 * @param hostLatencies measurements on this machine; may be empty
 * @param provenance where the results come from
 */
public record ReportSource(
        String name,
        FrontFile front,
        NetworkLayout layout,
        List<Trial> trials,
        List<Target> targets,
        Pricing pricing,
        Map<QuantizationScheme, Sensitivities> sensitivities,
        List<Verification> verifications,
        List<ReportData.HostLatency> hostLatencies,
        ReportData.Provenance provenance) {
    public ReportSource {
        trials = List.copyOf(trials);
        sensitivities = Map.copyOf(sensitivities);
        targets = List.copyOf(targets);
        verifications = List.copyOf(verifications);
        hostLatencies = List.copyOf(hostLatencies);
    }

    /**
     * One device.
     *
     * @param profile the profile's name
     * @param description of the device, in one line
     * @param origin where the profile's figures come from, in words
     * @param scheme what plans are quantized under on it
     * @param space the plans that are legal on it
     * @param warnings what to know before believing a figure, one sentence each
     * @param flags by id of a plan, why it gains nothing over a uniform one on this device
     */
    public record Target(
            String profile,
            String description,
            String origin,
            QuantizationScheme scheme,
            SearchSpace space,
            List<String> warnings,
            Map<String, List<String>> flags) {
        public Target {
            warnings = List.copyOf(warnings);
            flags = Collections.unmodifiableMap(new LinkedHashMap<>(flags));
        }
    }
}
