package dev.vernier.hardware.cost;

import static dev.vernier.hardware.cost.Figures.requirePositive;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a roofline turns work into energy. */
public sealed interface EnergyModel {
    /** A device that draws constant power while it works. */
    record Power(double watts) implements EnergyModel {
        public Power {
            requirePositive(watts, "power");
        }
    }

    /**
     * A device where each operation and each byte moved costs its share.
     *
     * @param picojoulesPerByte memory traffic
     * @param picojoulesPerOperation by the name of the precision class; a multiply-accumulate is two operations
     */
    record PerWork(double picojoulesPerByte, SortedMap<String, Double> picojoulesPerOperation) implements EnergyModel {
        public PerWork {
            requirePositive(picojoulesPerByte, "energy per byte");
            picojoulesPerOperation = Collections.unmodifiableSortedMap(new TreeMap<>(picojoulesPerOperation));
            picojoulesPerOperation.forEach((name, value) -> requirePositive(value, "energy per operation of " + name));
        }
    }
}
