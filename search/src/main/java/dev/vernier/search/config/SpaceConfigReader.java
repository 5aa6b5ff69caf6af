package dev.vernier.search.config;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.hardware.workload.Precision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads the block that says what may be chosen, and fills in defaults. */
final class SpaceConfigReader {
    private static final int DEFAULT_JOIN_BITS = 8;
    private static final SortedSet<Integer> DEFAULT_WEIGHT_BITS = new TreeSet<>(Set.of(2, 3, 4, 6, 8));
    private static final SortedSet<Integer> DEFAULT_ACTIVATION_BITS = new TreeSet<>(Set.of(4, 8));

    private final ConfigSource source;

    SpaceConfigReader(ConfigSource source) {
        this.source = source;
    }

    /**
     * @throws InvalidInputException when floating point and integers are asked for side by side
     */
    SpaceConfig read(Optional<YamlValue> block) {
        Map<String, Precision> pins = new LinkedHashMap<>();
        block.flatMap(space -> space.find("pin"))
                .map(YamlValue::entries)
                .orElse(Map.of())
                .forEach((layer, pin) -> pins.put(layer, Precision.parse(pin.text())));
        Optional<YamlValue> group = block.flatMap(space -> space.find("weight-group"));
        SpaceConfig wish = new SpaceConfig(
                widths(block, "weight-bits", DEFAULT_WEIGHT_BITS),
                widths(block, "activation-bits", DEFAULT_ACTIVATION_BITS),
                block.flatMap(space -> space.find("join-bits"))
                        .map(YamlValue::integer)
                        .orElse(DEFAULT_JOIN_BITS),
                pins,
                block.flatMap(space -> space.find("tie"))
                        .map(SpaceConfigReader::ties)
                        .orElse(TieWish.NONE),
                group.map(YamlValue::integer).map(OptionalInt::of).orElse(OptionalInt.empty()));
        requireAllOrNoActivations(wish);
        if (!wish.isWeightOnly()) {
            requireNothingWeightOnly(wish);
        }
        return wish;
    }

    /** The schema leaves the word and lists of names. */
    private static TieWish ties(YamlValue value) {
        return value.json().isArray()
                ? new TieWish.Layers(value.list(group -> group.list(YamlValue::text)))
                : new TieWish.SharedInputs();
    }

    private static SortedSet<Integer> widths(Optional<YamlValue> space, String key, SortedSet<Integer> otherwise) {
        return space.flatMap(block -> block.find(key))
                .<SortedSet<Integer>>map(list -> new TreeSet<>(list.list(YamlValue::integer)))
                .orElse(otherwise);
    }

    /** Activations stay in floating point everywhere or nowhere. */
    private void requireAllOrNoActivations(SpaceConfig wish) {
        if (wish.activationBits().contains(Precision.FLOAT) && !wish.isWeightOnly()) {
            throw source.invalid(
                    "/space/activation-bits",
                    "a plan leaves all activations in floating point (32) or none",
                    "write [32] alone, or leave 32 out");
        }
        wish.pins().forEach((layer, pin) -> {
            if (pin.isWeightOnly() != wish.isWeightOnly()) {
                throw source.invalid(
                        "/space/pin/" + ConfigSource.step(layer),
                        "activations stay in floating point everywhere or nowhere, and " + pin
                                + (pin.isWeightOnly() ? " leaves" : " does not leave") + " those of this layer so",
                        wish.isWeightOnly()
                                ? "pin it to " + pin.weightBits() + "/32"
                                : "pin it to 8/8, or add 'activation-bits: [32]'");
            }
        });
    }

    /** What there is only beside activations in floating point. */
    private void requireNothingWeightOnly(SpaceConfig wish) {
        if (wish.weightBits().contains(Precision.FLOAT)) {
            throw source.invalid(
                    "/space/weight-bits",
                    "weights stay in floating point (32) only where activations do",
                    "leave 32 out, or add 'activation-bits: [32]'");
        }
        if (wish.weightGroup().isPresent()) {
            throw source.invalid(
                    "/space/weight-group",
                    "weights have scales by groups only where activations stay in floating point",
                    "add 'activation-bits: [32]', or leave the groups out");
        }
    }
}
