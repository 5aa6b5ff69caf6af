package dev.vernier.evaluator.kernel.vector;

import dev.vernier.evaluator.kernel.KernelCase;
import dev.vernier.evaluator.kernel.KernelRun;
import dev.vernier.evaluator.kernel.ProductCase;
import dev.vernier.evaluator.kernel.ProductRun;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelsTest {
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        KernelRun.assertEqualsTheSpecification(new VectorKernels(), each);
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.ProductCases#all")
    void productsEqualTheSpecificationBitForBit(ProductCase each) {
        ProductRun.assertEqualTheSpecification(List.of(new VectorKernels()), each);
    }
}
