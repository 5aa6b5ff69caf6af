package dev.vernier.search.config;

/**
 * How to search.
 *
 * @param strategy proposes plans
 * @param budget what may be spent
 * @param seed decides every random choice
 */
public record SearchConfig(StrategyKind strategy, Budget budget, long seed) {}
