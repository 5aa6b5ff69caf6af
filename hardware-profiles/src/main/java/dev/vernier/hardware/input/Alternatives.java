package dev.vernier.hardware.input;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Several ways to say the same in a block of keys, each with keys of its own, of which a file uses one. When a file is
 * laid over another, its way displaces that of the other.
 *
 * @param ways the keys of each way
 */
public record Alternatives(List<Set<String>> ways) {
    public Alternatives {
        ways = ways.stream().<Set<String>>map(TreeSet::new).toList();
    }

    /** The keys of all ways but those that are used. */
    Set<String> displacedBy(Set<String> keys) {
        Set<String> displaced = new TreeSet<>();
        boolean used = false;
        for (Set<String> way : ways) {
            if (way.stream().anyMatch(keys::contains)) {
                used = true;
            } else {
                displaced.addAll(way);
            }
        }
        return used ? displaced : Set.of();
    }
}
