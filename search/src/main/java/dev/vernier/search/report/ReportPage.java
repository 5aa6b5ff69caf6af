package dev.vernier.search.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page, one file that asks for nothing from anywhere: its own style, its own scripts and the data. A content security
 * policy allows exactly these, so not even a mistake in the page could load or run anything else.
 */
public final class ReportPage {
    /** In the order in which they build on each other. */
    private static final List<String> SCRIPTS =
            List.of("dom.js", "chart.js", "front.js", "layers.js", "evidence.js", "report.js");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private ReportPage() {}

    /** The page as UTF-8; equal data gives the same bytes. */
    public static byte[] html(ReportData data) {
        String style = resource("report.css");
        String script = SCRIPTS.stream().map(ReportPage::resource).collect(Collectors.joining("\n"));
        Map<String, String> parts = Map.of(
                "title",
                escapedText(data.name()),
                "style",
                style,
                "style-hash",
                hash(style),
                "script",
                script,
                "script-hash",
                hash(script),
                "data",
                escapedJson(JSON.writeValueAsString(data)));
        return PLACEHOLDER
                .matcher(resource("report.html"))
                .replaceAll(found -> Matcher.quoteReplacement(Objects.requireNonNull(parts.get(found.group(1)))))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What may stand between tags. */
    private static String escapedText(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** JSON that neither ends the element it stands in nor breaks a line of script; these characters occur in strings only. */
    private static String escapedJson(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
