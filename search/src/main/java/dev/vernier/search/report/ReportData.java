package dev.vernier.search.report;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.search.trial.Metric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report shows: the page is a function of this and of nothing else. Figures are rounded to seven
 * significant digits.
 *
 * @param name of the run
 * @param quality what plans are judged by
 * @param layers in execution order
 * @param plans every plan that was run, in the order of proposal
 * @param profiles one for each device, in the configuration's order
 * @param verifications of exported plans
 * @param hostLatencies what was measured on the host
 */
public record ReportData(
        String name,
        Quality quality,
        Model model,
        List<Layer> layers,
        List<Plan> plans,
        List<Profile> profiles,
        List<Verified> verifications,
        List<HostLatency> hostLatencies,
        Provenance provenance) {
    public ReportData {
        layers = List.copyOf(layers);
        plans = List.copyOf(plans);
        profiles = List.copyOf(profiles);
        verifications = List.copyOf(verifications);
        hostLatencies = List.copyOf(hostLatencies);
    }

    /**
     * What plans are judged by.
     *
     * @param label its name in words
     * @param maximised whether more is better
     * @param proportion whether values are shares, 0…1, which are shown in percent
     * @param relative whether values are compared by their ratio rather than by their difference
     * @param scores whether divergences are Kullback–Leibler divergences, in nats, rather than relative squared errors
     */
    public record Quality(
            String key, String label, boolean maximised, boolean proportion, boolean relative, boolean scores) {
        static Quality of(Metric.Quality quality) {
            QualityMetric metric = quality.metric();
            boolean relative = metric.margin(1, 2) != metric.margin(1, 1);
            return new Quality(
                    metric.key(),
                    metric.label(),
                    metric.maximised(),
                    metric.proportion(),
                    relative,
                    metric.readsScores());
        }

        /** The metric that this describes. */
        Metric.Quality metric() {
            return QualityMetrics.of(key).map(Metric.Quality::new).orElseThrow();
        }
    }

    /**
     * The network.
     *
     * @param file its path or name, as configured
     * @param sha256 of its file, in hexadecimal
     * @param weights how many there are, biases not counted
     * @param macs multiply-accumulates per sample
     */
    public record Model(String file, String sha256, long weights, long macs) {}

    /**
     * One quantizable layer.
     *
     * @param kind how hardware sees it, and {@code shape} its extents, both in words
     * @param tied names of the other layers that read the same input, whose activation width is this one's
     * @param weightBytes bytes of its packed weights, without scales and biases, by weight width
     */
    public record Layer(
            String name, String kind, String shape, long weights, List<String> tied, Map<Integer, Long> weightBytes) {
        public Layer {
            tied = List.copyOf(tied);
            weightBytes = Collections.unmodifiableMap(new LinkedHashMap<>(weightBytes));
        }
    }

    /**
     * One plan.
     *
     * @param weightBits a character for each layer: its width, {@code f} for float; likewise {@code activationBits}
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Plan(String id, String weightBits, String activationBits) {}

    /**
     * What was found for one device.
     *
     * @param scheme what plans are quantized under on it, in words
     * @param headline the result in a sentence
     * @param costs what is priced for this device, what was searched for first
     * @param points the trials that are legal and fit here, in the order of proposal
     * @param front ids of the front's plans, the best first
     * @param baselines plans that nobody searched for
     * @param latency for each layer, milliseconds by precision such as {@code 4/8}; empty where latency is no sum
     * @param sensitivity where it was measured
     * @param steps by id of a plan, what each legal change of one width by one level would do
     * @param flags by id of a plan, why it gains nothing over a uniform one
     * @param warnings what to know before believing a figure
     */
    public record Profile(
            String name,
            String description,
            String origin,
            String scheme,
            String headline,
            List<Cost> costs,
            List<Point> points,
            List<String> front,
            List<Baseline> baselines,
            List<Map<String, Double>> latency,
            Optional<Sensitivity> sensitivity,
            Map<String, List<Step>> steps,
            Map<String, List<String>> flags,
            List<String> warnings) {
        public Profile {
            costs = List.copyOf(costs);
            points = List.copyOf(points);
            front = List.copyOf(front);
            baselines = List.copyOf(baselines);
            latency = List.copyOf(latency);
            steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
            flags = Collections.unmodifiableMap(new LinkedHashMap<>(flags));
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A cost that plans are compared by.
     *
     * @param key the metric's name, such as {@code latency_ms}
     * @param label and {@code unit} the same in words; the unit may be empty
     * @param maximised whether more is better
     * @param searched whether the front was made with it
     */
    public record Cost(String key, String label, String unit, boolean maximised, boolean searched) {}

    /** A quality with its 95 % interval. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Estimate(double value, double low, double high) {}

    /**
     * One trial as one device sees it.
     *
     * @param plan its position among the {@link ReportData#plans}
     * @param search quality on the search split
     * @param divergence from the float network
     * @param costs one for each of the profile's costs
     * @param test quality on the test split, where it was tested
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Point(int plan, Estimate search, double divergence, List<Double> costs, Optional<Estimate> test) {
        public Point {
            costs = List.copyOf(costs);
        }
    }

    /**
     * What to compare with.
     *
     * @param costs one for each of the profile's costs; empty where the device cannot run the plan
     */
    public record Baseline(
            String name, Optional<Double> search, Optional<Estimate> test, List<Optional<Double>> costs) {
        public Baseline {
            costs = List.copyOf(costs);
        }
    }

    /**
     * What narrowing one width alone costs.
     *
     * @param weights for each layer, divergence by weight width
     * @param activations for each layer, divergence by the width of its input
     * @param base divergence of the widest widths
     * @param prediction how well sums of these predict whole plans; empty when there are fewer than three trials
     */
    public record Sensitivity(
            List<Map<Integer, Double>> weights,
            List<Map<Integer, Double>> activations,
            double base,
            Optional<Prediction> prediction) {
        public Sensitivity {
            weights = List.copyOf(weights);
            activations = List.copyOf(activations);
        }
    }

    /**
     * Predicted against measured divergence over all trials.
     *
     * @param spearman rank correlation, −1…1
     * @param medianError median of |predicted − measured| / measured
     */
    public record Prediction(int trials, double spearman, double medianError) {}

    /**
     * One width moved by one level.
     *
     * @param part {@code w} for a layer's weights, {@code a} for its input
     * @param layer index of the layer; for an input, of the first layer that reads it
     * @param direction −1 for narrower, 1 for wider
     * @param bits the new width
     * @param others how many other widths have to give way
     * @param divergence change of the predicted divergence; empty where no sensitivities were measured
     * @param costs changes of the profile's costs; empty where the device has no room for the changed plan
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    public record Step(
            String part,
            int layer,
            int direction,
            int bits,
            int others,
            Optional<Double> divergence,
            List<Double> costs) {
        public Step {
            costs = List.copyOf(costs);
        }
    }

    /**
     * What a consumer made of an exported plan; see {@link dev.vernier.search.export.Verification}.
     *
     * @param agreement share of samples on which both choose the same class; where outputs are numbers, how far they are
     *     apart as a share of what they are
     * @param quality of the consumer's outputs
     */
    public record Verified(
            String plan,
            String consumer,
            String fusion,
            boolean verified,
            double agreement,
            Estimate quality,
            double floatImagesPerSecond,
            double planImagesPerSecond) {}

    /**
     * One plan timed on the host.
     *
     * @param planId a plan of some front
     * @param measuredMedianMs median of the measured latencies, in milliseconds
     * @param spreadMs half the width of their middle half, in milliseconds
     * @param predictedMs what profiles predict that were measured on a processor of the host's name, by profile
     */
    public record HostLatency(
            String planId, double measuredMedianMs, double spreadMs, Map<String, Double> predictedMs) {
        public HostLatency {
            predictedMs = Collections.unmodifiableMap(new LinkedHashMap<>(predictedMs));
        }
    }

    /**
     * Where the results come from.
     *
     * @param ending how the run ended, in words
     * @param facts hashes, versions, seed and the like, by what they are
     * @param configuration the resolved configuration, as YAML
     */
    public record Provenance(String ending, Map<String, String> facts, String configuration) {
        public Provenance {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }
    }
}
