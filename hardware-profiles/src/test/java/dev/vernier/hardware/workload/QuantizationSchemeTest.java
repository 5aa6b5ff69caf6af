package dev.vernier.hardware.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantizationSchemeTest {
    @Test
    void everySchemeIsReadBackFromItsOwnKey() {
        List<String> keys = new ArrayList<>();
        for (QuantizationScheme.Weights weights : QuantizationScheme.Weights.values()) {
            for (QuantizationScheme.Activations activations : QuantizationScheme.Activations.values()) {
                for (QuantizationScheme.Scales scales : QuantizationScheme.Scales.values()) {
                    QuantizationScheme scheme = new QuantizationScheme(weights, activations, scales);
                    assertEquals(scheme, QuantizationScheme.parse(scheme.key()));
                    keys.add(scheme.key());
                }
            }
        }
        for (int group : QuantizationScheme.WEIGHT_GROUPS) {
            QuantizationScheme scheme = QuantizationScheme.USUAL.weightOnly(OptionalInt.of(group));
            assertEquals(scheme, QuantizationScheme.parse(scheme.key()));
            keys.add(scheme.key());
        }
        assertEquals(24 + 3, new HashSet<>(keys).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "per-tensor-symmetric",
                "per-tensor/asymmetric/any",
                "a/b/c/d",
                "per-channel-symmetric/float/any/group-48",
                "per-channel-symmetric/float/any/64",
                "per-channel-symmetric/asymmetric/any/group-64",
                "per-tensor-symmetric/float/any/group-64",
                "per-channel-asymmetric/float/any/group-64"
            })
    void refusesWhatIsNoKey(String text) {
        assertThrows(IllegalArgumentException.class, () -> QuantizationScheme.parse(text));
    }

    @Test
    void speaksInWords() {
        assertEquals(
                "weights per output channel, symmetric; activations per tensor, asymmetric",
                QuantizationScheme.USUAL.describe());
        assertEquals(
                "weights per output channel in groups of 64, symmetric; activations in floating point",
                QuantizationScheme.USUAL.weightOnly(OptionalInt.of(64)).describe());
        assertEquals(
                "weights per tensor, asymmetric; activations per tensor, symmetric; scales are powers of two",
                QuantizationScheme.parse("per-tensor-asymmetric/symmetric/power-of-two")
                        .describe());
    }
}
