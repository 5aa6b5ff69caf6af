package dev.vernier.evaluator.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedDataTest {
    private static final int CHECKED = 20;

    static List<String> names() {
        return GeneratedData.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void partsAreReproducibleAndDistinct(String name) {
        Dataset heldOut = GeneratedData.heldOut(name);
        Dataset again = GeneratedData.heldOut(name);
        assertArrayEquals(first(heldOut, 7), first(again, 7));
        int[] some = {3, 8, 1};
        assertEquals(heldOut.subset(some).fingerprint(), again.subset(some).fingerprint());
        assertNotEquals(
                heldOut.subset(some).fingerprint(),
                GeneratedData.test(name).subset(some).fingerprint());
        assertNotEquals(
                heldOut.subset(some).fingerprint(),
                GeneratedData.training(name).subset(some).fingerprint());
        assertFalse(Arrays.equals(first(heldOut, 0), first(heldOut, 1)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void samplesAreAsTheyAreDescribed(String name) {
        Dataset samples = GeneratedData.test(name);
        for (int input = 0; input < samples.inputs().size(); input++) {
            int elements = Math.toIntExact(samples.inputs().get(input).shape().elements());
            float[] tensor = new float[elements + 1];
            tensor[0] = 77;
            samples.read(5, input, tensor, 1);
            assertEquals(77, tensor[0]);
            for (float value : tensor) {
                assertTrue(Float.isFinite(value));
            }
        }
        switch (samples.target(5)) {
            case Target.Values(float[] _) -> assertEquals(Truth.VALUES, samples.truth());
            case Target.OfClass(int label) -> assertTrue(label >= 0 && label < samples.classes());
            case Target.Labels(int[] labels) ->
                assertTrue(Arrays.stream(labels).allMatch(label -> label >= 0 && label < samples.classes()));
            case Target.Nothing _ -> assertEquals(name, "is of no use");
        }
        assertThrows(IndexOutOfBoundsException.class, () -> samples.target(samples.size()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void runsCutTheirSplitsFromThem(String name) {
        SplitRequest request = new SplitRequest(10, 20, OptionalInt.of(30), 1);
        Splits splits = new BuiltinSource(name).open(request);
        assertEquals(10, splits.calibration().size());
        assertEquals(20, splits.search().size());
        assertEquals(30, splits.test().size());
    }

    /** A conservative finite-volume solver on a finer grid, which shares nothing with the exact solution. */
    @Test
    void flowsFollowBurgersEquation() {
        Dataset samples = GeneratedData.test("burgers");
        double error = 0;
        double size = 0;
        for (int index = 0; index < CHECKED; index++) {
            double[] expected = flow(first(samples, index), 512);
            float[] values = values(samples, index);
            double mean = 0;
            for (int point = 0; point < values.length; point++) {
                double off = values[point] - expected[point * 512 / values.length];
                error += off * off;
                size += values[point] * values[point];
                mean += values[point];
            }
            assertEquals(0, mean / values.length, 1e-4, "momentum of sample " + index);
        }
        assertTrue(Math.sqrt(error / size) < 2e-3, "relative error " + Math.sqrt(error / size));
    }

    /** Second-order differences of the fluxes and fourth-order Runge–Kutta steps. */
    private static double[] flow(float[] start, int cells) {
        double[] u = refined(start, cells);
        double width = 2 * Math.PI / cells;
        int steps = (int) Math.ceil(Burgers.TIME / (0.25 * width * width / Burgers.VISCOSITY));
        double h = Burgers.TIME / steps;
        for (int step = 0; step < steps; step++) {
            double[] k1 = change(u, width);
            double[] k2 = change(moved(u, k1, h / 2), width);
            double[] k3 = change(moved(u, k2, h / 2), width);
            double[] k4 = change(moved(u, k3, h), width);
            for (int i = 0; i < cells; i++) {
                u[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
            }
        }
        return u;
    }

    private static double[] change(double[] u, double width) {
        double[] change = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            double left = u[(i + u.length - 1) % u.length];
            double right = u[(i + 1) % u.length];
            double transport = (right * right - left * left) / (4 * width);
            change[i] = Burgers.VISCOSITY * (right - 2 * u[i] + left) / (width * width) - transport;
        }
        return change;
    }

    private static double[] moved(double[] u, double[] by, double step) {
        double[] moved = u.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * by[i];
        }
        return moved;
    }

    /** The trigonometric polynomial through the points, on a finer grid. */
    private static double[] refined(float[] points, int cells) {
        double[] fine = new double[cells];
        for (int wave = 1; wave < points.length / 2; wave++) {
            double cosine = 0;
            double sine = 0;
            for (int point = 0; point < points.length; point++) {
                double angle = 2 * Math.PI * wave * point / points.length;
                cosine += points[point] * Math.cos(angle) * 2 / points.length;
                sine += points[point] * Math.sin(angle) * 2 / points.length;
            }
            for (int cell = 0; cell < cells; cell++) {
                double angle = 2 * Math.PI * wave * cell / cells;
                fine[cell] += cosine * Math.cos(angle) + sine * Math.sin(angle);
            }
        }
        return fine;
    }

    /** What is left of the measurements beside the code's atoms is noise of the size that is told. */
    @Test
    void measurementsAreSumsOfAtoms() {
        Dataset samples = GeneratedData.test("sparse-coding");
        double[][] atoms = SparseCoding.dictionary();
        double square = 0;
        for (int index = 0; index < 10 * CHECKED; index++) {
            float[] measured = first(samples, index);
            float[] code = values(samples, index);
            int active = 0;
            for (int atom = 0; atom < code.length; atom++) {
                active += code[atom] > 0 ? 1 : 0;
                for (int i = 0; i < measured.length; i++) {
                    measured[i] -= (float) (code[atom] * atoms[atom][i]);
                }
            }
            assertTrue(active >= 1 && active <= 4, "sample " + index);
            for (float left : measured) {
                square += left * left;
            }
        }
        assertEquals(0.01, Math.sqrt(square / (10 * CHECKED * SparseCoding.MEASUREMENTS)), 5e-4);
    }

    /** Families have the numbers of edges that they are known for, and the adjacency has the largest eigenvalue 1. */
    @Test
    void graphsAreOfTheirFamilies() {
        Dataset samples = GeneratedData.test("graph-families");
        int nodes = GraphFamilies.NODES;
        int[] expected = {GraphFamilies.EDGES, 2 * nodes, 3 + 2 * (nodes - 3), GraphFamilies.EDGES};
        int[] largestDegree = new int[samples.classes()];
        for (int index = 0; index < CHECKED; index++) {
            float[] adjacency = first(samples, index);
            int family = samples.label(index);
            int ends = 0;
            for (int i = 0; i < nodes; i++) {
                int degree = 0;
                for (int j = 0; j < nodes; j++) {
                    assertEquals(adjacency[i * nodes + j], adjacency[j * nodes + i]);
                    degree += i != j && adjacency[i * nodes + j] > 0 ? 1 : 0;
                }
                ends += degree;
                largestDegree[family] = Math.max(largestDegree[family], degree);
            }
            assertEquals(expected[family], ends / 2, "sample " + index);
            double largest = Arrays.stream(new EigenDecomposition(matrix(adjacency, nodes)).getRealEigenvalues())
                    .max()
                    .orElseThrow();
            assertEquals(1, largest, 1e-5);
        }
        assertTrue(largestDegree[2] > largestDegree[1], "hubs grow");
    }

    /** What is to be foretold is what is read next, and words are told apart by spaces at even distances. */
    @Test
    void textsGoOnAsTheirTargetsSay() {
        Dataset samples = GeneratedData.test("language");
        for (int index = 0; index < CHECKED; index++) {
            float[] letters = first(samples, index);
            int[] next = ((Target.Labels) samples.target(index)).labels();
            int spaces = 0;
            for (int position = 0; position < next.length; position++) {
                spaces += next[position] == Language.LETTERS - 1 ? 1 : 0;
                if (position > 0) {
                    assertEquals(1, letters[position * Language.LETTERS + next[position - 1]]);
                }
            }
            assertTrue(spaces >= 2 && spaces <= 8, "spaces in sample " + index + ": " + spaces);
        }
    }

    private static Array2DRowRealMatrix matrix(float[] values, int side) {
        Array2DRowRealMatrix matrix = new Array2DRowRealMatrix(side, side);
        for (int i = 0; i < values.length; i++) {
            matrix.setEntry(i / side, i % side, values[i]);
        }
        return matrix;
    }

    /** The integral of the spline through the sensors. */
    @Test
    void antiderivativesIntegrateWhatTheSensorsSee() {
        Dataset samples = GeneratedData.test("antiderivative");
        double[] sensors = new double[Antiderivative.SENSORS];
        for (int i = 0; i < sensors.length; i++) {
            sensors[i] = i / (sensors.length - 1.0);
        }
        for (int index = 0; index < CHECKED; index++) {
            double[] function = doubles(first(samples, index));
            PolynomialSplineFunction spline = new SplineInterpolator().interpolate(sensors, function);
            float[] places = new float[Antiderivative.PLACES];
            samples.read(index, 1, places, 0);
            float[] integrals = values(samples, index);
            for (int place = 0; place < places.length; place++) {
                assertEquals(integral(spline, places[place]), integrals[place], 2e-3, "sample " + index);
            }
        }
    }

    /** The midpoint rule. */
    private static double integral(PolynomialSplineFunction function, double end) {
        int steps = 500;
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            sum += function.value((step + 0.5) / steps * end);
        }
        return sum / steps * end;
    }

    private static float[] first(Dataset samples, int index) {
        float[] tensor =
                new float[Math.toIntExact(samples.inputs().getFirst().shape().elements())];
        samples.read(index, tensor, 0);
        return tensor;
    }

    private static float[] values(Dataset samples, int index) {
        return ((Target.Values) samples.target(index)).values();
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
