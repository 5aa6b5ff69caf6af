package dev.vernier.search.export;

import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.search.trial.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The text of {@code verification.json}: what consumers made of the exported plans, measured speeds included. */
public final class VerificationFile {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private VerificationFile() {}

    /**
     * @param quality what the fidelity of the verifications is measured in
     */
    public static String write(List<Verification> verifications, Metric.Quality quality) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Verification verification : verifications) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", verification.plan());
            entry.put("consumer", verification.consumer());
            entry.put("fusion", verification.fusion().name().toLowerCase(Locale.ROOT));
            entry.put("verified", verification.verified());
            switch (verification.agreement()) {
                case Agreement.OfClasses(double share) -> entry.put("agreement", share);
                case Agreement.OfNumbers(double distance) -> entry.put("relative_l2_to_vernier", distance);
            }
            entry.put(quality.key(), verification.fidelity().value());
            Map<String, Object> speeds = new LinkedHashMap<>();
            speeds.put("float", Math.rint(verification.floatImagesPerSecond()));
            speeds.put("plan", Math.rint(verification.planImagesPerSecond()));
            entry.put("images_per_second", speeds);
            entries.add(entry);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n";
    }
}
