package dev.vernier.search.export;

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

    public static String write(List<Verification> verifications) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (Verification verification : verifications) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", verification.plan());
            entry.put("consumer", verification.consumer());
            entry.put("fusion", verification.fusion().name().toLowerCase(Locale.ROOT));
            entry.put("verified", verification.verified());
            entry.put("agreement", verification.agreement());
            entry.put("accuracy", verification.fidelity().accuracy());
            Map<String, Object> speeds = new LinkedHashMap<>();
            speeds.put("float", Math.rint(verification.floatImagesPerSecond()));
            speeds.put("plan", Math.rint(verification.planImagesPerSecond()));
            entry.put("images_per_second", speeds);
            entries.add(entry);
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n";
    }
}
