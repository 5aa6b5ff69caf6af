package dev.vernier.evaluator.metric;

/** A metric that reads outputs as scores of classes; see {@link Scores}. */
sealed interface ScoreMetric extends QualityMetric
        permits Accuracy, CrossEntropy, KlDivergence, SequenceAccuracy, MeanIou, Perplexity {}
