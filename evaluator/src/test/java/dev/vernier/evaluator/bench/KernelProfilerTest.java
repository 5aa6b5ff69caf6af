package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.ScalarKernels;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.cost.MeasuredLayer;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.profile.MeasuredTable;
import dev.vernier.hardware.profile.TableProfileWriter;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KernelProfilerTest {
    private static final LocalDate DATE = LocalDate.of(2026, 1, 31);
    private static final LayerWorkload CONV = new LayerWorkload("conv", LayerKind.CONV, 4, 4, 3, 4, 4, 5, 3, 3, 1);
    private static final LayerWorkload DEPTHWISE =
            new LayerWorkload("dw", LayerKind.DEPTHWISE, 4, 4, 3, 4, 4, 3, 3, 3, 3);
    private static final LayerWorkload GEMM = new LayerWorkload("fc", LayerKind.GEMM, 1, 1, 6, 1, 1, 2, 1, 1, 1);
    static final List<LayerWorkload> LAYERS = List.of(CONV, DEPTHWISE, CONV.named("again"), GEMM);

    @Test
    void writesWhatTheReaderOfProfilesReads() {
        MeasuredTable measured = profiler().measure("cpu-test", DATE, LAYERS, precisions("8/8", "4/8", "2/2", "1/1"));
        HardwareProfile profile = HardwareProfiles.parse("cpu-test.yaml", TableProfileWriter.write(measured));
        assertEquals("cpu-test", profile.name());
        assertEquals(precisions("8/8", "4/8", "2/2", "1/1"), profile.allowed(CONV));
        TableModel table = (TableModel) profile.costModel();
        assertEquals(3, table.layers().size(), "a repeated shape is measured once");
        assertTrue(table.glue().nanosPerElement().values().stream().allMatch(nanos -> nanos >= 0));
    }

    @Test
    void measuresWidthsThatRunTheSameCodeOnce() {
        TableModel table = profiler()
                .measure("cpu-test", DATE, LAYERS, precisions("7/8", "6/8"))
                .table();
        assertEquals(1, table.classes().size());
        assertEquals(precisions("6/8", "7/8"), table.classes().getFirst().precisions());
    }

    /** Deeper than sums of 8-bit products in 32 bits are: the runners cut such layers into slices. */
    @Test
    void measuresLayersDeeperThanTheKernelsTake() {
        LayerWorkload deep = new LayerWorkload("deep", LayerKind.GEMM, 1, 1, 70_000, 1, 1, 2, 1, 1, 1);
        LayerWorkload window = new LayerWorkload("window", LayerKind.CONV, 3, 3, 7_500, 1, 1, 2, 3, 3, 1);
        TableModel table = profiler()
                .measure("cpu-test", DATE, List.of(deep, window), precisions("8/8", "1/1"))
                .table();
        assertEquals(
                List.of(70_000L, 67_500L),
                table.layers().stream().map(layer -> layer.shape().depth()).toList());
    }

    @Test
    void widthsHaveFiguresOfTheirOwnOnlyWhereTheirCodeIsFaster() {
        SortedSet<Precision> pairs = precisions("8/8", "4/8", "2/2", "1/1");
        TableWorks works = new TableWorks(new ThreeCodes(), List.of(CONV), pairs);
        int rounds = 4;
        double[][] nanos = new double[works.works().size()][rounds];
        Arrays.setAll(nanos, work -> Arrays.copyOf(nanosOf(work), rounds));
        TableModel table = works.table(nanos);
        assertEquals(
                List.of("w8", "w4", "w2"),
                table.classes().stream().map(PrecisionClass::name).toList());
        SortedMap<String, MeasuredLayer.Timing> timings =
                table.layers().getFirst().timings();
        assertEquals(Set.of("w8", "w2"), timings.keySet(), "4 bits won one round of four");
        assertEquals(5, table.glue().inputNanosPerElement() * 3 * 32 * 32, 1e-9);
    }

    /** The layer at 8, 4 and 2 bits; then everything else. */
    private static double[] nanosOf(int work) {
        return switch (work) {
            case 0 -> new double[] {100, 110, 100, 120};
            case 1 -> new double[] {101, 90, 102, 119};
            case 2 -> new double[] {80, 90, 150, 80};
            default -> new double[] {5, 5, 5, 5};
        };
    }

    /** Scalar kernels that pretend to run weights of different widths on different code. */
    private static final class ThreeCodes implements Kernels {
        private final Kernels scalar = new ScalarKernels();

        @Override
        public String level() {
            return "three";
        }

        @Override
        public String description() {
            return "three";
        }

        @Override
        public String variant(LayerKind kind, Precision precision) {
            int bits = precision.weightBits();
            return "w" + (bits <= 2 ? 2 : bits <= 4 ? 4 : 8);
        }

        @Override
        public Scratch scratch() {
            return scalar.scratch();
        }

        @Override
        public Product product(ProductShape shape, Precision precision) {
            return scalar.product(shape, precision);
        }

        @Override
        public Convolution prepare(ConvShape shape, Precision precision, byte[] weights, byte[] zeroPoints) {
            return scalar.prepare(shape, precision, weights, zeroPoints);
        }
    }

    @Test
    void refusesFloats() {
        assertThrows(
                IllegalArgumentException.class, () -> profiler().measure("cpu-test", DATE, LAYERS, precisions("8/32")));
    }

    @Test
    void usualShapesAreDistinctAndOfEveryKind() {
        List<LayerWorkload> shapes = KernelProfiler.usualShapes();
        assertEquals(shapes.size(), new HashSet<>(shapes).size());
        for (LayerKind kind : LayerKind.values()) {
            assertTrue(shapes.stream().anyMatch(shape -> shape.kind() == kind), kind.name());
        }
        shapes.forEach(LayerWork::shape);
    }

    private static KernelProfiler profiler() {
        InterleavedTimer.Effort effort = new InterleavedTimer.Effort(1, 2, 1);
        return new KernelProfiler(
                KernelSelection.level(), new InterleavedTimer(effort, System::nanoTime, "test", Progress.silent()));
    }

    private static SortedSet<Precision> precisions(String... texts) {
        SortedSet<Precision> precisions = new TreeSet<>();
        for (String text : texts) {
            precisions.add(Precision.parse(text));
        }
        return precisions;
    }
}
