package dev.vernier.search.config;

import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.SplitRequest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The data of a run.
 *
 * @param source where samples come from
 * @param splits how many go where
 * @param files every file and folder that the source reads, by the pointer of the value that names it
 */
public record DataConfig(DataSource source, SplitRequest splits, SequencedMap<String, Path> files) {
    public DataConfig {
        files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
    }
}
