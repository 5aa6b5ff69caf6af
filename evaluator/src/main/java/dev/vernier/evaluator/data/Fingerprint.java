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
        digest.update((dataset.sampleShape() + "\n").getBytes(StandardCharsets.UTF_8));
        float[] sample = new float[Math.toIntExact(dataset.sampleShape().elements())];
        ByteBuffer bytes =
                ByteBuffer.allocate((sample.length + 1) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < dataset.size(); index++) {
            dataset.read(index, sample, 0);
            bytes.clear();
            bytes.asFloatBuffer().put(sample);
            bytes.putInt(sample.length * Float.BYTES, dataset.label(index));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
