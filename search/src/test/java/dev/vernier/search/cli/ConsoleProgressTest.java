package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong clock = new AtomicLong(SECOND);

    @Test
    void withoutATerminalALineComesEveryFewSecondsWithTheTimeLeft() {
        ConsoleProgress progress = new ConsoleProgress(out, false, clock::get);
        for (int done = 0; done <= 100; done++) {
            progress.update("searching", done, 100, "best 93.1 %");
            clock.addAndGet(SECOND / 10);
        }

        assertEquals("""
                searching 50/100 (50 %), 5 s left · best 93.1 %
                searching 100/100 (100 %) · best 93.1 %
                """, text());
    }

    @Test
    void shortStagesSayNothing() {
        ConsoleProgress progress = new ConsoleProgress(out, false, clock::get);
        progress.update("calibrating", 1, 2, "");
        progress.update("calibrating", 2, 2, "");

        assertEquals("", text());
    }

    @Test
    void onATerminalOneLineIsRewritten() {
        ConsoleProgress progress = new ConsoleProgress(out, true, clock::get);
        progress.update("searching", 1, 4, "a long note");
        clock.addAndGet(SECOND);
        progress.update("searching", 4, 4, "");
        progress.finish();

        String[] lines = text().split("\r", -1);
        assertEquals(3, lines.length);
        assertTrue(lines[1].startsWith("[######··················] searching 1/4 (25 %)"), lines[1]);
        assertTrue(lines[2].length() >= lines[1].length(), "the longer line is covered");
        assertTrue(lines[2].endsWith(System.lineSeparator()), lines[2]);
    }

    @Test
    void onATerminalAFinishedStageLeavesTheLineToOthers() {
        ConsoleProgress progress = new ConsoleProgress(out, true, clock::get);
        progress.update("running the float network", 1, 2, "");
        progress.update("running the float network", 2, 2, "");
        out.print("warn: something");

        assertTrue(text().endsWith("2/2 (100 %)" + System.lineSeparator() + "warn: something"), text());
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
