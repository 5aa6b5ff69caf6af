package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Random;

/**
 * Which of four families a random graph of 24 nodes and about 46 edges is of: every pair of nodes equally likely (P. Erdős,
 * A. Rényi 1959), a rewired ring (D. J. Watts, S. H. Strogatz 1998, doi:10.1038/30918), growth towards nodes of many edges
 * (A.-L. Barabási, R. Albert 1999, doi:10.1126/science.286.5439.509), or the nearest pairs of random points in a square. A sample
 * is the graph's normalised adjacency {@code D^(−1/2)·(A + I)·D^(−1/2)}, D the degrees of A + I, and what is known of each node:
 * its number of edges, one-hot, the last place for all from seven on.
 */
final class GraphFamilies implements Problem {
    static final int NODES = 24;
    static final int FEATURES = 8;
    static final int EDGES = 46;

    private static final int FAMILIES = 4;
    private static final double REWIRED = 0.15;

    @Override
    public List<SampleInput> inputs() {
        return List.of(
                new SampleInput("adjacency", Shape.of(NODES, NODES)),
                new SampleInput("nodes", Shape.of(NODES, FEATURES)));
    }

    @Override
    public Truth truth() {
        return Truth.CLASS;
    }

    @Override
    public int classes() {
        return FAMILIES;
    }

    @Override
    public Sample draw(Random random) {
        int family = random.nextInt(FAMILIES);
        boolean[][] edges =
                switch (family) {
                    case 0 -> uniform(random);
                    case 1 -> rewiredRing(random);
                    case 2 -> grown(random);
                    default -> nearest(random);
                };
        int[] degrees = new int[NODES];
        for (int i = 0; i < NODES; i++) {
            for (int j = 0; j < NODES; j++) {
                degrees[i] += edges[i][j] ? 1 : 0;
            }
        }
        float[] adjacency = new float[NODES * NODES];
        float[] nodes = new float[NODES * FEATURES];
        for (int i = 0; i < NODES; i++) {
            for (int j = 0; j < NODES; j++) {
                boolean linked = i == j || edges[i][j];
                adjacency[i * NODES + j] = linked ? (float) (1 / Math.sqrt((degrees[i] + 1.0) * (degrees[j] + 1))) : 0;
            }
            nodes[i * FEATURES + Math.min(degrees[i], FEATURES - 1)] = 1;
        }
        return new Sample(List.of(adjacency, nodes), new Target.OfClass(family));
    }

    private static boolean[][] uniform(Random random) {
        boolean[][] edges = new boolean[NODES][NODES];
        for (int missing = EDGES; missing > 0; ) {
            missing -= link(edges, random.nextInt(NODES), random.nextInt(NODES)) ? 1 : 0;
        }
        return edges;
    }

    /** Each node is linked to its two followers on a ring; then some edges get another end. */
    private static boolean[][] rewiredRing(Random random) {
        boolean[][] edges = new boolean[NODES][NODES];
        for (int node = 0; node < NODES; node++) {
            for (int reach = 1; reach <= 2; reach++) {
                boolean kept = random.nextDouble() >= REWIRED;
                int end = (node + reach) % NODES;
                while (!link(edges, node, kept ? end : random.nextInt(NODES))) {
                    kept = false;
                }
            }
        }
        return edges;
    }

    /** Beginning with a triangle, each new node is linked to two others, chosen by their numbers of edges. */
    private static boolean[][] grown(Random random) {
        boolean[][] edges = new boolean[NODES][NODES];
        int[] ends = new int[4 * NODES];
        int count = 0;
        for (int node = 1; node < NODES; node++) {
            for (int links = Math.min(node, 2); links > 0; ) {
                int end = node < 3 ? node - links : ends[random.nextInt(count)];
                if (link(edges, node, end)) {
                    links--;
                    ends[count++] = end;
                    ends[count++] = node;
                }
            }
        }
        return edges;
    }

    private static boolean[][] nearest(Random random) {
        double[] x = random.doubles(NODES).toArray();
        double[] y = random.doubles(NODES).toArray();
        boolean[][] edges = new boolean[NODES][NODES];
        for (int missing = EDGES; missing > 0; missing--) {
            int from = -1;
            int to = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < NODES; i++) {
                for (int j = 0; j < i; j++) {
                    double square = (x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]);
                    if (!edges[i][j] && square < least) {
                        least = square;
                        from = i;
                        to = j;
                    }
                }
            }
            link(edges, from, to);
        }
        return edges;
    }

    /** Links two nodes; returns whether they were different and not linked before. */
    private static boolean link(boolean[][] edges, int one, int other) {
        if (one == other || edges[one][other]) {
            return false;
        }
        edges[one][other] = true;
        edges[other][one] = true;
        return true;
    }
}
