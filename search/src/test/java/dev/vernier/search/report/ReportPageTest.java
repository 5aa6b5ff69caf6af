package dev.vernier.search.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
    /** Ends elements, breaks scripts, and looks like a placeholder. */
    static final String NASTY = "</script><img src=x onerror=alert(1)>&amp;\u2028{{data}}$1";

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    @Test
    void equalDataGivesEqualBytes() {
        assertArrayEquals(
                ReportPage.html(ReportCase.of(30).data()),
                ReportPage.html(ReportCase.of(30).data()));
    }

    @Test
    void namesWithMarkupStayDataAndComeBackUnchanged() {
        String page = html(new ReportCase(12, List.of("first", NASTY)).data());

        Matcher block = DATA.matcher(page);
        assertTrue(block.find());
        assertFalse(block.group(1).contains("<"));
        assertFalse(block.group(1).contains("\u2028"));
        JsonNode data = new JsonMapper().readTree(block.group(1));
        assertEquals(NASTY, data.get("layers").get(1).get("name").asString());
        assertFalse(page.contains("<img"));
    }

    @Test
    void thePageNamesNoOtherPlace() {
        String page = html(ReportCase.of(12).data());

        // The namespace of SVG is a name, not a place.
        assertFalse(page.replace("http://www.w3.org/2000/svg", "").matches("(?s).*(https?:)?//[a-z].*\\.[a-z]{2,}/.*"));
        assertFalse(page.contains("{{"), "every placeholder is filled");
        assertTrue(page.contains("default-src 'none'"));
    }

    @Test
    void aThousandTrialsOfAHundredLayersAreLessThanThreeMegabytes() {
        int size = ReportPage.html(ReportCase.of(1000, 100).data()).length;

        assertTrue(size <= 3_000_000, size + " bytes");
    }

    private static String html(ReportData data) {
        return new String(ReportPage.html(data), StandardCharsets.UTF_8);
    }
}
