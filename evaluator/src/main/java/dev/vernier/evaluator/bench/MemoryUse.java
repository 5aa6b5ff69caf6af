package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.runtime.RunnerMemory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory that one thing took to run a network on a batch.
 *
 * @param name what ran, for example {@code native vnni 8/8}
 * @param planned what ours hold beside the network's description; empty for ONNX Runtime, which does not tell
 * @param peak bytes by which a process of its own grew at most beyond what the engine takes by itself; empty where that
 *     was not measured
 */
public record MemoryUse(String name, Optional<RunnerMemory> planned, OptionalLong peak) {}
