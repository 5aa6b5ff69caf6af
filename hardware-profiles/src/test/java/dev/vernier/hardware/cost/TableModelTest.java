package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TableModelTest extends CostModelContract {
    private static final Precision W8A8 = new Precision(8, 8);
    private static final Precision W2A8 = new Precision(2, 8);
    private static final PrecisionClass BYTES = new PrecisionClass("bytes", new TreeSet<>(List.of(W8A8)));
    private static final PrecisionClass PLANES =
            new PrecisionClass("planes", new TreeSet<>(List.of(W2A8, new Precision(1, 1))));

    /** A kernel that computes whole vectors of 16 columns, so that its times follow no smooth formula. */
    private static double kernelMicros(LayerWorkload layer, double microsPerMac) {
        int products = layer.kind() == LayerKind.CONV ? layer.groups() : 1;
        long columns = Math.ceilDiv(layer.outputChannels() / products, 16) * 16L;
        return products
                * (0.4
                        + 1e-3 * layer.rows()
                        + 2e-4 * layer.rows() * layer.depth()
                        + microsPerMac * layer.rows() * layer.depth() * columns);
    }

    private static MeasuredLayer measured(LayerWorkload shape) {
        return new MeasuredLayer(
                shape,
                new TreeMap<>(Map.of(
                        "bytes", new MeasuredLayer.Timing(kernelMicros(shape, 4e-5), 0.1),
                        "planes", new MeasuredLayer.Timing(kernelMicros(shape, 2e-5), 0.1))));
    }

    private static List<LayerWorkload> grid() {
        List<LayerWorkload> shapes = new ArrayList<>();
        for (int channels : new int[] {1, 4, 16, 24, 32, 48, 64, 96, 128}) {
            for (int size : new int[] {1, 4, 7, 14, 28}) {
                if (channels > 1) {
                    shapes.add(Networks.conv("", size, channels, channels, 3, channels));
                }
                for (int kernel : new int[] {1, 3}) {
                    shapes.add(Networks.conv("", size, channels, 10, kernel, 1));
                    shapes.add(Networks.conv("", size, channels, channels + 16, kernel, 1));
                }
            }
            for (int rows : new int[] {1, 16, 128}) {
                for (int columns : new int[] {1, 10, 64, 128}) {
                    shapes.add(Networks.gemm("", rows, channels, columns));
                }
            }
        }
        return shapes;
    }

    private static TableModel table(List<LayerWorkload> shapes) {
        Map<Step.Glue.Kind, Double> glue = new EnumMap<>(Step.Glue.Kind.class);
        double nanos = 0.5;
        for (Step.Glue.Kind kind : Step.Glue.Kind.values()) {
            glue.put(kind, nanos);
            nanos += 1;
        }
        return new TableModel(
                List.of(BYTES, PLANES),
                shapes.stream().map(TableModelTest::measured).toList(),
                new GlueCosts(glue, 0.25, 0, 0),
                Optional.empty(),
                Map.of());
    }

    private static final TableModel TABLE = table(grid());

    @Override
    CostModel model() {
        return TABLE;
    }

    private static double micros(TableModel model, LayerWorkload layer, Precision precision) {
        return model.layer(layer, precision, precision.activationBits()).micros();
    }

    @Test
    void measuredShapesCostWhatWasMeasuredWhateverTheirName() {
        for (LayerWorkload shape : grid()) {
            assertEquals(kernelMicros(shape, 4e-5), micros(TABLE, shape.named("any"), W8A8));
            assertEquals(kernelMicros(shape, 2e-5), micros(TABLE, shape.named("any"), W2A8));
        }
    }

    @Test
    void recurrentLayersTakeAsLongAsTheirSteps() {
        LayerWorkload step = Networks.gemm("", 16, 32, 10);
        LayerWorkload layer = LayerWorkload.recurrent("r", 12, 16, 32, 10);
        assertEquals(12 * kernelMicros(step, 4e-5), micros(TABLE, layer, W8A8));
    }

    @Test
    void shapesBetweenMeasuredOnesAreMetUpToTheWavesOfTheKernel() {
        List<Double> errors = new ArrayList<>();
        for (int size : new int[] {5, 8, 11, 20}) {
            for (int inputs : new int[] {8, 20, 40, 56, 80}) {
                for (int outputs : new int[] {16, 20, 40, 48, 64}) {
                    LayerWorkload layer = Networks.conv("x", size, inputs, outputs, 3, 1);
                    errors.add(Math.abs(micros(TABLE, layer, W8A8) / kernelMicros(layer, 4e-5) - 1));
                }
            }
        }
        double mean = errors.stream().mapToDouble(error -> error).average().orElseThrow();
        double worst = Collections.max(errors);
        // The nearest shape's time per multiply-accumulate would be off by 0.21 in the mean and 0.85 at worst.
        assertTrue(mean < 0.12 && worst < 0.28, "relative error " + mean + ", worst " + worst);
    }

    @Test
    void noShapeIsCheaperThanOneItContainsNorDearerThanOneThatContainsIt() {
        LayerWorkload small = Networks.gemm("", 16, 32, 10);
        LayerWorkload large = Networks.gemm("", 16, 32, 64);
        for (int columns = 10; columns <= 64; columns++) {
            double between = micros(TABLE, Networks.gemm("g", 16, 32, columns), W8A8);
            assertTrue(kernelMicros(small, 4e-5) <= between && between <= kernelMicros(large, 4e-5));
        }
    }

    @Test
    void anUnlistedShapeOfTheSameProductCostsTheSame() {
        // 28×28 pixels in strides of 2 are as many rows as 14×14 pixels: same M, K and N.
        LayerWorkload strided = new LayerWorkload("s", LayerKind.CONV, 28, 28, 32, 14, 14, 48, 3, 3, 1);
        assertEquals(kernelMicros(strided, 4e-5), micros(TABLE, strided, W8A8), 1e-6 * kernelMicros(strided, 4e-5));
    }

    @Test
    void groupsAreProductsOneAfterTheOther() {
        LayerWorkload one = Networks.conv("one", 14, 16, 32, 3, 1);
        LayerWorkload four = Networks.conv("four", 14, 64, 128, 3, 4);
        assertEquals(4 * micros(TABLE, one, W8A8), micros(TABLE, four, W8A8), 1e-9 * micros(TABLE, four, W8A8));
    }

    @Test
    void beyondWhatWasMeasuredTheNearestShapeScales() {
        LayerWorkload huge = Networks.conv("huge", 224, 512, 512, 3, 1);
        double truth = kernelMicros(huge, 4e-5);
        assertEquals(truth, micros(TABLE, huge, W8A8), 0.25 * truth);
        TableModel single = table(List.of(Networks.gemm("", 10, 20, 32)));
        assertEquals(
                8 * kernelMicros(Networks.gemm("", 10, 20, 32), 4e-5),
                micros(single, Networks.gemm("g", 20, 40, 64), W8A8),
                1e-9);
    }

    @Test
    void layersUnlikeAnythingMeasuredAreReported() {
        List<LayerWorkload> layers = List.of(
                Networks.conv("listed", 14, 32, 48, 3, 1),
                Networks.conv("between", 13, 30, 45, 3, 1),
                Networks.conv("too many rows", 64, 32, 48, 3, 1),
                Networks.conv("too deep", 14, 512, 48, 3, 1),
                Networks.conv("too wide", 14, 32, 512, 3, 1),
                Networks.gemm("within", 64, 100, 100),
                Networks.gemm("no depth like it", 64, 200, 10));
        assertEquals(
                List.of("too many rows", "too deep", "too wide", "no depth like it"),
                TABLE.extrapolated(Networks.of(layers)).stream()
                        .map(LayerWorkload::name)
                        .toList());
    }

    @Test
    void betweenFarCornersNothingIsComparable() {
        TableModel corners = table(List.of(Networks.gemm("", 1, 1, 1), Networks.gemm("", 1024, 1024, 1024)));
        LayerWorkload middle = Networks.gemm("middle", 32, 32, 32);
        assertEquals(List.of(middle), corners.extrapolated(Networks.of(List.of(middle))));
    }

    @Test
    void glueAndConversionsCostPerElementRead() {
        LayerWorkload layer = Networks.conv("c", 14, 32, 48, 3, 1);
        NetworkWorkload network = Networks.of(List.of(layer));
        double product = kernelMicros(layer, 4e-5);
        double sum = 0.5 * 2 * 14 * 14 * 48 / 1000;
        double conversion = 0.25 * 14 * 14 * 32 / 1000;
        assertEquals(
                (product + sum) / 1000,
                latency(network, new NetworkPrecisions(List.of(W8A8), List.of(8, 8, 4))),
                1e-12);
        assertEquals(
                (product + sum + conversion) / 1000,
                latency(network, new NetworkPrecisions(List.of(W8A8), List.of(4, 8, 8))),
                1e-12);
    }

    private static double latency(NetworkWorkload network, NetworkPrecisions plan) {
        return TABLE.price(network, plan).get(CostMetric.LATENCY_MS).orElseThrow();
    }

    @Test
    void energyIsEstimatedBesideMeasuredTimes() {
        LayerWorkload layer = Networks.gemm("g", 1, 16, 10);
        TableModel model = new TableModel(
                List.of(BYTES, PLANES),
                List.of(measured(layer)),
                TABLE.glue(),
                Optional.of(new Energy45nm(Energy45nm.Memory.DRAM, Energy45nm.Memory.SRAM_8KB, 32)),
                Map.of());
        NetworkWorkload network = Networks.of(List.of(layer));
        assertEquals(Set.of(CostMetric.LATENCY_MS, CostMetric.ENERGY_UJ), model.metrics());
        // 160 weights of one byte at 243.75 pJ, 16 + 10 activations at 1.25 pJ and 160 products at 0.3 pJ; the sum
        // moves
        // 3 · 10 bytes.
        assertEquals(
                1e-6 * (160 * 243.75 + 26 * 1.25 + 160 * 0.3 + 30 * 1.25),
                model.price(network, Networks.uniform(network, W8A8))
                        .get(CostMetric.ENERGY_UJ)
                        .orElseThrow(),
                1e-12);
        // Weights of 2 bits are a quarter of the bytes, and their products take 0.2 · 16/64 + 0.1 = 0.15 pJ.
        assertEquals(
                1e-6 * (40 * 243.75 + 26 * 1.25 + 160 * 0.15 + 30 * 1.25),
                model.price(network, Networks.uniform(network, W2A8))
                        .get(CostMetric.ENERGY_UJ)
                        .orElseThrow(),
                1e-12);
        assertEquals(Set.of(CostMetric.LATENCY_MS), TABLE.metrics());
    }

    @Test
    void fewerBitsNeverCostMoreSinceWiderCodeRunsThem() {
        LayerWorkload slowPlanes = Networks.gemm("", 1, 16, 10);
        LayerWorkload fastPlanes = Networks.gemm("", 1, 64, 10);
        TableModel model = new TableModel(
                List.of(BYTES, PLANES),
                List.of(timed(slowPlanes, 3, 7), timed(fastPlanes, 12, 2)),
                TABLE.glue(),
                Optional.empty(),
                Map.of());
        assertEquals(3, micros(model, slowPlanes, W2A8));
        assertEquals(2, micros(model, fastPlanes, W2A8));
        assertEquals(12, micros(model, fastPlanes, W8A8));
        for (int depth = 1; depth <= 256; depth *= 2) {
            LayerWorkload between = Networks.gemm("", 1, depth, 10);
            assertTrue(micros(model, between, W2A8) <= micros(model, between, W8A8), between.toString());
        }
    }

    private static MeasuredLayer timed(LayerWorkload shape, double bytes, double planes) {
        return new MeasuredLayer(
                shape,
                new TreeMap<>(Map.of(
                        "bytes", new MeasuredLayer.Timing(bytes, 0), "planes", new MeasuredLayer.Timing(planes, 0))));
    }

    @Test
    void aClassWithoutAFigureTakesAsLongAsWiderWidths() {
        LayerWorkload shape = Networks.gemm("", 1, 16, 10);
        MeasuredLayer bytesOnly =
                new MeasuredLayer(shape, new TreeMap<>(Map.of("bytes", new MeasuredLayer.Timing(5, 1))));
        TableModel model = new TableModel(
                List.of(BYTES, PLANES),
                List.of(bytesOnly, timed(Networks.gemm("", 1, 64, 10), 9, 8)),
                TABLE.glue(),
                Optional.empty(),
                Map.of());
        assertEquals(5, micros(model, shape, W2A8));
        assertEquals(5, micros(model, shape, new Precision(1, 1)));
        assertEquals(List.of(bytesOnly), model.layers().subList(0, 1), "what was measured is kept as it is");
    }

    /** Times that follow the trend's own formula are met without error; those of waves of 16 columns are not. */
    @Test
    void shapesLeftOutTellHowFarInterpolationGoesAstray() {
        List<MeasuredLayer> smooth = new ArrayList<>();
        for (int depth : new int[] {8, 16, 32, 64}) {
            for (int columns : new int[] {8, 16, 32, 64}) {
                smooth.add(timed(
                        Networks.gemm("", 1, depth, columns),
                        1 + 1e-3 * depth * columns,
                        0.5 + 1e-3 * depth * columns));
            }
        }
        TableModel model = new TableModel(List.of(BYTES, PLANES), smooth, TABLE.glue(), Optional.empty(), Map.of());
        InterpolationError none =
                Objects.requireNonNull(model.errorsOfInterpolation().get(LayerKind.GEMM));
        assertEquals(Set.of(LayerKind.GEMM), model.errorsOfInterpolation().keySet());
        // Without one of the four corners the rest does not reach as far in two extents; those have two figures each.
        assertTrue(none.figures() >= 2 * (16 - 4) && none.figures() <= 2 * 16, none.toString());
        assertTrue(none.ninetieth() < 1e-3, none.toString());
        InterpolationError some =
                Objects.requireNonNull(TABLE.errorsOfInterpolation().get(LayerKind.CONV));
        assertTrue(some.median() > 0.001 && some.median() < 0.2 && some.ninetieth() > some.median(), some.toString());
    }

    @Test
    void errorsOfInterpolationAreRanksOfWhatWasFound() {
        InterpolationError error = InterpolationError.of(List.of(0.5, 0.1, 0.2, 0.3, 0.4, 0.9, 0.6, 0.7, 0.8, 1.0));
        assertEquals(new InterpolationError(10, 0.5, 0.9), error);
        assertEquals("half of 10 figures off by up to 50 %, nine in ten by up to 90 %", error.describe());
        assertThrows(IllegalArgumentException.class, () -> new InterpolationError(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new InterpolationError(1, 0.2, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new InterpolationError(1, -0.2, 0.1));
    }

    @Test
    void samplesAndOutputsCostPerElement() {
        NetworkWorkload network = Networks.of(List.of(Networks.gemm("g", 1, 16, 10)));
        GlueCosts ends = new GlueCosts(TABLE.glue().nanosPerElement(), 0.25, 100, 1000);
        TableModel model = new TableModel(TABLE.classes(), TABLE.layers(), ends, Optional.empty(), Map.of());
        NetworkPrecisions plan = Networks.uniform(network, W8A8);
        double more = model.price(network, plan).get(CostMetric.LATENCY_MS).orElseThrow() - latency(network, plan);
        assertEquals((network.inputElements() * 100 + network.outputElements() * 1000) / 1e6, more, 1e-12);
    }

    @Test
    void aKindThatWasNotMeasuredHasNoWidths() {
        TableModel gemmOnly = table(List.of(Networks.gemm("", 1, 2, 3)));
        LayerWorkload unlike = Networks.conv("c", 14, 16, 16, 3, 1);
        assertEquals(List.of(unlike), gemmOnly.extrapolated(Networks.of(List.of(unlike))));
        assertTrue(gemmOnly.precisions(LayerKind.CONV).isEmpty());
        assertEquals(3, gemmOnly.precisions(LayerKind.GEMM).size());
        assertThrows(
                IllegalArgumentException.class, () -> micros(gemmOnly, Networks.conv("c", 14, 16, 16, 3, 1), W8A8));
    }

    @Test
    void tablesWithHolesOrTwinsAreRefused() {
        LayerWorkload shape = Networks.gemm("", 1, 2, 3);
        assertThrows(IllegalArgumentException.class, () -> table(List.of()));
        assertThrows(IllegalArgumentException.class, () -> table(List.of(shape, shape.named("other"))));
        MeasuredLayer hole = new MeasuredLayer(shape, new TreeMap<>(Map.of("planes", new MeasuredLayer.Timing(1, 0))));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TableModel(List.of(BYTES, PLANES), List.of(hole), TABLE.glue(), Optional.empty(), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new MeasuredLayer.Timing(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new MeasuredLayer.Timing(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new GlueCosts(Map.of(), 1, 0, 0));
    }
}
