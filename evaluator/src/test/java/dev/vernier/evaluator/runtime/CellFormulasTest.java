package dev.vernier.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Steps worked by hand; that whole sequences are right is seen beside ONNX Runtime in {@link RecurrenceTest}. */
class CellFormulasTest {
    private static final float EXACT = 2e-7f;

    @Test
    void functionsAreRoundedOnce() {
        assertEquals(0.5f, CellFormulas.sigmoid(0));
        assertEquals(0.880797f, CellFormulas.sigmoid(2), EXACT);
        assertEquals(1, CellFormulas.sigmoid(200));
        assertEquals(0, CellFormulas.sigmoid(-200), 1e-30f);
        assertEquals(-0.7615942f, CellFormulas.tanh(-1), EXACT);
    }

    /** Two rows of one unit: open gates, and gates that forget. */
    @Test
    void lstmKeepsWhatItsGatesLetThrough() {
        float[] h = {9, 9};
        float[] c = {1, 3};
        CellFormulas.lstm(1, new float[] {0, 0, 0, 0, 50, 0, -50, 2}, new float[] {0, 0, 0, 0, 50, 0, -50, -1}, h, c);
        // ½·1 + ½·tanh(0), and 0·3 + 1·tanh(1)
        assertArrayEquals(new float[] {0.5f, 0.7615942f}, c, EXACT);
        // ½·tanh of these
        assertArrayEquals(new float[] {0.23105858f, 0.3210075f}, h, EXACT);
    }

    @Test
    void gruBlendsItsStateWithTheCandidate() {
        float[] h = {2};
        float[] x = {0, 0, 1};
        float[] gates = {0, 0};
        assertArrayEquals(new float[] {1}, CellFormulas.reset(1, x, gates, h), EXACT);
        CellFormulas.gru(1, x, gates, new float[] {1}, h);
        // n = tanh(2), and ½·n + ½·2
        assertEquals((0.9640276f + 2) / 2, h[0], EXACT);
    }

    @Test
    void theOtherGruResetsTheProduct() {
        float[] h = {2};
        CellFormulas.gruResetAfter(1, new float[] {0, 0, 1}, new float[] {0, 0, 4}, h);
        // n = tanh(1 + ½·4), and ½·n + ½·2
        assertEquals((0.9950548f + 2) / 2, h[0], EXACT);
    }
}
