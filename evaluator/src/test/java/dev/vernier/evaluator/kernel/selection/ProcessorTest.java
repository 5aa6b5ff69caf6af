package dev.vernier.evaluator.kernel.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    @Test
    void tellsTheProcessorFromItsDescription() {
        assertEquals("Example CPU 1", Processor.name(List.of("vendor_id : X", "model name\t: Example CPU 1")));
        assertEquals(System.getProperty("os.arch"), Processor.name(List.of()));
    }
}
