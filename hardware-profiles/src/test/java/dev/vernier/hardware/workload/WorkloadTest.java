package dev.vernier.hardware.workload;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
    /** The second convolution of ResNet18's second stage. */
    private static final LayerWorkload CONV =
            new LayerWorkload("conv", LayerKind.CONV, 28, 28, 128, 28, 28, 128, 3, 3, 1);

    private static final List<NetworkWorkload.Tensor> TENSORS = List.of(
            new NetworkWorkload.Tensor("x", 100),
            new NetworkWorkload.Tensor("y", 50),
            new NetworkWorkload.Tensor("z", 10));

    private static LayerWorkload gemm(String name, int depth, int columns) {
        return new LayerWorkload(name, LayerKind.GEMM, 1, 1, depth, 1, 1, columns, 1, 1, 1);
    }

    @Test
    void countsAreThoseThatHawqPublishedForResNet18() {
        assertAll(
                () -> assertEquals(115_605_504, CONV.macs()),
                () -> assertEquals(147_456, CONV.weights()),
                () -> assertEquals(784, CONV.rows()),
                () -> assertEquals(1152, CONV.depth()),
                () -> assertEquals(100_352, CONV.inputElements()),
                () -> assertEquals(100_352, CONV.outputElements()));
    }

    @Test
    void groupsDivideTheDepth() {
        LayerWorkload depthwise = new LayerWorkload("d", LayerKind.DEPTHWISE, 8, 8, 32, 4, 4, 64, 3, 3, 32);
        assertEquals(9, depthwise.depth());
        assertEquals(576, depthwise.weights());
        assertEquals(16 * 9 * 64, depthwise.macs());
    }

    @Test
    void transposedConvolutionsDoNotMultiplyInsertedZeros() {
        LayerWorkload up = new LayerWorkload("up", LayerKind.CONV, 8, 7, 16, 16, 14, 4, 3, 3, 1, 0, 4, 0);
        assertEquals(8 * 7 * 16 * 4 * 3 * 3, up.macs());
        assertEquals(16 * 4 * 3 * 3, up.weights());
        assertEquals(16 * 14 * 4, up.outputElements());
        assertEquals(up.macs(), up.asConvolution().macs());
        assertEquals(up.weights(), up.asConvolution().weights());
        assertEquals(up, up.named("up"));
        LayerWorkload odd = new LayerWorkload("up", LayerKind.CONV, 8, 7, 16, 15, 13, 4, 3, 3, 1, 0, 4, 0);
        assertEquals(49, odd.rows());
        assertEquals(49, odd.asConvolution().rows());
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerWorkload("fc", LayerKind.GEMM, 1, 1, 2, 1, 1, 2, 1, 1, 1, 0, 2, 0));
    }

    @Test
    void recurrentLayersStoreTheirWeightsOnceAndUseThemInEachStep() {
        LayerWorkload lstm = LayerWorkload.recurrent("r", 10, 2, 5, 20);
        assertEquals(10 * 2 * 5 * 20, lstm.macs());
        assertEquals(5 * 20, lstm.weights());
        assertEquals(10 * 2 * 5, lstm.inputElements());
        assertEquals(10 * 2 * 20, lstm.outputElements());
        assertEquals(10, lstm.runs());
        assertEquals(gemm("r", 5, 20).macs() * 2, lstm.asConvolution().macs());
        assertFalse(lstm.asConvolution().isRecurrent());
        assertEquals(1, gemm("g", 5, 20).runs());
        assertEquals(7, new Step.Layer(lstm, List.of(3, 4), 7).input(), "it reads the states that it leaves");
        assertThrows(IllegalArgumentException.class, () -> new Step.Layer(lstm, List.of(), 7));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerWorkload("r", LayerKind.GEMM, 5, 1, 2, 5, 1, 2, 1, 1, 1, 0, 1, 2),
                "2 steps do not share 5 rows");
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerWorkload("c", LayerKind.CONV, 4, 4, 2, 4, 4, 2, 1, 1, 1, 0, 1, 2));
    }

    @Test
    void productsOfActivationsMultiplyWhatTheyDoNotStore() {
        LayerWorkload scores = LayerWorkload.products("scores", 12, 128, 32, 64);
        assertEquals(12 * 128 * 32 * 64, scores.macs());
        assertEquals(12 * 128 * 32, scores.inputElements());
        assertEquals(12 * 32 * 64, scores.rightElements());
        assertEquals(12 * 128 * 64, scores.outputElements());
        assertEquals(0, scores.weights());
        assertEquals(0, Storage.weightBytes(scores, 8, QuantizationScheme.USUAL));
        assertEquals(scores.macs(), scores.asConvolution().macs());
        assertThrows(IllegalArgumentException.class, () -> new Step.Layer(scores, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> new Step.Layer(gemm("g", 5, 1), List.of(0, 1), 2));
    }

    @Test
    void aRightOperandOfOneBitIsImpossible() {
        SortedSet<Precision> widths = new TreeSet<>(
                List.of(new Precision(1, 1), new Precision(1, 8), new Precision(2, 1), new Precision(32, 32)));
        assertEquals(widths, gemm("g", 5, 1).possible(widths));
        SortedSet<Precision> weightOnly = new TreeSet<>(List.of(new Precision(4, 32), new Precision(32, 32)));
        assertEquals(weightOnly, gemm("g", 5, 1).possible(weightOnly));
        assertEquals(
                List.of(new Precision(32, 32)),
                List.copyOf(LayerWorkload.products("scores", 2, 5, 4, 3).possible(weightOnly)));
        assertEquals(
                List.of(new Precision(2, 1), new Precision(32, 32)),
                List.copyOf(LayerWorkload.products("p", 1, 2, 3, 4).possible(widths)));
    }

    @Test
    void impossibleLayersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> gemm("g", 0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerWorkload("c", LayerKind.CONV, 8, 8, 32, 8, 8, 48, 3, 3, 32));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerWorkload("d", LayerKind.DEPTHWISE, 8, 8, 32, 8, 8, 32, 3, 3, 16));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerWorkload("g", LayerKind.GEMM, 8, 8, 3, 8, 8, 4, 3, 3, 1));
        assertThrows(IllegalArgumentException.class, () -> gemm("g", Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void networksAreInOrder() {
        Step.Layer first = new Step.Layer(gemm("a", 100, 50), 0, 1);
        Step.Glue second = new Step.Glue("pool", Step.Glue.Kind.POOL, List.of(1), 2);
        NetworkWorkload network = new NetworkWorkload(TENSORS, List.of(first, second));
        assertEquals(List.of(first.work()), network.layers());
        assertEquals(5000, network.macs());

        assertThrows(IllegalArgumentException.class, () -> new NetworkWorkload(TENSORS, List.of(second, first)));
        assertThrows(IllegalArgumentException.class, () -> new NetworkWorkload(TENSORS, List.of(first, first)));
        Step.Glue itself = new Step.Glue("loop", Step.Glue.Kind.MOVE, List.of(1), 1);
        assertThrows(IllegalArgumentException.class, () -> new NetworkWorkload(TENSORS, List.of(itself)));
        Step.Glue nowhere = new Step.Glue("none", Step.Glue.Kind.MOVE, List.of(3), 1);
        assertThrows(IndexOutOfBoundsException.class, () -> new NetworkWorkload(TENSORS, List.of(nowhere)));
    }

    @Test
    void plansFitTheirNetwork() {
        NetworkWorkload network = new NetworkWorkload(TENSORS, List.of(new Step.Layer(gemm("a", 100, 50), 0, 1)));
        Precision precision = new Precision(4, 8);
        new NetworkPrecisions(List.of(precision), List.of(8, 8, 8)).requireFits(network);
        NetworkPrecisions layers = new NetworkPrecisions(List.of(precision, precision), List.of(8, 8, 8));
        assertThrows(IllegalArgumentException.class, () -> layers.requireFits(network));
        NetworkPrecisions tensors = new NetworkPrecisions(List.of(precision), List.of(8, 8));
        assertThrows(IllegalArgumentException.class, () -> tensors.requireFits(network));
        assertThrows(IllegalArgumentException.class, () -> new NetworkPrecisions(List.of(), List.of(9)));
    }

    @Test
    void weightsArePackedWithAScaleAndABiasPerChannel() {
        // 5 weights of 3 bits are 15 bits, 2 bytes; float weights need no scale.
        QuantizationScheme usual = QuantizationScheme.USUAL;
        assertEquals(2 + 8, Storage.weightBytes(gemm("g", 5, 1), 3, usual));
        assertEquals(20 + 4, Storage.weightBytes(gemm("g", 5, 1), Precision.FLOAT, usual));
        assertEquals(147_456 / 2 + 8 * 128, Storage.weightBytes(CONV, 4, usual));
        assertEquals(147_456 / 2 + 9 * 128, weightBytes("per-channel-asymmetric"));
        assertEquals(147_456 / 2 + 4 * 128 + 4, weightBytes("per-tensor-symmetric"));
        assertEquals(147_456 / 2 + 4 * 128 + 5, weightBytes("per-tensor-asymmetric"));
        assertEquals(147_456 / 2, Storage.packedWeightBytes(CONV, 4));
        // A depth of 1,152 is 9 groups of 128 weights; one of 5 is a single short group.
        QuantizationScheme grouped = usual.weightOnly(OptionalInt.of(128));
        assertEquals(147_456 / 2 + (4 + 9 * 4) * 128, Storage.weightBytes(CONV, 4, grouped));
        assertEquals(2 + 8, Storage.weightBytes(gemm("g", 5, 1), 3, grouped));
        assertEquals(20 + 4, Storage.weightBytes(gemm("g", 5, 1), Precision.FLOAT, grouped));
    }

    @Test
    void activationsLiveUntilTheirLastReader() {
        // x → y → z, and z = y + z' would keep y: here x (100 at 8 bits) dies before z is born.
        List<Step> chain = List.of(
                new Step.Layer(gemm("a", 100, 50), 0, 1), new Step.Glue("pool", Step.Glue.Kind.POOL, List.of(1), 2));
        NetworkPrecisions plan = new NetworkPrecisions(List.of(new Precision(8, 8)), List.of(8, 4, 8));
        assertEquals(100 + 25, Storage.peakActivationBytes(new NetworkWorkload(TENSORS, chain), plan));
        // A residual connection keeps x to the end.
        List<Step> residual = List.of(
                new Step.Layer(gemm("a", 100, 50), 0, 1), new Step.Glue("add", Step.Glue.Kind.ADD, List.of(0, 1), 2));
        assertEquals(100 + 25 + 10, Storage.peakActivationBytes(new NetworkWorkload(TENSORS, residual), plan));
    }

    @Test
    void precisionsReadAsTheyAreWritten() {
        for (String text : List.of("8/8", "1/8", "32/32", "4/2")) {
            assertEquals(text, Precision.parse(text).toString());
        }
        assertEquals(new Precision(4, 8), Precision.parse(" 4 / 8 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8/", "/8", "8/9", "0/8", "16/16", "a/b", "8/8/8", "-8/8"})
    void otherWordsAreNoPrecisions(String text) {
        assertThrows(IllegalArgumentException.class, () -> Precision.parse(text));
    }

    @Test
    void costsAreFiniteAndNotNegative() {
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Cost(Map.of(CostMetric.ENERGY_UJ, bad)));
        }
        assertEquals(OptionalDouble.of(2), Cost.latencyMs(2).get(CostMetric.LATENCY_MS));
        assertEquals(OptionalDouble.empty(), Cost.latencyMs(2).get(CostMetric.ENERGY_UJ));
    }

    private static long weightBytes(String weights) {
        return Storage.weightBytes(CONV, 4, QuantizationScheme.parse(weights + "/asymmetric/any"));
    }
}
