package dev.vernier.search.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vernier.evaluator.data.Dataset;
import dev.vernier.evaluator.data.SampleInput;
import dev.vernier.evaluator.data.Target;
import dev.vernier.evaluator.data.Truth;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassCoverageTest {
    private record Labels(int classes, int... labels) implements Dataset {
        @Override
        public List<SampleInput> inputs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public Truth truth() {
            return Truth.CLASS;
        }

        @Override
        public void read(int index, int input, float[] into, int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Target target(int index) {
            return new Target.OfClass(labels[index]);
        }

        @Override
        public String fingerprint() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void classesWithoutSamplesAreTold() {
        assertEquals(
                Optional.of("none of the 4 search samples is of class 1 or 1 other classes, of 4."
                        + " Maybe the data lack it, or a larger 'data.search' would show it."),
                ClassCoverage.doubt("search", new Labels(4, 0, 2, 2, 0)));
        assertEquals(Optional.empty(), ClassCoverage.doubt("search", new Labels(3, 0, 2, 1, 0)));
        assertEquals(Optional.empty(), ClassCoverage.doubt("search", new Labels(3, 0, 0)), "too few for all");
    }
}
