package dev.vernier.evaluator.bench;

import dev.vernier.hardware.workload.Step;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One step between layers, on codes, as the integer runner takes it: functions of codes are tables. */
final class GlueWork implements Runnable {
    /** A feature map of 14×14 with 32 channels: what small networks join and pool. */
    private static final int PIXELS = 14 * 14;

    private static final int CHANNELS = 32;
    private static final int ELEMENTS = PIXELS * CHANNELS;

    private final Step.Glue.Kind kind;
    private final int elementsRead;
    private final Runnable loop;

    private GlueWork(Step.Glue.Kind kind, int elementsRead, Runnable loop) {
        this.kind = kind;
        this.elementsRead = elementsRead;
        this.loop = loop;
    }

    /** One for each kind of step. */
    static List<GlueWork> all() {
        SplittableRandom random = new SplittableRandom(2);
        byte[] a = random(random, ELEMENTS);
        byte[] b = random(random, ELEMENTS);
        byte[] sums = random(random, 256 * 256);
        byte[] codes = random(random, 256);
        int[] places = transposition();
        byte[] output = new byte[ELEMENTS];
        byte[] means = new byte[CHANNELS];
        int[] totals = new int[CHANNELS];
        return List.of(
                new GlueWork(Step.Glue.Kind.ADD, 2 * ELEMENTS, () -> add(a, b, sums, output)),
                new GlueWork(Step.Glue.Kind.CONCAT, ELEMENTS, () -> concat(a, codes, places, output)),
                new GlueWork(Step.Glue.Kind.POOL, ELEMENTS, () -> pool(a, totals, means)),
                new GlueWork(Step.Glue.Kind.MOVE, ELEMENTS, () -> move(a, places, output)),
                new GlueWork(Step.Glue.Kind.ELEMENTWISE, ELEMENTS, () -> recode(a, codes, output)));
    }

    Step.Glue.Kind kind() {
        return kind;
    }

    int elementsRead() {
        return elementsRead;
    }

    @Override
    public void run() {
        loop.run();
    }

    private static void add(byte[] a, byte[] b, byte[] sums, byte[] output) {
        for (int i = 0; i < output.length; i++) {
            output[i] = sums[Byte.toUnsignedInt(a[i]) * 256 + Byte.toUnsignedInt(b[i])];
        }
    }

    private static void concat(byte[] input, byte[] codes, int[] places, byte[] output) {
        for (int i = 0; i < output.length; i++) {
            output[places[i]] = codes[Byte.toUnsignedInt(input[i])];
        }
    }

    /** The global average of each channel. */
    private static void pool(byte[] input, int[] totals, byte[] means) {
        Arrays.fill(totals, 0);
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            for (int c = 0; c < CHANNELS; c++) {
                totals[c] += Byte.toUnsignedInt(input[pixel * CHANNELS + c]);
            }
        }
        for (int c = 0; c < CHANNELS; c++) {
            means[c] = (byte) Math.rint(totals[c] / (float) PIXELS);
        }
    }

    private static void move(byte[] input, int[] places, byte[] output) {
        for (int i = 0; i < output.length; i++) {
            output[i] = input[places[i]];
        }
    }

    private static void recode(byte[] input, byte[] codes, byte[] output) {
        for (int i = 0; i < output.length; i++) {
            output[i] = codes[Byte.toUnsignedInt(input[i])];
        }
    }

    /** Where each element goes when channels become the outermost axis. */
    private static int[] transposition() {
        int[] places = new int[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            places[i] = i % CHANNELS * PIXELS + i / CHANNELS;
        }
        return places;
    }

    private static byte[] random(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
