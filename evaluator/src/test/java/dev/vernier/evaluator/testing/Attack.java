package dev.vernier.evaluator.testing;

import com.sun.management.ThreadMXBean;
import dev.vernier.hardware.input.InvalidInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives damaged files to a parser. Each must be read, or be refused in one message with a place and a mend: in less than
 * half a minute, though the machine has other things to do, and without much memory.
 */
public final class Attack {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long MOST_BYTES = 1L << 29;
    private static final int MOST_FINDINGS = 20;

    private final Path folder;
    private ExecutorService reader = reader();
    private long read;
    private long refused;

    /** A parser and a sound file for it; printed as its name. */
    public interface Target {
        /** The name of the file that is damaged, which may lead through folders. */
        String file();

        /** Writes what must lie beside the file. */
        default void prepare(Path folder) throws IOException {}

        /** What the file holds, damaged. */
        byte[] damaged(Random random) throws IOException;

        /**
         * Reads the file to its last value.
         *
         * @throws InvalidInputException when it is refused
         */
        void read(Path file) throws IOException;
    }

    private Attack(Path folder) {
        this.folder = folder;
    }

    private static ExecutorService reader() {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("attacked").factory());
    }

    /** Attacks with so many seeds from {@code first} on, and fails with the first finding. */
    public static void withSeeds(Target target, Path folder, long first, int count) throws IOException {
        Attack attack = new Attack(folder);
        target.prepare(folder);
        for (long seed = first; seed < first + count; seed++) {
            attack.once(target, seed);
        }
    }

    /**
     * Attacks the targets in turns for {@code -Dvernier.fuzz.minutes}, else ten, from {@code -Dvernier.fuzz.seed} on, else
     * from the time. What is found is kept in {@code target/fuzz}.
     */
    public static void forMinutes(String name, List<? extends Target> targets, Path folder) throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("vernier.fuzz.minutes", 10)));
        Attack attack = new Attack(folder);
        for (Target target : targets) {
            target.prepare(folder);
        }
        List<AssertionError> findings = new ArrayList<>();
        long seed = Long.getLong("vernier.fuzz.seed", System.nanoTime());
        for (; Instant.now().isBefore(end) && findings.size() < MOST_FINDINGS; seed++) {
            Target target = targets.get((int) Math.floorMod(seed, (long) targets.size()));
            try {
                attack.once(target, seed);
            } catch (AssertionError e) {
                findings.add(e);
                attack.keep(target, seed);
            }
        }
        System.out.println(name + ": " + attack.read + " damaged files were read, " + attack.refused + " refused, "
                + findings.size() + " findings");
        if (!findings.isEmpty()) {
            AssertionError all = new AssertionError(name + ": the damaged files are in target/fuzz");
            findings.forEach(all::addSuppressed);
            throw all;
        }
    }

    private void keep(Target target, long seed) throws IOException {
        Path kept =
                Path.of("target", "fuzz", seed + "-" + Path.of(target.file()).getFileName());
        Files.createDirectories(kept.getParent());
        Files.write(kept, target.damaged(new Random(seed)));
    }

    private void once(Target target, long seed) throws IOException {
        Path file = folder.resolve(target.file());
        Files.write(file, target.damaged(new Random(seed)));
        String what = target + ", seed " + seed;
        Future<Boolean> reading = reader.submit(() -> isRead(target, file));
        try {
            if (reading.get(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                read++;
            } else {
                refused++;
            }
        } catch (TimeoutException _) {
            // What hangs cannot be ended, only left behind.
            reader = reader();
            throw new AssertionError(what + " takes more than " + LONGEST.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new AssertionError(what, e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isRead(Target target, Path file) throws IOException {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        boolean complete;
        try {
            target.read(file);
            complete = true;
        } catch (InvalidInputException e) {
            requireHelpful(e);
            complete = false;
        }
        long taken = memory.getCurrentThreadAllocatedBytes() - before;
        if (taken > MOST_BYTES) {
            throw new AssertionError(taken + " bytes were taken");
        }
        return complete;
    }

    private static void requireHelpful(InvalidInputException refusal) {
        for (InvalidInputException each : refusal.all()) {
            String message = each.getMessage();
            if (message.lines().count() != 1
                    || each.place().isBlank()
                    || each.mend().isBlank()) {
                throw new AssertionError("not of one line with a place and a mend: " + message, refusal);
            }
        }
    }
}
