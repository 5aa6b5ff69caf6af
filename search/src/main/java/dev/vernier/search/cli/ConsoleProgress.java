package dev.vernier.search.cli;

import dev.vernier.evaluator.progress.Progress;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows progress to a person: on a terminal one line that is rewritten, elsewhere a plain line every few seconds. Both
 * tell how much is left to do and about how long that takes.
 */
final class ConsoleProgress implements Progress {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long REFRESH_NANOS = NANOS_PER_SECOND / 10;
    private static final long PLAIN_NANOS = 5 * NANOS_PER_SECOND;
    private static final int BAR = 24;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier clock;
    private String stage = "";
    private long stageStart;
    private long startDone;
    private long lastShown;
    private int lastWidth;

    ConsoleProgress(PrintStream out, boolean terminal, LongSupplier nanoClock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = nanoClock;
    }

    /** Progress on standard error, in the form that fits where it goes. */
    @SuppressWarnings("SystemConsoleNull") // since Java 25 there is none again where input or output is redirected
    static ConsoleProgress standard() {
        Console console = System.console();
        boolean terminal = console != null && console.isTerminal();
        return new ConsoleProgress(System.err, terminal, System::nanoTime);
    }

    @Override
    public synchronized void update(String nextStage, long done, long total, String note) {
        long now = clock.getAsLong();
        if (!nextStage.equals(stage)) {
            finish();
            stage = nextStage;
            stageStart = now;
            startDone = done;
            lastShown = now - (terminal ? REFRESH_NANOS : 0);
        }
        boolean last = total > 0 && done >= total;
        boolean begun = lastShown > stageStart || lastWidth > 0;
        if (now - lastShown >= (terminal ? REFRESH_NANOS : PLAIN_NANOS) || (last && begun)) {
            lastShown = now;
            show(line(done, total, note, now));
        }
        if (last) {
            endLine();
        }
    }

    /** Ends the current stage and line. */
    synchronized void finish() {
        endLine();
        stage = "";
    }

    /** Ends the current line, so that other output starts on a fresh one. */
    synchronized void endLine() {
        if (lastWidth > 0) {
            out.println();
        }
        lastWidth = 0;
    }

    private void show(String line) {
        if (!terminal) {
            out.println(line);
            return;
        }
        out.print("\r" + line + " ".repeat(Math.max(0, lastWidth - line.length())));
        out.flush();
        lastWidth = line.length();
    }

    private String line(long done, long total, String note, long now) {
        StringBuilder text = new StringBuilder();
        if (total > 0) {
            if (terminal) {
                int filled = (int) (BAR * Math.min(done, total) / total);
                text.append('[')
                        .append("#".repeat(filled))
                        .append("·".repeat(BAR - filled))
                        .append("] ");
            }
            text.append(String.format(Locale.ROOT, "%s %d/%d (%d %%)", stage, done, total, 100 * done / total));
            text.append(remaining(done, total, now));
        } else {
            text.append(stage).append(' ').append(done);
        }
        return note.isEmpty() ? text.toString() : text + " · " + note;
    }

    private String remaining(long done, long total, long now) {
        long progressed = done - startDone;
        if (progressed <= 0 || done >= total) {
            return "";
        }
        long seconds = (long) ((double) (now - stageStart) / progressed * (total - done) / NANOS_PER_SECOND);
        return seconds < 100
                ? String.format(Locale.ROOT, ", %d s left", seconds)
                : String.format(Locale.ROOT, ", %d min left", Math.ceilDiv(seconds, 60));
    }
}
