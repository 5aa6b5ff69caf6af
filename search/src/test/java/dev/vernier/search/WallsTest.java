package dev.vernier.search;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;

/** The walls between packages: who may know whom, and who may see which library. */
@AnalyzeClasses(packages = "dev.vernier", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule HARDWARE_KNOWS_ONLY_ITSELF = noClasses()
            .that()
            .resideInAPackage("dev.vernier.hardware..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.vernier.evaluator..", "dev.vernier.search..");

    @ArchTest
    static final ArchRule THE_EVALUATOR_DOES_NOT_KNOW_THE_SEARCH = noClasses()
            .that()
            .resideInAPackage("dev.vernier.evaluator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.vernier.search..");

    @ArchTest
    static final ArchRule WORKLOADS_KNOW_NOTHING_ELSE = noClasses()
            .that()
            .resideInAPackage("dev.vernier.hardware.workload")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.vernier.hardware.cost", "dev.vernier.hardware.profile");

    @ArchTest
    static final ArchRule NO_CIRCLES_IN_HARDWARE =
            slices().matching("dev.vernier.hardware.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CIRCLES_IN_THE_EVALUATOR =
            slices().matching("dev.vernier.evaluator.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CIRCLES_IN_THE_SEARCH =
            slices().matching("dev.vernier.search.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_GENETIC_STRATEGY_SEES_JENETICS =
            only("io.jenetics..", "dev.vernier.search.strategy.genetic");

    @ArchTest
    static final ArchRule ONLY_ONNX_SEES_PROTOBUF = only("com.google.protobuf..", "dev.vernier.evaluator.onnx");

    @ArchTest
    static final ArchRule ONLY_ONNX_SEES_ITS_MESSAGES = only("ai.onnx..", "dev.vernier.evaluator.onnx");

    @ArchTest
    static final ArchRule ONLY_RUNNERS_AND_BENCHMARKS_SEE_ONNX_RUNTIME =
            only("ai.onnxruntime..", "dev.vernier.evaluator.runtime", "dev.vernier.evaluator.bench");

    @ArchTest
    static final ArchRule ONLY_WHAT_LEARNS_SEES_DJL = only(
            "ai.djl..",
            "dev.vernier.evaluator.runtime",
            "dev.vernier.evaluator.training",
            "dev.vernier.evaluator.data");

    @ArchTest
    static final ArchRule ONLY_THE_VECTOR_LEVEL_SEES_THE_VECTOR_API =
            only("jdk.incubator.vector..", "dev.vernier.evaluator.kernel.vector");

    @ArchTest
    static final ArchRule ONLY_WHAT_FEEDS_KERNELS_SEES_MEMORY_OUTSIDE_THE_HEAP = only(
            "java.lang.foreign..",
            "dev.vernier.evaluator.kernel",
            "dev.vernier.evaluator.kernel.vector",
            "dev.vernier.evaluator.kernel.foreign",
            "dev.vernier.evaluator.kernel.selection",
            "dev.vernier.evaluator.runtime",
            "dev.vernier.evaluator.bench");

    @ArchTest
    static final ArchRule ONLY_THE_NATIVE_LEVEL_CALLS_NATIVE_CODE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vernier.evaluator.kernel.foreign")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Linker.class, SymbolLookup.class);

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_SEES_PICOCLI = only("picocli..", "dev.vernier.search.cli");

    @ArchTest
    static final ArchRule ONLY_THE_REPORT_SEES_XCHART = only("org.knowm.xchart..", "dev.vernier.search.report");

    @ArchTest
    static final ArchRule ONLY_JOBS_SEE_THE_REPORT =
            only("dev.vernier.search.report", "dev.vernier.search.report", "dev.vernier.search.job");

    @ArchTest
    static final ArchRule THE_REPORT_SEES_RESULTS_ONLY = noClasses()
            .that()
            .resideInAPackage("dev.vernier.search.report")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.vernier.search.run..",
                    "dev.vernier.search.strategy..",
                    "dev.vernier.search.job..",
                    "dev.vernier.search.cli..");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_ENDS_THE_PROCESS = noClasses()
            .that()
            .resideOutsideOfPackage("dev.vernier.search.cli")
            .should()
            .callMethod(System.class, "exit", int.class);

    /** Only some packages may see a library. */
    private static ArchRule only(String library, String... allowed) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(allowed)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
