package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.plan.NetworkLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Where each activation tensor lies in one piece of memory, so that a network allocates nothing while it runs. Tensors
 * that are never needed at the same time may share memory. The largest tensors are placed first, each at the lowest
 * offset that is free throughout its life (greedy by size: Pisarchyk and Lee, 2020, arXiv:2001.03288).
 *
 * @param offsets where each tensor begins, a multiple of 64 bytes
 * @param bytes the memory needed
 */
record BufferPlan(Map<String, Long> offsets, long bytes) {
    private static final long ALIGNMENT = 64;

    BufferPlan {
        offsets = Map.copyOf(offsets);
    }

    /** A tensor that is needed from one pass to another, both included. */
    private record Placed(String tensor, long bytes, int first, int last, long offset) {
        boolean livesWith(Placed other) {
            return first <= other.last && other.first <= last;
        }

        long end() {
            return offset + Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
        }

        Placed at(long elsewhere) {
            return new Placed(tensor, bytes, first, last, elsewhere);
        }
    }

    /**
     * @param passes of the network, in execution order
     * @param bytes the size of each tensor
     */
    static BufferPlan of(NetworkLayout layout, List<Pass> passes, ToLongFunction<String> bytes) {
        List<Placed> unplaced = lives(layout, passes, bytes);
        unplaced.sort(Comparator.comparingLong(Placed::bytes).reversed());
        List<Placed> placed = new ArrayList<>();
        for (Placed tensor : unplaced) {
            placed.add(tensor.at(lowest(tensor, placed)));
            placed.sort(Comparator.comparingLong(Placed::offset));
        }
        Map<String, Long> offsets = new HashMap<>();
        placed.forEach(tensor -> offsets.put(tensor.tensor(), tensor.offset()));
        return new BufferPlan(
                offsets, placed.stream().mapToLong(Placed::end).max().orElse(0));
    }

    private static List<Placed> lives(NetworkLayout layout, List<Pass> passes, ToLongFunction<String> bytes) {
        Map<String, Integer> lastReads = new HashMap<>();
        for (int i = 0; i < passes.size(); i++) {
            for (String input : passes.get(i).inputs()) {
                lastReads.put(input, i);
            }
        }
        lastReads.put(layout.graph().outputs().getFirst(), passes.size());
        List<Placed> lives = new ArrayList<>();
        for (String input : layout.graph().inputs()) {
            lives.add(new Placed(input, bytes.applyAsLong(input), -1, lastReads.getOrDefault(input, -1), 0));
        }
        for (int i = 0; i < passes.size(); i++) {
            for (String output : passes.get(i).outputs()) {
                lives.add(new Placed(output, bytes.applyAsLong(output), i, lastReads.getOrDefault(output, i), 0));
            }
        }
        return lives;
    }

    /** The lowest offset at which a tensor meets none that it lives with; {@code placed} ascends. */
    private static long lowest(Placed tensor, List<Placed> placed) {
        long offset = 0;
        for (Placed other : placed) {
            if (other.livesWith(tensor) && offset < other.end()) {
                if (tensor.at(offset).end() <= other.offset()) {
                    return offset;
                }
                offset = other.end();
            }
        }
        return offset;
    }
}
