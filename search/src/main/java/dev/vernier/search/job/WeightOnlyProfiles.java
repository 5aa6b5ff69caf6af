package dev.vernier.search.job;

import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.search.config.RunConfig;
import dev.vernier.search.config.SpaceConfig;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Devices for plans that leave activations in floating point. */
final class WeightOnlyProfiles {
    private WeightOnlyProfiles() {}

    /**
     * The profile for the plans that a configuration asks for: as it is where these quantize activations, else for plans
     * that do not.
     *
     * @param pointer where the configuration names the profile
     * @throws InvalidInputException when the device has no narrow weights beside activations in floating point, or no
     *     groups of weights where they are asked for
     */
    static HardwareProfile suited(RunConfig config, String pointer, HardwareProfile profile) {
        SpaceConfig space = config.space();
        if (!space.isWeightOnly()) {
            return profile;
        }
        if (space.weightGroup().isPresent()
                && profile.legality().scheme().weights() != QuantizationScheme.Weights.PER_CHANNEL_SYMMETRIC) {
            throw config.invalid(
                    "/space/weight-group",
                    "on profile '" + profile.name() + "' weights have no groups, for its scheme is "
                            + profile.legality().scheme().weights().key(),
                    "leave out the groups or the profile");
        }
        return profile.weightOnly(space.weightGroup())
                .orElseThrow(() -> config.invalid(
                        pointer,
                        "profile '" + profile.name()
                                + "' computes no layer with narrow weights beside activations in floating point, which"
                                + " 'activation-bits: [32]' asks for",
                        "take " + able() + ", or let activations have 8 bits"));
    }

    /** The shipped profiles that do, in words. */
    private static String able() {
        return HardwareProfiles.names().stream()
                .filter(name -> HardwareProfiles.load(name, Path.of(""))
                        .weightOnly(OptionalInt.empty())
                        .isPresent())
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(" or "));
    }
}
