package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.KernelCase;
import dev.vernier.evaluator.kernel.KernelRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelsTest {
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        KernelRun.assertEqualsTheSpecification(new VectorKernels(), each);
    }
}
