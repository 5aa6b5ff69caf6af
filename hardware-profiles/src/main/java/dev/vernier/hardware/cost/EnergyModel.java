package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requirePositive;

import dev.vernier.hardware.workload.Precision;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the work of a device turns into energy. */
public sealed interface EnergyModel permits EnergyModel.Power, EnergyModel.PerWork, Energy45nm {
    /**
     * Microjoules that a step takes beside its arithmetic.
     *
     * @param micros how long the step takes for one sample
     * @param weightBytes bytes of weights that it moves for one sample
     * @param activationBytes bytes of activations that it moves
     */
    double stepMicrojoules(double micros, double weightBytes, double activationBytes);

    /**
     * Microjoules of multiply-accumulates.
     *
     * @throws IllegalArgumentException when there is no figure for the widths
     */
    double macMicrojoules(double macs, Precision precision);

    /** How energy is counted, in plain sentences for people. */
    String describe();

    /** A device that draws constant power while it works. */
    record Power(double watts) implements EnergyModel {
        public Power {
            requirePositive(watts, "power");
        }

        @Override
        public double stepMicrojoules(double micros, double weightBytes, double activationBytes) {
            return watts * micros;
        }

        @Override
        public double macMicrojoules(double macs, Precision precision) {
            return 0;
        }

        @Override
        public String describe() {
            return "Energy is " + Figures.text(watts) + " W for as long as it takes.";
        }
    }

    /**
     * A device where each operation and each byte moved costs its share.
     *
     * @param picojoulesPerByte memory traffic
     * @param picojoulesPerOperation for each precision that is priced; a multiply-accumulate is two operations
     */
    record PerWork(double picojoulesPerByte, SortedMap<Precision, Double> picojoulesPerOperation)
            implements EnergyModel {
        public PerWork {
            requirePositive(picojoulesPerByte, "energy per byte");
            picojoulesPerOperation = Collections.unmodifiableSortedMap(new TreeMap<>(picojoulesPerOperation));
            picojoulesPerOperation.forEach(
                    (widths, value) -> requirePositive(value, "energy per operation at " + widths));
        }

        @Override
        public double stepMicrojoules(double micros, double weightBytes, double activationBytes) {
            return 1e-6 * picojoulesPerByte * (weightBytes + activationBytes);
        }

        @Override
        public double macMicrojoules(double macs, Precision precision) {
            Double perOperation = picojoulesPerOperation.get(precision);
            if (perOperation == null) {
                throw new IllegalArgumentException("no energy is known for " + precision);
            }
            return 1e-6 * 2 * macs * perOperation;
        }

        @Override
        public String describe() {
            return "Energy is counted per operation and per byte moved.";
        }
    }
}
