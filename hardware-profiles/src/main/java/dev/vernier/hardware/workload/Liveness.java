package dev.vernier.hardware.workload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When activation tensors live as the steps run in order: a tensor lives from the step that writes it to the last step
 * that reads it; the network's outputs live to the end.
 *
 * @param atStart indices of the tensors that live before the first step: those read and never written
 * @param endingAt for each step the indices of the tensors that it reads last
 */
record Liveness(int[] atStart, int[][] endingAt) {
    static Liveness of(int tensors, List<Step> steps) {
        int[] lastRead = new int[tensors];
        Arrays.fill(lastRead, -1);
        boolean[] written = new boolean[tensors];
        for (int i = 0; i < steps.size(); i++) {
            for (int input : steps.get(i).inputs()) {
                lastRead[input] = i;
            }
            written[steps.get(i).output()] = true;
        }
        int[] atStart = IntStream.range(0, tensors)
                .filter(tensor -> lastRead[tensor] >= 0 && !written[tensor])
                .toArray();
        int[][] endingAt = IntStream.range(0, steps.size())
                .mapToObj(step -> steps.get(step).inputs().stream()
                        .mapToInt(Integer::intValue)
                        .distinct()
                        .filter(input -> lastRead[input] == step)
                        .toArray())
                .toArray(int[][]::new);
        return new Liveness(atStart, endingAt);
    }
}
