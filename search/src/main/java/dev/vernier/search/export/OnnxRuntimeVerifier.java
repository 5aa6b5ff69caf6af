package dev.vernier.search.export;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleBatch;
import dev.vernier.evaluator.data.SampleFeed;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.metric.ClassOutputs;
import dev.vernier.evaluator.metric.Fidelity;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.evaluator.runtime.FloatRunner;
import dev.vernier.evaluator.score.FloatReference;
import java.util.Arrays;
import java.util.List;

/** Runs exported plans in ONNX Runtime, with fusion off and on, and compares them with our integer runner. */
public final class OnnxRuntimeVerifier implements AutoCloseable {
    private static final String CONSUMER = "onnxruntime";
    private static final int SPEED_BATCH = 250;
    private static final int SPEED_ROUNDS = 3;

    private final Graph graph;
    private final Dataset samples;
    private final ClassOutputs reference;
    private final int threads;
    private final FloatRunner floatRunner;

    /**
     * @param graph the float network
     * @param samples the test samples
     * @param reference the float network's outputs on them
     */
    public OnnxRuntimeVerifier(Graph graph, Dataset samples, ClassOutputs reference, int threads) {
        this.graph = graph;
        this.samples = samples;
        this.reference = reference;
        this.threads = threads;
        floatRunner =
                new FloatRunner(OnnxWriter.toBytes(graph, OnnxWriter.Options.defaults()), FloatRunner.Fusion.ON, 1);
    }

    /**
     * @param plan the plan's id
     * @param model the bytes of the exported model
     * @param ours what our integer runner computes for the plan on the same samples
     * @return one verification with fusion off and one with fusion on
     */
    public List<Verification> verify(String plan, byte[] model, ClassOutputs ours) {
        ClassOutputs unfused = outputs(model, FloatRunner.Fusion.OFF);
        ClassOutputs fused = outputs(model, FloatRunner.Fusion.ON);
        double accuracyGap = fidelity(ours).accuracy() - fidelity(unfused).accuracy();
        boolean unfusedHolds = AgreementRule.holdsUnfused(accuracyGap, ours.agreement(unfused), 0, samples.size())
                || holdsWithOwnDifference(model, unfused, accuracyGap, ours);
        double[] speeds = imagesPerSecond(model);
        return List.of(
                new Verification(
                        plan,
                        CONSUMER,
                        Verification.Fusion.OFF,
                        unfusedHolds,
                        ours.agreement(unfused),
                        fidelity(unfused),
                        speeds[0],
                        speeds[1]),
                new Verification(
                        plan,
                        CONSUMER,
                        Verification.Fusion.ON,
                        AgreementRule.holdsFused(ours.agreement(fused), samples.size()),
                        ours.agreement(fused),
                        fidelity(fused),
                        speeds[0],
                        speeds[1]));
    }

    private Fidelity fidelity(ClassOutputs outputs) {
        return outputs.against(reference, samples);
    }

    /** Asks how much ONNX Runtime differs from itself only when the strict rule has failed, for that costs a run. */
    private boolean holdsWithOwnDifference(byte[] model, ClassOutputs unfused, double accuracyGap, ClassOutputs ours) {
        ClassOutputs optimized = outputs(model, FloatRunner.Fusion.FLOAT_ONLY);
        double ownDifference = 1 - unfused.agreement(optimized);
        return AgreementRule.holdsUnfused(accuracyGap, ours.agreement(unfused), ownDifference, samples.size());
    }

    private ClassOutputs outputs(byte[] model, FloatRunner.Fusion fusion) {
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
