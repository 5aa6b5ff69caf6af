package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OnnxJavaType;
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
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

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
     * @param inOrder whether that is the same place for all
     */
    private record Port(String tensor, TensorType type, int[] offsets, boolean inOrder) {
        static Port of(Graph graph, String tensor) {
            int[] offsets = Offsets.of(graph.shape(tensor));
            boolean inOrder = IntStream.range(0, offsets.length).allMatch(i -> offsets[i] == i);
            return new Port(tensor, graph.type(tensor), offsets, inOrder);
        }

        /** What one image's elements take in ONNX's order. */
        long bytes() {
            return (long) offsets.length * type.element().bytes();
        }

        /** The same, so that the next one's begin at a place that suits any type. */
        long room() {
            return Math.ceilDiv(bytes(), Long.BYTES) * Long.BYTES;
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
        try (OrtSession.SessionOptions options = OnnxRuntime.options()) {
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
        return (images, read, written, memory) -> {
            MemorySegment room = memory.part(WorkingMemory.Part.CROSSING, roomBytes());
            for (int image = 0; image < images; image++) {
                run(image, read, from, written, to, room);
            }
        };
    }

    private long roomBytes() {
        return inputs.stream().mapToLong(Port::room).sum();
    }

    private void run(
            int image,
            List<Values> read,
            List<Optional<ActivationQuantizer>> from,
            List<Values> written,
            List<Optional<ActivationQuantizer>> to,
            MemorySegment room) {
        List<OnnxTensor> fed = new ArrayList<>();
        try {
            Map<String, OnnxTensor> named = new LinkedHashMap<>();
            long used = 0;
            for (int i = 0; i < inputs.size(); i++) {
                Port port = inputs.get(i);
                Values values = read.get(i).image(image, port.offsets().length);
                fed.add(enter(port, values, from.get(i), room.asSlice(used, port.bytes())));
                named.put(port.tensor(), fed.getLast());
                used += port.room();
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
            // Whoever can no longer reach this program has its session closed.
            Reference.reachabilityFence(this);
        }
    }

    /** A tensor over the values themselves where they lie as ONNX has them, else over a copy in {@code room}. */
    private static OnnxTensor enter(
            Port port, Values values, Optional<ActivationQuantizer> quantizer, MemorySegment room) throws OrtException {
        MemorySegment data = values.data();
        if (port.type().element() == ElementType.FLOAT && !(port.inOrder() && values.form() == Values.Form.FLOATS)) {
            float[] ours = values.decoded(quantizer);
            for (int i = 0; i < ours.length; i++) {
                room.setAtIndex(ValueLayout.JAVA_FLOAT, i, ours[port.offsets()[i]]);
            }
            data = room;
        }
        ByteBuffer bytes = data.asByteBuffer().order(ByteOrder.nativeOrder());
        OnnxJavaType type = OnnxRuntimeOracle.javaType(port.type().element());
        return OnnxTensor.createTensor(OnnxRuntime.environment(), bytes, port.shape(), type);
    }

    private static void leave(Port port, OnnxTensor tensor, Values values, Optional<ActivationQuantizer> quantizer) {
        MemorySegment result = MemorySegment.ofBuffer(tensor.getByteBuffer());
        if (port.type().element() != ElementType.FLOAT || (port.inOrder() && values.form() == Values.Form.FLOATS)) {
            values.data().copyFrom(result);
            return;
        }
        float[] ours = new float[port.offsets().length];
        for (int i = 0; i < ours.length; i++) {
            ours[port.offsets()[i]] = result.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
        }
        values.encode(ours, quantizer);
    }
}
