package dev.vernier.search.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page as a visitor meets it, in headless Chromium. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportBrowserTest {
    private static final Path PICTURES = Path.of("target");
    private static final int COARSE = 1;

    /** Focuses a mark and tells where its tip is. */
    private static final String TIP_PLACE = """
            arguments[0].focus();
            const mark = arguments[0].getBoundingClientRect();
            const tip = document.querySelector('.tip').getBoundingClientRect();
            const [x, y] = [mark.left + mark.width / 2, mark.top + mark.height / 2];
            return x > tip.left && x < tip.right && y > tip.top && y < tip.bottom ? 'over' : 'beside';
            """;

    /** Pairs of names in the chart that cover each other. */
    private static final String OVERLAPS = """
            const names = [...document.querySelectorAll('.chart .baseline-label')];
            const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            return JSON.stringify(names.flatMap((a, i) => names.slice(i + 1)
                .filter((b) => overlap(a.getBoundingClientRect(), b.getBoundingClientRect()))
                .map((b) => a.textContent + ' and ' + b.textContent)));
            """;

    /** Generous, since tests share their machine. */
    private static final int MOST_MILLISECONDS = 3000;

    /** Calls back with the milliseconds until the page was painted. */
    private static final String READY = """
            const done = arguments[0];
            const look = () => {
              const ready = document.documentElement.dataset.ready;
              if (ready) done(ready); else requestAnimationFrame(look);
            };
            look();
            """;

    @TempDir
    private Path folder = Path.of("");

    private final ReportData data = ReportCase.of(120).data();
    private final ReportData.Profile free = data.profiles().getFirst();
    private final byte[] page = ReportPage.html(data);
    private final Browser browser = Browser.start();

    @BeforeEach
    void open() throws IOException {
        Files.write(folder.resolve("report.html"), page);
        browser.prefer("light");
        browser.size(1280, 1000, false);
        browser.open(folder.resolve("report.html"));
    }

    @AfterEach
    void nothingWasRequestedAndNothingWentWrong() {
        browser.assertQuiet();
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @Test
    void marksAndRowsAreAsManyAsTheDataHas() {
        click("[data-range=all]");

        assertEquals(free.front().size(), browser.all(".chart .plan[data-plan]").size());
        assertEquals(
                free.points().size() - free.front().size(),
                browser.all(".chart .trial").size());
        assertEquals(2, browser.all(".chart .baseline").size(), "uniform ones; float has no latency here");
        assertEquals(free.headline(), browser.text(".headlines li"));
        assertEquals(
                2 * data.layers().size() * free.front().size(),
                browser.all(".heat td[data-bits]").size());
        assertEquals(data.layers().size(), browser.all("#plan tbody tr").size());
        assertEquals(
                data.verifications().size(),
                browser.all("#verification tbody tr").size());
        assertEquals(2, browser.all("#host g.host").size());
        assertTrue(browser.text("#cautions").contains("it runs 3 bits as 4"));
        assertTrue(browser.text("#cautions").contains("the price of one layer is a guess"));
        int dots = free.sensitivity().orElseThrow().weights().stream()
                .mapToInt(Map::size)
                .sum();
        assertEquals(dots, browser.all("#sensitivity .panel:first-child .dot").size());
    }

    @Test
    void hoverShowsThePlanWithTheDatasFigures() {
        ReportData.Point point = free.points().stream()
                .filter(candidate -> candidate.test().isPresent())
                .findFirst()
                .orElseThrow();
        String id = id(point);

        new Actions(browser.driver()).moveToElement(mark(id)).perform();

        assertEquals(List.of("on the front", "gains nothing"), texts(".tip .badge"));
        assertEquals(id, browser.script("return document.querySelector('.tip h3').firstChild.data"));
        assertEquals(
                List.of(
                        accuracy(point.search()),
                        accuracy(point.test().orElseThrow()),
                        four(point.costs().getFirst()) + " ms",
                        String.format(Locale.ROOT, "%,.0f bytes", point.costs().get(1)),
                        String.format(Locale.ROOT, "%,.0f bytes", point.costs().get(2)),
                        four(point.divergence()) + " nats"),
                texts(".tip dd"));
        ReportData.Plan plan = data.plans().get(point.plan());
        assertEquals(plan.weightBits() + plan.activationBits(), String.join("", texts(".tip .strip i")));
    }

    @Test
    void keysMoveAlongTheFrontAndSelect() {
        List<String> byLatency = free.front().stream()
                .map(this::point)
                .sorted(Comparator.comparingDouble(
                                (ReportData.Point point) -> point.costs().getFirst())
                        .thenComparingDouble(point -> point.search().value()))
                .map(this::id)
                .toList();
        click("[data-range=all]");
        assertEquals(1, browser.all(".chart [tabindex='0']").size(), "one stop in the order of tabs");
        browser.script("document.querySelector('.chart [tabindex=\"0\"]').focus()");

        keys(Keys.HOME);
        assertEquals(byLatency.getFirst(), focused());
        keys(Keys.ARROW_RIGHT);
        assertEquals(byLatency.get(1), focused());
        assertTrue(browser.text(".tip").startsWith(byLatency.get(1)));
        keys(Keys.ENTER);

        assertEquals("Plan " + byLatency.get(1) + ", layer by layer", browser.text("#plan h2"));
        assertEquals("true", mark(byLatency.get(1)).getAttribute("aria-pressed"));
        keys(Keys.ESCAPE);
        assertFalse(browser.find(".tip").isDisplayed());
    }

    @Test
    void tabsChangeTheDeviceByKeyToo() {
        browser.find("#tab-0").sendKeys(Keys.ARROW_RIGHT);

        assertEquals("The front on " + ReportCase.COARSE, browser.text("#front h2"));
        click("[data-range=all]");
        assertEquals(
                data.profiles().get(COARSE).front().size(),
                browser.all(".chart .plan[data-plan]").size());
    }

    @Test
    void anotherCostRedrawsTheChartAndOrdersTheMaps() {
        browser.script("const select = document.getElementById('cost'); select.value = '1';"
                + " select.dispatchEvent(new Event('change'))");

        List<String> byBytes = free.front().stream()
                .map(this::point)
                .sorted(Comparator.comparingDouble(
                                (ReportData.Point point) -> point.costs().get(1))
                        .thenComparingDouble(point -> point.search().value()))
                .map(this::id)
                .toList();
        assertEquals(byBytes, texts(".maps .panel:first-child thead button"));
        assertTrue(browser.text(".chart svg").contains("weight size in bytes"));
    }

    @Test
    void theSelectedPlanSaysWhatEachStepWouldDo() {
        String id = free.front().getFirst();
        mark(id).click();

        List<ReportData.Step> steps = free.steps().getOrDefault(id, List.of());
        long legal = browser.all("#plan td.step .bits").size();
        assertEquals(steps.size(), legal);
        ReportData.Step step = steps.getFirst();
        String cell = browser.all("#plan tbody tr").get(step.layer()).getText();
        assertTrue(
                cell.contains(
                        String.format(Locale.ROOT, "−%,.0f bytes", -step.costs().get(1))),
                cell);
    }

    @Test
    void lightAndDarkFollowTheSystemUntilTurned() {
        String light = background();
        browser.prefer("dark");
        String dark = background();
        assertNotEquals(light, dark);
        click("#theme");
        assertEquals(light, background());
        browser.prefer("light");
        assertEquals(light, background());
        click("#theme");
        assertEquals(dark, background());
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        browser.size(360, 740, true);
        browser.open(folder.resolve("report.html"));

        assertEquals("360", browser.script("return document.scrollingElement.scrollWidth"));
        for (WebElement mark : browser.all(".chart .plan[data-plan]")) {
            assertEquals("beside", browser.script(TIP_PLACE, mark), "the tip covers its mark");
        }
        browser.script("document.activeElement.blur()");
        browser.photograph(PICTURES.resolve("report-phone.png"), 360, true);
    }

    @Test
    void picturesAreTakenToBeLookedAt() {
        browser.photograph(PICTURES.resolve("report-light.png"), 1280, false);
        browser.prefer("dark");
        browser.photograph(PICTURES.resolve("report-dark.png"), 1280, false);
    }

    @Test
    void markupInLayerNamesStaysText() throws IOException {
        Path nasty = folder.resolve("nasty.html");
        Files.write(nasty, ReportPage.html(new ReportCase(20, List.of("first", ReportPageTest.NASTY)).data()));
        browser.open(nasty);

        assertEquals("0", browser.script("return document.querySelectorAll('img, b').length"));
        assertEquals(
                ReportPageTest.NASTY,
                browser.script("return document.querySelectorAll('#plan tbody th')[1].firstChild.data"));
    }

    @Test
    void aRunStoppedBeforeItsFirstTrialSaysSo() throws IOException {
        Path begun = folder.resolve("begun.html");
        Files.write(begun, ReportPage.html(ReportCase.of(12).begun()));
        browser.open(begun);

        assertEquals("On device, no plan was run yet.", browser.text(".headlines li"));
        assertTrue(browser.text("#front").contains("Nothing to draw yet"));
        assertTrue(browser.text("#verification").contains("No plan was exported"));
        browser.find("#tab-0").sendKeys(Keys.ARROW_RIGHT);
    }

    @Test
    void aRunOfAThousandTrialsOpensQuickly() throws IOException {
        Path large = folder.resolve("large.html");
        byte[] bytes = ReportPage.html(ReportCase.of(1000, 50).data());
        Files.write(large, bytes);
        browser.open(large);

        assertTrue(bytes.length <= 3_000_000, bytes.length + " bytes");
        click("[data-range=all]");
        assertEquals(1000, browser.all(".chart .plan[data-plan], .chart .trial").size());
        int ready = Integer.parseInt(browser.whenDone(READY));
        System.out.printf(
                "a report of 1,000 trials of 50 layers: %,d bytes, painted after %,d ms%n", bytes.length, ready);
        assertTrue(ready <= MOST_MILLISECONDS, ready + " ms");
    }

    @Test
    void awkwardRunsAreDrawnWithTheirFronts() throws IOException {
        for (Map.Entry<String, ReportData> run : AwkwardRuns.all().entrySet()) {
            Path file = folder.resolve("awkward.html");
            Files.write(file, ReportPage.html(run.getValue()));
            browser.open(file);
            for (int device = 0; device < 2; device++) {
                click("#tab-" + device);
                assertFalse(
                        browser.script("return document.querySelector('#main').innerHTML")
                                .contains("NaN"),
                        run.getKey());
                for (String range : List.of("near", "all")) {
                    click("[data-range=" + range + "]");
                    assertFalse(browser.all(".chart .plan[data-plan]").isEmpty(), run.getKey() + ", " + range);
                }
            }
        }
        assertTrue(browser.text("#sensitivity").contains("No layer alone changed the network’s answers"));
    }

    @Test
    void namesOfBaselinesDoNotOverlapOnANarrowScreen() throws IOException {
        Path file = folder.resolve("crowded.html");
        ReportData crowded = Objects.requireNonNull(AwkwardRuns.all().get("baselines side by side"));
        Files.write(file, ReportPage.html(crowded));
        browser.size(500, 900, false);
        browser.open(file);

        assertEquals("[]", browser.script(OVERLAPS));
        assertEquals(10, browser.all(".chart .baseline").size());
        assertTrue(browser.all(".chart .baseline text").size() > 1, "all names are gone");
    }

    @Test
    void flaggedPlansAreListedOnceForEachReason() throws IOException {
        ReportSource source = ReportCase.of(30).source();
        List<String> ids = Objects.requireNonNull(source.front().fronts().get(ReportCase.FREE));
        Map<String, List<String>> flags = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            String shared = "no better latency_ms than uniform-8 (0." + i + " against 0.1), which is as accurate";
            flags.put(ids.get(i), i < 2 ? List.of(shared, "another reason") : List.of(shared));
        }
        Path file = folder.resolve("flagged.html");
        Files.write(file, ReportPage.html(ReportMapper.map(ReportCase.flagged(source, flags))));
        browser.open(file);

        assertEquals(
                "no better latency_ms than uniform-8, which is as accurate",
                browser.text("#cautions tbody tr:first-child td:first-child"));
        assertEquals(
                "all " + ids.size() + " plans of the front",
                browser.text("#cautions tbody tr:first-child td:last-child"));
        assertEquals(ids.get(0) + ", " + ids.get(1), browser.text("#cautions tbody tr:last-child td:last-child"));
        assertEquals(2, browser.all("#cautions tbody tr").size());
    }

    @Test
    void aStepThatDoesNotFitSaysSo() throws IOException {
        Path full = folder.resolve("full.html");
        Files.write(full, ReportPage.html(ReportMapper.map(ReportCase.of(30).full())));
        browser.open(full);

        String cells = browser.text("#plan tbody");
        assertTrue(cells.contains("does not fit"), cells);
        assertFalse(cells.contains("−100 %"), cells);
    }

    private void click(String selector) {
        browser.find(selector).click();
    }

    private void keys(CharSequence keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    private String focused() {
        return browser.script("return document.activeElement.dataset.plan");
    }

    private WebElement mark(String id) {
        return browser.find(".chart [data-plan=" + id + "]");
    }

    private String background() {
        return browser.script("return getComputedStyle(document.body).backgroundColor");
    }

    private List<String> texts(String selector) {
        return browser.all(selector).stream().map(WebElement::getText).toList();
    }

    private ReportData.Point point(String id) {
        return free.points().stream()
                .filter(point -> id(point).equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String id(ReportData.Point point) {
        return data.plans().get(point.plan()).id();
    }

    private static String accuracy(ReportData.Estimate accuracy) {
        return String.format(
                Locale.ROOT,
                "%.2f %% (%.2f…%.2f)",
                100 * accuracy.value(),
                100 * accuracy.low(),
                100 * accuracy.high());
    }

    /** Four significant digits without trailing zeros. */
    private static String four(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
