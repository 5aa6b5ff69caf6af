package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.plan.NetworkLayout;
import dev.vernier.evaluator.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPlanTest {
    /** Walks through the stages and demands that what is live at once lies apart, and that no less memory would do. */
    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8", "fashion-dscnn"})
    void liveTensorsNeverMeet(String model) {
        NetworkLayout layout =
                NetworkLayout.of(Folding.fold(BuiltinModels.read(model).graph()), 8);
        ToLongFunction<String> bytes = tensor -> layout.graph().shape(tensor).elements();
        BufferPlan plan = BufferPlan.of(layout, bytes);
        long mostLive = 0;
        for (int i = 0; i < layout.stages().size(); i++) {
            List<String> live = live(layout, i);
            mostLive = Math.max(mostLive, live.stream().mapToLong(bytes).sum());
            for (String a : live) {
                long start = plan.offsets().getOrDefault(a, -1L);
                assertEquals(0, start % 64);
                assertTrue(start + bytes.applyAsLong(a) <= plan.bytes());
                for (String b : live) {
                    long other = plan.offsets().getOrDefault(b, -1L);
                    assertTrue(
                            a.equals(b)
                                    || start + bytes.applyAsLong(a) <= other
                                    || other + bytes.applyAsLong(b) <= start,
                            () -> a + " meets " + b);
                }
            }
        }
        assertTrue(plan.bytes() >= mostLive && plan.bytes() <= mostLive + 64 * 4, plan.bytes() + " for " + mostLive);
    }

    /** What exists while a stage runs: its output, and everything older that it or a later stage reads. */
    private static List<String> live(NetworkLayout layout, int at) {
        List<Stage> stages = layout.stages();
        List<String> known = new ArrayList<>(List.of(layout.graph().inputs().getFirst()));
        stages.subList(0, at).forEach(stage -> known.add(stage.output()));
        List<String> live = new ArrayList<>(known.stream()
                .filter(tensor -> stages.subList(at, stages.size()).stream()
                        .anyMatch(stage -> stage.inputs().contains(tensor)))
                .toList());
        live.add(stages.get(at).output());
        return live;
    }
}
