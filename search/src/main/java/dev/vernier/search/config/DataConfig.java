package dev.vernier.search.config;

import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.SplitRequest;

/**
 * The data of a run.
 *
 * @param source where samples come from
 * @param splits how many go where
 */
public record DataConfig(DataSource source, SplitRequest splits) {}
