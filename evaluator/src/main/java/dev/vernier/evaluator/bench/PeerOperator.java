package dev.vernier.evaluator.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.onnx.SingleOperator;
import dev.vernier.evaluator.runtime.OnnxRuntime;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One operator in ONNX Runtime. Its inputs are filled and the memory of its output is at hand, both on the boundaries of
 * cache lines, so that a run costs what the operator costs and no more than the call.
 */
final class PeerOperator implements Runnable, AutoCloseable {
    private static final long LINE_BYTES = 64;

    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final ByteBuffer results;

    /**
     * @param fed what goes into the model
     * @param output the type and shape of the output
     */
    PeerOperator(byte[] model, List<Input> fed, Operand output, int threads) {
        OrtEnvironment environment = OnnxRuntime.environment();
        results = allocate(output);
        try (OrtSession.SessionOptions options = OnnxRuntime.options()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Threads that spin between calls would steal time from everything measured beside them.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(model, options);
            inputs = new HashMap<>();
            for (Input input : fed) {
                Operand operand = input.operand();
                inputs.put(
                        input.name(),
                        OnnxTensor.createTensor(environment, input.elements(), operand.extents(), operand.type()));
            }
            outputs = Map.of(
                    SingleOperator.OUTPUT,
                    OnnxTensor.createTensor(environment, results, output.extents(), output.type()));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refused an operator: " + e.getMessage(), e);
        }
    }

    /** What one end of the operator looks like. */
    record Operand(OnnxJavaType type, Shape shape) {
        long[] extents() {
            return Arrays.stream(shape.toArray()).asLongStream().toArray();
        }
    }

    /** What is fed to an input, by its name in the model. */
    record Input(String name, Operand operand, ByteBuffer elements) {}

    /** Room for an operand, outside the heap and aligned. */
    static ByteBuffer allocate(Operand operand) {
        long bytes = operand.shape.elements() * operand.type.size;
        return Arena.ofAuto().allocate(bytes, LINE_BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    @Override
    public void run() {
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /** What the last run left, as 32-bit integers. */
    int[] ints() {
        int[] values = new int[results.capacity() / Integer.BYTES];
        results.asIntBuffer().get(values);
        return values;
    }

    @Override
    public void close() {
        try {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close its session: " + e.getMessage(), e);
        }
    }
}
