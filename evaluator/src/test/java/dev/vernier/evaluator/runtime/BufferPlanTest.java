package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.graph.Folding;
import dev.vernier.evaluator.onnx.BuiltinModels;
import dev.vernier.evaluator.plan.NetworkLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPlanTest {
    /** Walks through the passes and demands that what is live at once lies apart, and that no less memory would do. */
    @ParameterizedTest
    @ValueSource(strings = {"fashion-resnet8", "fashion-dscnn"})
    void liveTensorsNeverMeet(String model) {
        NetworkLayout layout =
                NetworkLayout.of(Folding.fold(BuiltinModels.read(model).graph()), 8);
        ToLongFunction<String> bytes = tensor -> layout.graph().shape(tensor).elements();
        List<Pass> passes = Pass.of(layout);
        BufferPlan plan = BufferPlan.of(layout, passes, bytes);
        long mostLive = 0;
        for (int i = 0; i < passes.size(); i++) {
            List<String> live = live(layout, passes, i);
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

    /** What exists while a pass runs: its output, and everything older that it or a later pass reads. */
    private static List<String> live(NetworkLayout layout, List<Pass> passes, int at) {
        List<String> known = new ArrayList<>(List.of(layout.graph().inputs().getFirst()));
        passes.subList(0, at).forEach(pass -> known.addAll(pass.outputs()));
        List<String> live = new ArrayList<>(known.stream()
                .filter(tensor -> passes.subList(at, passes.size()).stream()
                        .anyMatch(pass -> pass.inputs().contains(tensor)))
                .toList());
        live.addAll(passes.get(at).outputs());
        return live;
    }
}
