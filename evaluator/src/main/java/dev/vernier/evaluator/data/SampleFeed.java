package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.ElementType;
import dev.vernier.evaluator.graph.Graph;
import dev.vernier.evaluator.graph.Shape;
import dev.vernier.evaluator.graph.TensorType;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The samples of a dataset as the inputs of a network take them: matched by name, or one with one, whatever their names.
 * Images whose channels a network wants last are turned. Safe to share between threads.
 */
public final class SampleFeed {
    /** The largest number up to which floating point of 32 bits holds every whole one. */
    private static final long MAX_WHOLE = 1 << 24;

    private final String place;
    private final Dataset samples;
    private final List<Port> ports;

    /**
     * One input of the network.
     *
     * @param type of one sample, without a batch axis
     * @param source index of the dataset's tensor
     * @param turned whether that has its channels first and the input last
     */
    private record Port(String name, TensorType type, int source, boolean turned) {
        int elements() {
            return Math.toIntExact(type.shape().elements());
        }
    }

    private SampleFeed(String place, Dataset samples, List<Port> ports) {
        this.place = place;
        this.samples = samples;
        this.ports = ports;
    }

    /**
     * Matches samples with a network.
     *
     * @throws InvalidInputException when the network does not take such samples
     */
    public static SampleFeed of(Graph graph, Dataset samples) {
        String place = "model '" + graph.name() + "'";
        List<Port> ports = new ArrayList<>();
        for (String input : graph.inputs()) {
            Shape batch = graph.shape(input);
            TensorType type = new TensorType(
                    graph.type(input).element(), Shape.of(Arrays.copyOfRange(batch.toArray(), 1, batch.rank())));
            int source = source(graph, samples, input, place);
            Shape stored = samples.inputs().get(source).shape();
            boolean alike =
                    stored.equals(type.shape()) || withoutChannel(stored).equals(type.shape());
            boolean turned = !alike && channelsLast(stored).equals(type.shape());
            if (!turned && !alike) {
                throw new InvalidInputException(
                        place,
                        "its input '" + input + "' takes samples of shape " + type.shape() + ", and the data has "
                                + stored,
                        sameExtents(type.shape(), stored)
                                ? "the data's layout is another one: set 'layout: nchw' or 'layout: nhwc' under 'data'"
                                : "the data belong to another model, or to another size of its samples");
            }
            ports.add(new Port(input, type, source, turned));
        }
        return new SampleFeed(place, samples, List.copyOf(ports));
    }

    private static int source(Graph graph, Dataset samples, String input, String place) {
        List<String> names = samples.inputs().stream().map(SampleInput::name).toList();
        if (graph.inputs().size() == 1 && names.size() == 1) {
            return 0;
        }
        int source = names.indexOf(input);
        if (source < 0) {
            String there = names.size() == 1 && names.getFirst().isEmpty()
                    ? "one tensor without a name"
                    : String.join(", ", names);
            throw new InvalidInputException(
                    place,
                    "nothing in the data is for its input '" + input + "': it takes "
                            + String.join(", ", graph.inputs()) + ", and the data has " + there,
                    "name the data's tensors like the model's inputs");
        }
        return source;
    }

    /** The shape without the one channel that arrays of matrices are given, as images are; any other as it is. */
    private static Shape withoutChannel(Shape shape) {
        return shape.rank() == 3 && shape.get(0) == 1 ? Shape.of(shape.get(1), shape.get(2)) : shape;
    }

    private static boolean sameExtents(Shape one, Shape other) {
        return one.toList().stream()
                .sorted()
                .toList()
                .equals(other.toList().stream().sorted().toList());
    }

    /** The shape of images with their channels last; any other as it is. */
    private static Shape channelsLast(Shape shape) {
        return shape.rank() == 3 ? Shape.of(shape.get(1), shape.get(2), shape.get(0)) : shape;
    }

    /** How many samples there are. */
    public int size() {
        return samples.size();
    }

    /** What one sample takes in memory, in bytes. */
    public long bytesPerSample() {
        return ports.stream().mapToLong(Port::elements).sum() * Float.BYTES;
    }

    /** So many samples from one on, for the network's inputs in its order. */
    public SampleBatch batch(int from, int count) {
        List<float[]> values = new ArrayList<>();
        for (Port port : ports) {
            float[] all = new float[Math.multiplyExact(count, port.elements())];
            for (int i = 0; i < count; i++) {
                read(port, from + i, all, i * port.elements());
            }
            values.add(all);
        }
        return new SampleBatch(
                count, ports.stream().map(port -> port.type().shape()).toList(), values);
    }

    private void read(Port port, int index, float[] into, int offset) {
        samples.read(index, port.source(), into, offset);
        if (port.turned()) {
            int channels = port.type().shape().get(2);
            int pixels = port.elements() / channels;
            float[] planes = Arrays.copyOfRange(into, offset, offset + port.elements());
            for (int i = 0; i < planes.length; i++) {
                into[offset + i % pixels * channels + i / pixels] = planes[i];
            }
        }
    }

    /**
     * Looks through all samples, several at once, for numbers that an input cannot hold.
     *
     * @throws InvalidInputException when an input takes whole numbers or truth values and a sample has others; the first
     *     such sample is named
     */
    public void requireNumbersOfItsTypes() {
        for (Port port : ports) {
            if (port.type().element() != ElementType.FLOAT) {
                IntStream.range(0, samples.size())
                        .parallel()
                        .mapToObj(index -> refusal(port, index))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .ifPresent(refusal -> {
                            throw refusal;
                        });
            }
        }
    }

    private Optional<InvalidInputException> refusal(Port port, int index) {
        float[] values = new float[port.elements()];
        read(port, index, values, 0);
        ElementType element = port.type().element();
        long low = lowest(element);
        long high = highest(element);
        for (float value : values) {
            if (value != Math.rint(value) || value < low || value > high) {
                return Optional.of(new InvalidInputException(
                        place,
                        "its input '" + port.name() + "' takes whole numbers from " + low + " to " + high + " ("
                                + element + "), and sample " + index + " of the data holds " + value,
                        "the data's tensors are in another order, or 'scale', 'mean' or 'std' should be left out"));
            }
        }
        return Optional.empty();
    }

    private static long lowest(ElementType element) {
        return switch (element) {
            case INT64, INT32 -> -MAX_WHOLE;
            case INT8 -> Byte.MIN_VALUE;
            case FLOAT, BOOL, UINT8, UINT16, INT4, UINT4 -> 0;
        };
    }

    private static long highest(ElementType element) {
        return switch (element) {
            case INT64, INT32, FLOAT -> MAX_WHOLE;
            case INT8 -> Byte.MAX_VALUE;
            case BOOL -> 1;
            case UINT8 -> 255;
            case UINT16, INT4, UINT4 -> 0;
        };
    }
}
