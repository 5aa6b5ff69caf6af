package dev.vernier.evaluator.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The fingerprint of a dataset, computed when first asked for: it costs one pass over all samples. */
final class Fingerprint {
    private final Dataset dataset;
    private volatile @Nullable String text;

    Fingerprint(Dataset dataset) {
        this.dataset = dataset;
    }

    String text() {
        String known = text;
        if (known == null) {
            known = compute(dataset);
            text = known;
        }
        return known;
    }

    private static String compute(Dataset dataset) {
        MessageDigest digest = sha256();
        for (SampleInput input : dataset.inputs()) {
            digest.update((input.name() + input.shape() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        float[][] tensors = dataset.inputs().stream()
                .map(input -> new float[Math.toIntExact(input.shape().elements())])
                .toArray(float[][]::new);
        for (int index = 0; index < dataset.size(); index++) {
            for (int input = 0; input < tensors.length; input++) {
                dataset.read(index, input, tensors[input], 0);
                digest.update(bytes(tensors[input]));
            }
            digest.update(bytes(dataset.target(index)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static ByteBuffer bytes(Target target) {
        return switch (target) {
            case Target.Nothing _ -> room(0);
            case Target.OfClass(int label) -> room(1).putInt(0, label);
            case Target.Labels(int[] labels) -> {
                ByteBuffer bytes = room(1 + labels.length).putInt(0, labels.length);
                bytes.slice(Integer.BYTES, labels.length * Integer.BYTES)
                        .order(bytes.order())
                        .asIntBuffer()
                        .put(labels);
                yield bytes;
            }
            case Target.Values(float[] values) -> bytes(values);
        };
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = room(values.length);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static ByteBuffer room(int numbers) {
        return ByteBuffer.allocate(numbers * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
