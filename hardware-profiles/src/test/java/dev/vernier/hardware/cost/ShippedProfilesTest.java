package dev.vernier.hardware.cost;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.workload.CostMetric;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models of all profiles that Vernier ships keep the same promises. */
@ParameterizedClass
@MethodSource("names")
class ShippedProfilesTest extends CostModelContract {
    private static final Map<String, CostModel> MODELS = new ConcurrentHashMap<>();

    @Parameter
    private String name = "";

    static Stream<String> names() {
        return HardwareProfiles.names().stream();
    }

    @Override
    CostModel model() {
        return MODELS.computeIfAbsent(
                name, each -> HardwareProfiles.load(each, Path.of("")).costModel());
    }

    /** Nothing of measured tables: shapes of nearly the same time come out in either order. */
    @Override
    Set<CostMetric> growingWithSize() {
        return model() instanceof TableModel ? Set.of() : super.growingWithSize();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void withRoomFewerBitsAreNoSlowerInADataflow(long seed) {
        assumeTrue(model() instanceof DataflowModel, "another model");
        DataflowModel roomy = (DataflowModel)
                HardwareProfiles.parse("roomy.yaml", """
                extends: %s
                name: roomy
                origin: uncalibrated
                dataflow: {luts: 10000000, bram18: 100000, dsps: 100000}
                """.formatted(name)).costModel();
        NetworkWorkload network = Networks.of(Networks.layers(new Random(seed), 12));
        NetworkPricer pricer = roomy.on(network);
        for (Precision precision : roomy.precisions(LayerKind.CONV)) {
            double few = samplesPerSecond(pricer, network, precision);
            for (Precision wider : wider(precision)) {
                assertTrue(samplesPerSecond(pricer, network, wider) <= few, "seed " + seed + ", " + precision);
            }
        }
    }

    private static double samplesPerSecond(NetworkPricer pricer, NetworkWorkload network, Precision precision) {
        return pricer.price(Networks.uniform(network, precision))
                .orElseThrow()
                .get(CostMetric.SAMPLES_PER_SECOND)
                .orElseThrow();
    }
}
