package dev.vernier.search.run;

import dev.vernier.search.space.SearchSpace;
import dev.vernier.search.trial.Objective;
import java.util.List;

/**
 * One profile's own search within a run.
 *
 * @param profile the profile's name
 * @param space the plans that are legal on it
 * @param objectives what its front is made of
 */
public record Island(String profile, SearchSpace space, List<Objective> objectives) {
    public Island {
        objectives = List.copyOf(objectives);
    }
}
