/**
 * What a person asks for.
 *
 * <p>Enters: a YAML file and options that override it. Leaves: a {@link dev.vernier.search.config.RunConfig} that is
 * complete and checked as far as that is possible without the model. Start at {@link
 * dev.vernier.search.config.RunConfigReader}.
 */
@NullMarked
package dev.vernier.search.config;

import org.jspecify.annotations.NullMarked;
