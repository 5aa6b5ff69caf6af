package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.TableModel;

/**
 * What measuring a processor yields, ready to be written as a profile.
 *
 * @param name the name of the profile, of small letters, digits and hyphens
 * @param description what the device is, in one line
 */
public record MeasuredTable(
        String name, String description, Measurement measurement, Legality legality, TableModel table) {}
