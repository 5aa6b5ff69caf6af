package dev.vernier.hardware.cost;

import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import dev.vernier.hardware.workload.Cost;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.LayerWorkload;
import dev.vernier.hardware.workload.NetworkPrecisions;
import dev.vernier.hardware.workload.NetworkWorkload;
import dev.vernier.hardware.workload.Precision;
import dev.vernier.hardware.workload.QuantizationScheme;
import dev.vernier.hardware.workload.Step;
import dev.vernier.hardware.workload.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What pricing one plan of 100 layers takes, with widths that change from plan to plan. It is no part of the tests: run
 * {@link #main} with the test classes and their libraries on the class path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PricingBenchmark {
    private static final int LAYERS = 100;
    private static final int PLANS = 256;

    /** Large enough for the network: as much as an Alveo U250 has. */
    private static final String DATAFLOW = """
            name: large-fpga
            description: A large device
            device: fpga
            origin: uncalibrated
            legality: {weights: [2, 3, 4, 6, 8], activations: [4, 8]}
            dataflow:
              clock_mhz: 200
              luts: 1728000
              bram18: 5376
              dsps: 12288
              dsp_block: dsp48
              usable_share: {luts: 0.7, bram18: 0.8, dsps: 0.8}
            """;

    private static final NetworkWorkload NETWORK = network();

    /** What prices, and the plans that it prices in turn. */
    @State(Scope.Benchmark)
    public static class Device {
        @Param({"gpu-nvidia-t4", "cpu-x86-avx512", "large-fpga", "fpga-bitserial-vu9p", "asic-bitfusion"})
        public String profile = "";

        private NetworkPricer pricer = _ -> Optional.empty();
        private List<NetworkPrecisions> plans = List.of();
        private int next;

        /** Prepares the profile. */
        @Setup
        public void setUp() {
            HardwareProfile device = profile.equals("large-fpga")
                    ? HardwareProfiles.parse(profile, DATAFLOW)
                    : HardwareProfiles.load(profile, Path.of(""));
            pricer = device.on(NETWORK);
            plans = plans(List.copyOf(device.legality().allowed(LayerKind.DEPTHWISE)));
        }

        private NetworkPrecisions plan() {
            next = (next + 1) % PLANS;
            return plans.get(next);
        }
    }

    private final List<NetworkPrecisions> plans = plans(List.of(new Precision(8, 8), new Precision(2, 4)));
    private int next;

    /** Blocks of a depthwise and a pointwise convolution with a sum around each, on 14×14 pixels of 64 channels. */
    private static NetworkWorkload network() {
        List<NetworkWorkload.Tensor> tensors = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        tensors.add(new NetworkWorkload.Tensor("in", 14 * 14 * 64));
        for (int i = 0; i < LAYERS; i++) {
            LayerWorkload layer = Networks.conv("l" + i, 14, 64, 64, i % 2 == 0 ? 3 : 1, i % 2 == 0 ? 64 : 1);
            tensors.add(new NetworkWorkload.Tensor(layer.name(), layer.outputElements()));
            steps.add(new Step.Layer(layer, tensors.size() - 2, tensors.size() - 1));
            if (i % 2 == 1) {
                int last = tensors.size() - 1;
                tensors.add(new NetworkWorkload.Tensor("sum" + i, layer.outputElements()));
                steps.add(new Step.Glue("add" + i, Step.Glue.Kind.ADD, List.of(last - 2, last), last + 1));
            }
        }
        return new NetworkWorkload(tensors, steps);
    }

    private static List<NetworkPrecisions> plans(List<Precision> options) {
        List<Precision> codes = options.stream()
                .filter(precision -> precision.weightBits() != Precision.FLOAT)
                .toList();
        Random random = new Random(1);
        List<NetworkPrecisions> plans = new ArrayList<>();
        for (int i = 0; i < PLANS; i++) {
            plans.add(new NetworkPrecisions(
                    NETWORK.layers().stream()
                            .map(_ -> codes.get(random.nextInt(codes.size())))
                            .toList(),
                    NETWORK.tensors().stream()
                            .map(_ -> codes.get(random.nextInt(codes.size())).activationBits())
                            .toList()));
        }
        return plans;
    }

    /** A plan on one profile. */
    @Benchmark
    public Cost price(Device device) {
        return device.pricer.price(device.plan()).orElseThrow();
    }

    /** The bytes of a plan, which no profile changes. */
    @Benchmark
    public long bytes() {
        next = (next + 1) % PLANS;
        NetworkPrecisions plan = plans.get(next);
        return Storage.weightBytes(NETWORK, plan, QuantizationScheme.USUAL)
                + Storage.peakActivationBytes(NETWORK, plan);
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PricingBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
