package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.metric.ClassOutputs;
import dev.vernier.evaluator.metric.Fidelity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatCheckTest {
    /** The interval of 119 of 1,000 begins at 10.03 %, that of 118 at 9.95 %. */
    @ParameterizedTest
    @CsvSource({
        "10, 937, 1000, false",
        "10, 119, 1000, false",
        "10, 118, 1000, true",
        "10, 0, 1000, true",
        "2, 9, 10, false",
        "2, 7, 10, true"
    })
    void warnsWhereGuessingWouldDoAsWell(int classes, int correct, int samples, boolean doubtful) {
        ClassOutputs outputs = new ClassOutputs(new float[classes], classes, ClassOutputs.Form.LOGITS);
        Fidelity fidelity = new Fidelity(correct, samples, 0);

        assertEquals(doubtful, FloatCheck.doubt(outputs, fidelity).isPresent());
    }

    @Test
    void saysWhatToCheck() {
        ClassOutputs outputs = new ClassOutputs(new float[10], 10, ClassOutputs.Form.LOGITS);
        String doubt = FloatCheck.doubt(outputs, new Fidelity(98, 1000, 0)).orElseThrow();

        assertTrue(doubt.contains("right on 9.8 % of the 1000 samples (8.1…11.8)"), doubt);
        assertTrue(doubt.contains("'scale'") && doubt.contains("'layout'") && doubt.contains("labels"), doubt);
    }
}
