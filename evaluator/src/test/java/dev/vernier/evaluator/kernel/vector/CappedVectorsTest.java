package dev.vernier.evaluator.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vernier.evaluator.kernel.KernelCases;
import dev.vernier.evaluator.kernel.KernelRun;
import dev.vernier.evaluator.kernel.ProductCases;
import dev.vernier.evaluator.kernel.ProductRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vector level on lesser machines, which flags make of this one. */
class CappedVectorsTest {
    /** Every so many-th case of the enumeration; coprime to the lengths of its inner loops. */
    private static final int STEP = 37;

    @ParameterizedTest
    @CsvSource({"2, 256", "1, 128"})
    void equalsTheSpecificationOnShorterVectors(int useAvx, int bits) throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the flag is for x86");
        assumeTrue(Lanes.INTS.vectorBitSize() >= bits, "this machine has shorter vectors by itself");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:UseAVX=" + useAvx,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CappedVectorsTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("vector " + bits, output.lines().reduce((_, last) -> last).orElse(""), output);
    }

    /** Runs a part of the enumerations and prints what it ran on. */
    public static void main(String[] args) {
        VectorKernels kernels = new VectorKernels();
        int[] index = {0};
        KernelCases.all()
                .filter(_ -> index[0]++ % STEP == 0)
                .forEach(each -> KernelRun.assertEqualsTheSpecification(kernels, each));
        ProductCases.all()
                .filter(_ -> index[0]++ % STEP == 0)
                .forEach(each -> ProductRun.assertEqualTheSpecification(List.of(kernels), each));
        System.out.println(kernels.description());
    }
}
