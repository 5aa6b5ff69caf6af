package dev.vernier.search.trial;

import dev.vernier.evaluator.metric.QualityMetric;
import dev.vernier.evaluator.metric.QualityMetrics;
import dev.vernier.hardware.workload.CostMetric;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What plans can be judged by; the unit is part of the name. */
public sealed interface Metric {
    /** The name in configurations and results: {@code latency_ms}. */
    String key();

    /** What a device has to be asked for; empty when the figure is the same on every device. */
    default Optional<CostMetric> deviceCost() {
        return Optional.empty();
    }

    default boolean perDevice() {
        return deviceCost().isPresent();
    }

    /** Whether more is better. */
    boolean maximised();

    /** What a network's outputs are worth, which running a plan shows. */
    record Quality(QualityMetric metric) implements Metric {
        /** The share of samples classified correctly, 0…1. */
        public static final Quality ACCURACY = new Quality(QualityMetrics.ACCURACY);

        /**
         * The one of several metrics that is a quality.
         *
         * @throws IllegalArgumentException when there is none, or more than one
         */
        public static Quality among(Collection<? extends Metric> metrics) {
            List<Quality> found = metrics.stream()
                    .flatMap(metric -> metric instanceof Quality quality ? Stream.of(quality) : Stream.empty())
                    .toList();
            if (found.size() != 1) {
                throw new IllegalArgumentException("one quality is needed, and there are " + found.size());
            }
            return found.getFirst();
        }

        @Override
        public String key() {
            return metric.key();
        }

        @Override
        public boolean maximised() {
            return metric.maximised();
        }

        /** The better one of two values. */
        public double better(double a, double b) {
            return maximised() ? Math.max(a, b) : Math.min(a, b);
        }

        /**
         * Whether a value is at most so much worse than another one.
         *
         * @param share of a proportion, 0.01 for a point of accuracy; see {@link QualityMetric#margin}
         */
        public boolean isWithin(double share, double value, double of) {
            double margin = metric.margin(share, of);
            return maximised() ? value >= of - margin : value <= of + margin;
        }

        /** A value for people: {@code 93.1 %} with one decimal, or {@code 0.9812}. */
        public String text(double value, int decimals) {
            return metric.proportion() ? number(value, decimals) + " %" : number(value, decimals);
        }

        /** The same without a percent sign. */
        public String number(double value, int decimals) {
            return metric.proportion()
                    ? String.format(Locale.ROOT, "%." + decimals + "f", 100 * value)
                    : String.format(Locale.ROOT, "%.4g", value);
        }

        /** What a plan is that is better by this metric. */
        public String adjective() {
            return key().endsWith("accuracy") ? "accurate" : "good";
        }
    }

    /** What a plan asks for, known without running it. */
    enum Cost implements Metric {
        /** Bytes of all weights packed at their widths, with scales and biases. */
        WEIGHT_BYTES("weight_bytes"),
        /** The largest number of bytes of activations live at once, for one sample. */
        PEAK_ACTIVATION_BYTES("peak_activation_bytes"),
        /** Milliseconds for one sample on one device. */
        LATENCY_MS(CostMetric.LATENCY_MS),
        /** Microjoules for one sample on one device. */
        ENERGY_UJ(CostMetric.ENERGY_UJ),
        /** Samples that one device finishes per second. */
        SAMPLES_PER_SECOND(CostMetric.SAMPLES_PER_SECOND),
        /** Look-up tables of an FPGA. */
        AREA_LUTS(CostMetric.AREA_LUTS),
        /** Block memories of 18 kbit of an FPGA. */
        AREA_BRAM18(CostMetric.AREA_BRAM18),
        /** Multiplier blocks of an FPGA. */
        AREA_DSPS(CostMetric.AREA_DSPS),
        /** The share of the scarcest resource of one device, in percent. */
        UTILISATION_PERCENT(CostMetric.UTILISATION_PERCENT);

        private final String key;
        private final Optional<CostMetric> deviceCost;

        Cost(String key) {
            this.key = key;
            this.deviceCost = Optional.empty();
        }

        Cost(CostMetric deviceCost) {
            this.key = deviceCost.key();
            this.deviceCost = Optional.of(deviceCost);
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public Optional<CostMetric> deviceCost() {
            return deviceCost;
        }

        @Override
        public boolean maximised() {
            return deviceCost.filter(CostMetric::maximised).isPresent();
        }
    }

    /** The metric of that name. */
    static Optional<Metric> of(String key) {
        return Arrays.stream(Cost.values())
                .filter(cost -> cost.key.equals(key))
                .<Metric>map(cost -> cost)
                .findFirst()
                .or(() -> QualityMetrics.of(key).map(Quality::new));
    }

    /** All names, those of what is worth and then those of what it costs. */
    static List<String> keys() {
        return Stream.concat(
                        QualityMetrics.keys().stream(),
                        Arrays.stream(Cost.values()).map(Cost::key))
                .toList();
    }
}
