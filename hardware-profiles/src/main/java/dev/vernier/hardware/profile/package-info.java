/**
 * The devices that a search may aim at: what is legal on them, what things cost there, and how far to trust that.
 *
 * <p>Enters: YAML files, those shipped and those a person wrote or measured. Leaves: {@link
 * dev.vernier.hardware.profile.HardwareProfile}. Start at {@link dev.vernier.hardware.profile.HardwareProfiles}, which
 * also shows the format.
 */
@NullMarked
package dev.vernier.hardware.profile;

import org.jspecify.annotations.NullMarked;
