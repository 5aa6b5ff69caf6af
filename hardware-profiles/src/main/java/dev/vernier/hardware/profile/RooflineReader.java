package dev.vernier.hardware.profile;

import dev.vernier.hardware.cost.ByKind;
import dev.vernier.hardware.cost.CalibratedRange;
import dev.vernier.hardware.cost.Energy45nm;
import dev.vernier.hardware.cost.EnergyModel;
import dev.vernier.hardware.cost.PrecisionClass;
import dev.vernier.hardware.cost.RooflineModel;
import dev.vernier.hardware.input.YamlValue;
import dev.vernier.hardware.workload.LayerKind;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the rooflines of hardware profiles. */
final class RooflineReader {
    private RooflineReader() {}

    static RooflineModel read(YamlValue block, YamlValue root) {
        List<RooflineModel.Engine> engines = new ArrayList<>();
        YamlValue classes = block.get("classes");
        for (PrecisionClass precisionClass : ProfileReader.classes(classes)) {
            YamlValue figures = classes.get(precisionClass.name());
            engines.add(new RooflineModel.Engine(
                    precisionClass,
                    figures.get("peak_tops").number() * 1e12,
                    efficiency(figures.get("efficiency")),
                    figures.get("overhead_us").number()));
        }
        int floatBits = block.find("float_bits").map(YamlValue::integer).orElse(Precision.FLOAT);
        Optional<CalibratedRange> calibrated =
                block.find("calibrated").map(range -> range.read(RooflineReader::calibrated, "swap the two numbers"));
        return new RooflineModel(
                engines,
                new RooflineModel.Memory(
                        block.get("memory_gb_per_s").number() * 1e9,
                        block.get("memory_efficiency").number()),
                block.get("batch").integer(),
                floatBits,
                energy(block, ProfileReader.energy45nm(root, floatBits), root),
                calibrated);
    }

    private static ByKind efficiency(YamlValue figure) {
        return figure.entries().isEmpty()
                ? ByKind.all(figure.number())
                : new ByKind(
                        figure.get(LayerKind.CONV.key()).number(),
                        figure.get(LayerKind.DEPTHWISE.key()).number(),
                        figure.get(LayerKind.GEMM.key()).number());
    }

    private static CalibratedRange calibrated(YamlValue block) {
        List<LayerKind> kinds = block.get("kinds").list(kind -> ProfileReader.constant(LayerKind.class, kind));
        List<Double> mmacs = block.get("mmac_per_sample").list(YamlValue::number);
        return new CalibratedRange(EnumSet.copyOf(kinds), mmacs.getFirst() * 1e6, mmacs.getLast() * 1e6);
    }

    private static Optional<EnergyModel> energy(YamlValue roofline, Optional<Energy45nm> estimate, YamlValue root) {
        Optional<YamlValue> power = roofline.find("power_w");
        Optional<YamlValue> perByte = roofline.find("memory_pj_per_byte");
        SortedMap<Precision, Double> perOperation = perOperation(roofline.get("classes"));
        boolean perWork = perByte.isPresent() || !perOperation.isEmpty();
        if (power.isPresent() && perWork) {
            throw power.get().invalidKey("energy follows from power and from operations", "delete one of the two");
        }
        if (estimate.isPresent() && (power.isPresent() || perWork)) {
            throw root.get(ProfileReader.ENERGY)
                    .invalidKey("energy follows from figures of the roofline already", "delete one of the two");
        }
        if (perByte.isPresent() == perOperation.isEmpty()) {
            throw roofline.invalid(
                    "energy needs both 'memory_pj_per_byte' and 'pj_per_operation' in the classes",
                    "add the other one");
        }
        return power.<EnergyModel>map(watts -> new EnergyModel.Power(watts.number()))
                .or(() -> perByte.map(value -> new EnergyModel.PerWork(value.number(), perOperation)))
                .or(() -> estimate);
    }

    private static SortedMap<Precision, Double> perOperation(YamlValue classes) {
        SortedMap<Precision, Double> perOperation = new TreeMap<>();
        for (PrecisionClass each : ProfileReader.classes(classes)) {
            classes.get(each.name()).find("pj_per_operation").ifPresent(value -> each.precisions()
                    .forEach(precision -> perOperation.put(precision, value.number())));
        }
        return perOperation;
    }
}
