package dev.vernier.evaluator.kernel;

/** Working memory for the convolutions of one thread. It grows to what the largest of them needs and is then reused. */
public final class Scratch {}
