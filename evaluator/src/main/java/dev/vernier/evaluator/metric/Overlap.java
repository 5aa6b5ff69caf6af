package dev.vernier.evaluator.metric;

/**
 * The mean over classes of intersection over union, each summed over all samples; classes that are neither there nor
 * found do not count. 1 where none does.
 *
 * @param intersections for each sample and class, positions that are of the class and found to be
 * @param unions likewise, positions that are of the class or found to be
 */
record Overlap(int[][] intersections, int[][] unions) implements Statistic {
    @Override
    public int samples() {
        return unions.length;
    }

    @Override
    public double value(int[] counts) {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < unions[0].length; c++) {
            long intersection = 0;
            long union = 0;
            for (int i = 0; i < counts.length; i++) {
                intersection += (long) counts[i] * intersections[i][c];
                union += (long) counts[i] * unions[i][c];
            }
            if (union > 0) {
                sum += (double) intersection / union;
                present++;
            }
        }
        return present == 0 ? 1 : sum / present;
    }
}
