package dev.vernier.hardware.cost;

import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.workload.CostMetric;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

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
}
