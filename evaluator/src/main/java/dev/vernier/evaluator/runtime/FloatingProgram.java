package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.evaluator.onnx.OnnxWriter;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes that ONNX Runtime computes, image by image on the calling thread. Codes are turned into the numbers that they stand
 * for on the way in, and numbers into codes on the way out. All plans share one session, which lives as long as somebody
 * can reach it.
 */
final class FloatingProgram {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Stage.Floating stage;
    private final List<Port> inputs;
    private final List<Port> outputs;
    private final OrtSession session;

    /**
     * A tensor that crosses.
     *
     * @param offsets for each element in ONNX's order, where it lies among ours
     */
    private record Port(String tensor, TensorType type, int[] offsets) {
        static Port of(Graph graph, String tensor) {
            return new Port(tensor, graph.type(tensor), Offsets.of(graph.shape(tensor)));
        }

        long[] shape() {
            long[] extents = new long[type.shape().rank()];
            for (int axis = 0; axis < extents.length; axis++) {
                extents[axis] = type.shape().get(axis);
            }
            return extents;
        }
    }

    FloatingProgram(Stage.Floating stage, Graph graph) {
        this.stage = stage;
        inputs = stage.inputs().stream().map(tensor -> Port.of(graph, tensor)).toList();
        outputs = stage.outputs().stream().map(tensor -> Port.of(graph, tensor)).toList();
        session = open(OnnxWriter.toBytes(part(stage, graph), OnnxWriter.Options.defaults()));
        OrtSession opened = session;
        CLEANER.register(this, () -> close(opened));
    }

    private static Graph part(Stage.Floating stage, Graph graph) {
        Graph.Builder part = Graph.builder(stage.name()).opsets(graph.opsets());
        stage.inputs().forEach(input -> part.input(input, graph.type(input)));
        for (Node node : stage.nodes()) {
            for (String input : node.inputs()) {
                if (!input.isEmpty() && graph.isConstant(input) && !part.has(input)) {
                    part.constant(input, graph.constant(input));
                }
            }
            part.node(node);
        }
        stage.outputs().forEach(part::output);
        return part.build();
    }

    private static OrtSession open(byte[] model) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return OnnxRuntime.environment().createSession(model, options);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refused a part of the model: " + e.getMessage(), e);
        }
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close its session: " + e.getMessage(), e);
        }
    }

    /** The program for the quantizers of one network. */
    PassProgram with(QuantizedNetwork network) {
        List<Optional<ActivationQuantizer>> from =
                inputs.stream().map(port -> network.quantizer(port.tensor())).toList();
        List<Optional<ActivationQuantizer>> to =
                outputs.stream().map(port -> network.quantizer(port.tensor())).toList();
        return (images, read, written, _) -> {
            for (int image = 0; image < images; image++) {
                run(image, read, from, written, to);
            }
        };
    }

    private void run(
            int image,
            List<Values> read,
            List<Optional<ActivationQuantizer>> from,
            List<Values> written,
            List<Optional<ActivationQuantizer>> to) {
        List<OnnxTensor> fed = new ArrayList<>();
        try {
            Map<String, OnnxTensor> named = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                OnnxTensor tensor = enter(
                        inputs.get(i), read.get(i).image(image, inputs.get(i).offsets().length), from.get(i));
                fed.add(tensor);
                named.put(inputs.get(i).tensor(), tensor);
            }
            try (OrtSession.Result result = session.run(named)) {
                for (int i = 0; i < outputs.size(); i++) {
                    Port port = outputs.get(i);
                    OnnxTensor tensor = (OnnxTensor) result.get(port.tensor()).orElseThrow();
                    leave(port, tensor, written.get(i).image(image, port.offsets().length), to.get(i));
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed in '" + stage.name() + "': " + e.getMessage(), e);
        } finally {
            fed.forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor enter(Port port, Values values, Optional<ActivationQuantizer> quantizer)
            throws OrtException {
        int count = port.offsets().length;
        if (port.type().element() != ElementType.FLOAT) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(
                            Math.toIntExact(values.data().byteSize()))
                    .order(ByteOrder.nativeOrder());
            MemorySegment.ofBuffer(bytes).copyFrom(values.data());
            return OnnxTensor.createTensor(
                    OnnxRuntime.environment(),
                    bytes,
                    port.shape(),
                    OnnxRuntimeOracle.javaType(port.type().element()));
        }
        float[] ours = values.decoded(quantizer);
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            bytes.putFloat(i * Float.BYTES, ours[port.offsets()[i]]);
        }
        return OnnxTensor.createTensor(OnnxRuntime.environment(), bytes.asFloatBuffer(), port.shape());
    }

    private static void leave(Port port, OnnxTensor tensor, Values values, Optional<ActivationQuantizer> quantizer) {
        if (port.type().element() != ElementType.FLOAT) {
            values.data().copyFrom(MemorySegment.ofBuffer(tensor.getByteBuffer()));
            return;
        }
        MemorySegment result = MemorySegment.ofBuffer(tensor.getByteBuffer());
        float[] ours = new float[port.offsets().length];
        for (int i = 0; i < ours.length; i++) {
            ours[port.offsets()[i]] = result.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
        }
        values.encode(ours, quantizer);
    }
}
