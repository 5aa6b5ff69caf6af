package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;

/**
 * One of the tensors that make up a sample.
 *
 * @param name of the model's input that it is meant for; empty where samples are one tensor, whose name does not matter
 * @param shape of one sample, without a batch axis
 */
public record SampleInput(String name, Shape shape) {}
