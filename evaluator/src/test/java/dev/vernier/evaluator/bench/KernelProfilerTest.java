package dev.vernier.evaluator.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.kernel.selection.KernelSelection;
import dev.vernier.evaluator.progress.Progress;
import dev.vernier.hardware.cost.TableModel;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.profile.MeasuredTable;
import dev.vernier.hardware.profile.TableProfileWriter;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.Precision;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
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
