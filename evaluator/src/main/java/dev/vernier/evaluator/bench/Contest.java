package dev.vernier.evaluator.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Works that are timed in turns and then compared, each known by a key. */
final class Contest {
    private final Map<Object, Runnable> works = new LinkedHashMap<>();
    private final Map<Object, double[]> nanos = new HashMap<>();

    /** Lets a work in; a key that is in already keeps its work. */
    void enter(Object key, Runnable work) {
        works.putIfAbsent(key, work);
    }

    void run(InterleavedTimer timer) {
        double[][] samples = timer.samples(List.copyOf(works.values()));
        List<Object> keys = new ArrayList<>(works.keySet());
        for (int i = 0; i < samples.length; i++) {
            nanos.put(keys.get(i), samples[i]);
        }
    }

    /** How many 10⁹ of {@code macs} in one run a work makes in a second, the median over the rounds. */
    double gmacs(Object key, long macs) {
        return (double) macs / Quartiles.of(times(key)).median();
    }

    /** How many times as fast as {@code other} a work is, round by round. */
    Quartiles speedUp(Object key, Object other) {
        return Quartiles.ofRatios(times(other), times(key));
    }

    /** The same against each of the peers that took part. */
    Map<Peer, Quartiles> speedUps(Object key, Collection<Peer> peers) {
        Map<Peer, Quartiles> ratios = new EnumMap<>(Peer.class);
        peers.forEach(peer -> ratios.put(peer, speedUp(key, peer)));
        return ratios;
    }

    /** The speeds of the peers that took part. */
    List<BenchResult.PeerSpeed> speeds(Collection<Peer> peers, long macs) {
        return peers.stream()
                .map(peer -> new BenchResult.PeerSpeed(peer.title(), gmacs(peer, macs)))
                .toList();
    }

    private double[] times(Object key) {
        double[] found = nanos.get(key);
        if (found == null) {
            throw new IllegalArgumentException(key + " was not timed");
        }
        return found;
    }
}
