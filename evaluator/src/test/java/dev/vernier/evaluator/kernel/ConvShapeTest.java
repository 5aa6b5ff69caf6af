package dev.vernier.evaluator.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConvShapeTest {
    @Test
    void countsWhatAConvolutionDoes() {
        ConvShape shape = ConvShape.square(28, 16, 32, 3, 2, 1, 1);
        assertEquals(14, shape.outputHeight());
        assertEquals(144, shape.depth());
        assertEquals(4608, shape.weights());
        assertEquals(2 * 28 * 28 * 16, shape.inputElements(2));
        assertEquals(903_168, shape.macs());
    }

    @Test
    void refusesSumsThatCouldLeave32Bits() {
        long worst = 255L * 128 * ConvShape.MAX_DEPTH;
        assertTrue(worst <= Integer.MAX_VALUE && worst + 255 * 128 > Integer.MAX_VALUE);
        assertEquals(
                ConvShape.MAX_DEPTH, ConvShape.matrix(1, ConvShape.MAX_DEPTH, 1).depth());
        assertThrows(IllegalArgumentException.class, () -> ConvShape.matrix(1, ConvShape.MAX_DEPTH + 1, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConvShape(1, 1, 1, 1, 1, 1, 1 << 16, 1 << 16, 1, 1, 1, 1, 0, 0, 1));
    }

    @Test
    void refusesWhatIsNoConvolution() {
        assertThrows(IllegalArgumentException.class, () -> ConvShape.matrix(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> ConvShape.square(4, 6, 4, 3, 1, 1, 4));
        assertThrows(IllegalArgumentException.class, () -> ConvShape.square(4, 4, 4, 3, 1, -1, 1));
        assertThrows(ArithmeticException.class, () -> ConvShape.matrix(1 << 20, 1 << 12, 1)
                .inputElements(1));
    }
}
