package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Node;
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
import java.util.Arrays;
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

    /** A tensor that crosses. */
    private record Port(String tensor, ElementType element, OrderedShape lying, int[] offsets) {
        static Port of(Graph graph, TensorOrders orders, String tensor) {
            OrderedShape lying = orders.of(tensor);
            return new Port(tensor, graph.type(tensor).element(), lying, lying.offsets());
        }

        int elements() {
            return offsets.length;
        }

        /** What one image's elements take in ONNX's order. */
        long bytes() {
            return (long) elements() * element.bytes();
        }

        /** The same, so that the next one's begin at a place that suits any type. */
        long room() {
            return Math.ceilDiv(bytes(), Long.BYTES) * Long.BYTES;
        }
    }

    /**
     * One image's elements of a tensor that crosses.
     *
     * @param room for them as ONNX Runtime has them, should they lie otherwise
     */
    private record Crossing(Port port, Values values, Optional<ActivationQuantizer> quantizer, MemorySegment room) {
        /** Whether ONNX Runtime can work on the elements themselves. */
        private boolean inPlace() {
            boolean asNumbers = port.element() != ElementType.FLOAT || values.form() == Values.Form.FLOATS;
            return asNumbers && port.lying().isRowMajor();
        }

        OnnxTensor tensor() throws OrtException {
            ByteBuffer bytes = (inPlace() ? values.data() : room).asByteBuffer().order(ByteOrder.nativeOrder());
            long[] shape =
                    Arrays.stream(port.lying().shape().toArray()).asLongStream().toArray();
            return OnnxTensor.createTensor(
                    OnnxRuntime.environment(), bytes, shape, OnnxRuntimeOracle.javaType(port.element()));
        }

        void enter() {
            if (!inPlace()) {
                float[] ours = values.decoded(quantizer);
                for (int i = 0; i < ours.length; i++) {
                    room.setAtIndex(ValueLayout.JAVA_FLOAT, i, ours[port.offsets()[i]]);
                }
            }
        }

        void leave() {
            if (inPlace()) {
                return;
            }
            if (port.lying().isRowMajor()) {
                values.encode(room, quantizer);
                return;
            }
            float[] ours = new float[port.elements()];
            for (int i = 0; i < ours.length; i++) {
                ours[port.offsets()[i]] = room.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
            values.encode(ours, quantizer);
        }
    }

    FloatingProgram(Stage.Floating stage, Graph graph, TensorOrders orders) {
        this.stage = stage;
        inputs = stage.inputs().stream()
                .map(tensor -> Port.of(graph, orders, tensor))
                .toList();
        outputs = stage.outputs().stream()
                .map(tensor -> Port.of(graph, orders, tensor))
                .toList();
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
        return (images, read, written, memory) -> {
            MemorySegment room = memory.part(WorkingMemory.Part.CROSSING, roomBytes());
            for (int image = 0; image < images; image++) {
                List<Crossing> entering = crossings(inputs, image, read, from, room);
                List<Crossing> leaving = crossings(outputs, image, written, to, room.asSlice(bytes(inputs)));
                run(entering, leaving);
            }
        };
    }

    private long roomBytes() {
        return bytes(inputs) + bytes(outputs);
    }

    private static long bytes(List<Port> ports) {
        return ports.stream().mapToLong(Port::room).sum();
    }

    private static List<Crossing> crossings(
            List<Port> ports,
            int image,
            List<Values> all,
            List<Optional<ActivationQuantizer>> quantizers,
            MemorySegment room) {
        List<Crossing> crossings = new ArrayList<>();
        long used = 0;
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            Values values = all.get(i).image(image, port.elements());
            crossings.add(new Crossing(port, values, quantizers.get(i), room.asSlice(used, port.bytes())));
            used += port.room();
        }
        return crossings;
    }

    private void run(List<Crossing> entering, List<Crossing> leaving) {
        List<OnnxTensor> tensors = new ArrayList<>();
        try {
            Map<String, OnnxTensor> read = new LinkedHashMap<>();
            for (Crossing crossing : entering) {
                crossing.enter();
                tensors.add(crossing.tensor());
                read.put(crossing.port().tensor(), tensors.getLast());
            }
            Map<String, OnnxTensor> written = new LinkedHashMap<>();
            for (Crossing crossing : leaving) {
                tensors.add(crossing.tensor());
                written.put(crossing.port().tensor(), tensors.getLast());
            }
            session.run(read, written).close();
            leaving.forEach(Crossing::leave);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed in '" + stage.name() + "': " + e.getMessage(), e);
        } finally {
            tensors.forEach(OnnxTensor::close);
            // Whoever can no longer reach this program has its session closed.
            Reference.reachabilityFence(this);
        }
    }
}
