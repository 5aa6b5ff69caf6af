package dev.vernier.search.export;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleBatch;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.metric.Agreement;
import dev.vernier.evaluator.metric.Outputs;
import dev.vernier.evaluator.metric.Yardstick;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.score.FloatReference;
import java.util.Arrays;
import java.util.List;

/** Runs exported plans in ONNX Runtime, with fusion off and on, and compares them with what our runners compute. */
public final class OnnxRuntimeVerifier implements AutoCloseable {
    private static final String CONSUMER = "onnxruntime";
    private static final int SPEED_BATCH = 250;
    private static final int SPEED_ROUNDS = 3;

    private final Graph graph;
    private final Dataset samples;
    private final Yardstick yardstick;
    private final int threads;
    private final FloatRunner floatRunner;

    /**
     * @param graph the float network
     * @param yardstick what to judge plans by, on the test samples
     */
    public OnnxRuntimeVerifier(Graph graph, Yardstick yardstick, int threads) {
        this.graph = graph;
        this.samples = yardstick.samples();
        this.yardstick = yardstick;
        this.threads = threads;
        floatRunner =
                new FloatRunner(OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults()), FloatRunner.Fusion.ON, 1);
    }

    /**
     * @param plan the plan's id
     * @param model the bytes of the exported model
     * @param ours what our runner computes for the plan on the same samples
     * @return one verification with fusion off and one with fusion on
     */
    public List<Verification> verify(String plan, byte[] model, Outputs ours) {
        Outputs unfused = outputs(model, FloatRunner.Fusion.OFF);
        Outputs fused = outputs(model, FloatRunner.Fusion.ON);
        double[] speeds = imagesPerSecond(model);
        return List.of(
                new Verification(
                        plan,
                        CONSUMER,
                        Verification.Fusion.OFF,
                        holdsUnfused(model, ours, unfused),
                        yardstick.agreement(ours, unfused),
                        yardstick.measure(unfused),
                        speeds[0],
                        speeds[1]),
                new Verification(
                        plan,
                        CONSUMER,
                        Verification.Fusion.ON,
                        holdsFused(model, ours, unfused, fused),
                        yardstick.agreement(ours, fused),
                        yardstick.measure(fused),
                        speeds[0],
                        speeds[1]));
    }

    private boolean holdsUnfused(byte[] model, Outputs ours, Outputs unfused) {
        return switch (yardstick.agreement(ours, unfused)) {
            case Agreement.OfNumbers(double distance) -> holdsForNumbers(model, unfused, distance);
            case Agreement.OfClasses(double share) -> {
                double own = yardstick.measure(ours).value();
                double other = yardstick.measure(unfused).value();
                yield AgreementRule.holdsFor(yardstick.metric(), own, other, samples.size())
                        && (AgreementRule.holdsUnfused(share, 0, samples.size())
                                || AgreementRule.holdsUnfused(share, ownDifference(model, unfused), samples.size()));
            }
        };
    }

    private boolean holdsFused(byte[] model, Outputs ours, Outputs unfused, Outputs fused) {
        return switch (yardstick.agreement(ours, fused)) {
            case Agreement.OfNumbers(double distance) -> holdsForNumbers(model, unfused, distance);
            case Agreement.OfClasses(double share) -> AgreementRule.holdsFused(share, samples.size());
        };
    }

    private boolean holdsForNumbers(byte[] model, Outputs unfused, double distance) {
        return AgreementRule.holds(distance, 0) || AgreementRule.holds(distance, ownDifference(model, unfused));
    }

    /** How much ONNX Runtime differs from itself; asked only when the strict rule has failed, for it costs a run. */
    private double ownDifference(byte[] model, Outputs unfused) {
        Outputs optimized = outputs(model, FloatRunner.Fusion.FLOAT_ONLY);
        return switch (yardstick.agreement(unfused, optimized)) {
            case Agreement.OfClasses(double share) -> 1 - share;
            case Agreement.OfNumbers(double distance) -> distance;
        };
    }

    private Outputs outputs(byte[] model, FloatRunner.Fusion fusion) {
        try (FloatRunner runner = new FloatRunner(model, fusion, threads)) {
            return FloatReference.outputs(runner, graph, samples, "verifying in ONNX Runtime", Progress.silent());
        }
    }

    /** Images per second of the float network and of the plan: medians over rounds taken in turn, one thread each. */
    private double[] imagesPerSecond(byte[] model) {
        int count = Math.min(SPEED_BATCH, samples.size());
        SampleBatch batch = SampleFeed.of(graph, samples).batch(0, count);
        double[] floatSpeeds = new double[SPEED_ROUNDS];
        double[] planSpeeds = new double[SPEED_ROUNDS];
        try (FloatRunner plan = new FloatRunner(model, FloatRunner.Fusion.ON, 1)) {
            speed(floatRunner, batch);
            speed(plan, batch);
            for (int round = 0; round < SPEED_ROUNDS; round++) {
                floatSpeeds[round] = speed(floatRunner, batch);
                planSpeeds[round] = speed(plan, batch);
            }
        }
        Arrays.sort(floatSpeeds);
        Arrays.sort(planSpeeds);
        return new double[] {floatSpeeds[SPEED_ROUNDS / 2], planSpeeds[SPEED_ROUNDS / 2]};
    }

    private static double speed(FloatRunner runner, SampleBatch batch) {
        long start = System.nanoTime();
        runner.run(batch);
        return batch.count() * 1e9 / (System.nanoTime() - start);
    }

    @Override
    public void close() {
        floatRunner.close();
    }
}
