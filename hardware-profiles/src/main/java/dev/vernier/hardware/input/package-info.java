/**
 * What people write, and how we tell them where it is wrong.
 *
 * <p>Enters: YAML files and their JSON schemas. Leaves: documents whose every value knows its line and column, and
 * {@link dev.vernier.hardware.input.InvalidInputException}, the one exception that becomes exit code 2. Start at
 * {@link dev.vernier.hardware.input.YamlDocument}. Files of other kinds are looked at by {@link
 * dev.vernier.hardware.input.InputFile} before anybody opens them.
 */
@NullMarked
package dev.vernier.hardware.input;

import org.jspecify.annotations.NullMarked;
