package dev.vernier.evaluator.kernel.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.vernier.evaluator.kernel.KernelCase;
import dev.vernier.evaluator.kernel.KernelRun;
import dev.vernier.evaluator.kernel.ProductCase;
import dev.vernier.evaluator.kernel.ProductRun;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels for aarch64 on processors that QEMU emulates. */
@DisabledOnOs(architectures = "aarch64", disabledReason = "NativeKernelsTest runs them on the machine itself")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Aarch64KernelsTest {
    /** With {@code required}, tests fail where they would be skipped for want of a cross compiler or an emulator. */
    private static final String PROPERTY = "vernier.aarch64";

    private static final String FOLDER = "/native/linux-aarch64/";
    private static final String EMULATOR = "qemu-aarch64";

    /** The libraries of another architecture, as Debian lays them out. */
    private static final Path SYSTEM_ROOT = Path.of("/usr/aarch64-linux-gnu");

    private static final String WITHOUT_DOT_PRODUCTS = "cortex-a72";
    private static final String WITH_DOT_PRODUCTS = "max";

    private EmulatedMachine old;
    private EmulatedMachine recent;

    @BeforeAll
    void start() throws IOException, URISyntaxException {
        Path driver = resource("kernel-driver");
        Path library = resource("libvernier.so");
        boolean emulator = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, EMULATOR)));
        if (!emulator || !Files.isDirectory(SYSTEM_ROOT)) {
            skip("there is no " + EMULATOR + ", or nothing in " + SYSTEM_ROOT);
        }
        driver.toFile().setExecutable(true);
        old = EmulatedMachine.of(WITHOUT_DOT_PRODUCTS, SYSTEM_ROOT, driver, library);
        recent = EmulatedMachine.of(WITH_DOT_PRODUCTS, SYSTEM_ROOT, driver, library);
    }

    private static Path resource(String name) throws URISyntaxException {
        URL resource = Aarch64KernelsTest.class.getResource(FOLDER + name);
        return resource == null ? skip("there was no cross compiler") : Path.of(resource.toURI());
    }

    private static Path skip(String reason) {
        String message = "the kernels for aarch64 are not tested: " + reason
                + ". Maybe install them (Debian: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user).";
        if ("required".equals(System.getProperty(PROPERTY))) {
            throw new IllegalStateException(message);
        }
        return abort(message);
    }

    @AfterAll
    void stop() {
        for (EmulatedMachine machine : new EmulatedMachine[] {old, recent}) {
            if (machine != null) {
                machine.close();
            }
        }
    }

    private List<NativeKernels> kernels() {
        return List.of(
                new NativeKernels(old.library(), InstructionSet.NEON),
                new NativeKernels(recent.library(), InstructionSet.DOTPROD));
    }

    @Test
    void findsOutWhatTheProcessorCanDo() {
        assertEquals(InstructionSet.NEON, old.library().bestInstructionSet());
        assertEquals(InstructionSet.DOTPROD, recent.library().bestInstructionSet());
    }

    /** No read or write beyond operands, layers or scratch memory either: it would end the driver. */
    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.KernelCases#all")
    void equalsTheSpecificationBitForBit(KernelCase each) {
        KernelRun.assertEqualTheSpecification(kernels(), each);
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.foreign.NativeKernelsTest#equalsTheSpecificationAtAnySize")
    void equalsTheSpecificationAtAnySize(KernelCase each) {
        KernelRun.assertEqualTheSpecification(kernels(), each);
    }

    @ParameterizedTest
    @MethodSource("dev.vernier.evaluator.kernel.foreign.NativeKernelsTest#someProducts")
    void productsEqualTheSpecificationBitForBit(ProductCase each) {
        ProductRun.assertEqualTheSpecification(kernels(), each);
    }

    @Test
    void keepsTheSignOfAZeroAtALimit() {
        kernels().forEach(NativeKernelsTest::assertKeepsTheSignOfAZeroAtALimit);
    }

    @Test
    void roundsEveryStepOfAnAddition() {
        kernels().forEach(NativeKernelsTest::assertRoundsEveryStepOfAnAddition);
    }

    @ParameterizedTest
    @CsvSource({
        "CONV, 8, 8, neon-w8, dotprod-w8",
        "CONV, 6, 8, neon-w7, dotprod-w8",
        "CONV, 3, 8, neon-w4, dotprod-w4",
        "CONV, 2, 2, neon-w2a2, dotprod-w2",
        "CONV, 1, 1, neon-w1a1, dotprod-w1a1",
        "DEPTHWISE, 4, 8, neon-dw8, dotprod-dw8"
    })
    void namesTheCodeThatRuns(LayerKind kind, int weightBits, int activationBits, String old, String recent) {
        Precision precision = new Precision(weightBits, activationBits);
        assertEquals(
                List.of(old, recent),
                kernels().stream().map(each -> each.variant(kind, precision)).toList());
    }
}
