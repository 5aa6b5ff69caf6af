package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import dev.vernier.hardware.input.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Image files, decoded when they are read and kept while there is room. */
final class ImageDataset implements ClassifiedSamples {
    private final List<ClassFolders.Labelled> images;
    private final int classes;
    private final Framing framing;
    private final Colors colors;
    private final Shape sampleShape;
    private final float[][] values;
    private final AtomicLong room;
    private final ConcurrentMap<Integer, byte[]> kept = new ConcurrentHashMap<>();
    private final Fingerprint fingerprint = new Fingerprint(this);

    /**
     * @param images at least one
     * @param room how many bytes of pixels may still be kept, by all who share this number
     * @throws InvalidInputException when the first image cannot be used
     */
    ImageDataset(
            List<ClassFolders.Labelled> images,
            int classes,
            Framing framing,
            Colors colors,
            Preprocessing preprocessing,
            AtomicLong room) {
        this.images = List.copyOf(images);
        this.classes = classes;
        this.framing = framing;
        this.colors = colors;
        this.room = room;
        if (!preprocessing.fits(colors.channels())) {
            throw new InvalidInputException(
                    images.getFirst().file().toString(),
                    "mean and std have " + preprocessing.mean().size() + " and "
                            + preprocessing.std().size() + " values for " + colors.channels() + " channels",
                    "one value for each channel was meant, or 'colors' are other ones");
        }
        this.values = values(preprocessing, colors.channels());
        RawArray.Bytes first = frame(images.getFirst().file());
        this.sampleShape =
                Shape.of(colors.channels(), first.shape().get(0), first.shape().get(1));
    }

    /** What the network sees of each stored value, by channel. */
    private static float[][] values(Preprocessing preprocessing, int channels) {
        float[][] values = new float[channels][256];
        for (int channel = 0; channel < channels; channel++) {
            for (int stored = 0; stored < 256; stored++) {
                values[channel][stored] = preprocessing.apply(stored, channel);
            }
        }
        return values;
    }

    private RawArray.Bytes frame(Path file) {
        return framing.frame(file.toString(), ImageFile.read(file));
    }

    @Override
    public Shape sampleShape() {
        return sampleShape;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void read(int index, float[] into, int offset) {
        Objects.checkIndex(index, images.size());
        Objects.checkFromIndexSize(offset, Math.toIntExact(sampleShape.elements()), into.length);
        byte[] planes = planes(index);
        int positions = planes.length / values.length;
        for (int i = 0; i < planes.length; i++) {
            into[offset + i] = values[i / positions][planes[i] & 0xff];
        }
    }

    private byte[] planes(int index) {
        byte @Nullable [] known = kept.get(index);
        if (known != null) {
            return known;
        }
        Path file = images.get(index).file();
        RawArray.Bytes framed = frame(file);
        Shape shape = Shape.of(
                colors.channels(), framed.shape().get(0), framed.shape().get(1));
        if (!shape.equals(sampleShape)) {
            throw new InvalidInputException(
                    file.toString(),
                    "it has %d×%d pixels, and %s has %d×%d"
                            .formatted(
                                    shape.get(2),
                                    shape.get(1),
                                    images.getFirst().file(),
                                    sampleShape.get(2),
                                    sampleShape.get(1)),
                    "resize all to the same: 'resize: 256' and 'crop: 224', or 'size: [224, 224]' under 'data'");
        }
        byte[] planes = colors.planes(framed.elements());
        if (room.addAndGet(-planes.length) >= 0) {
            kept.put(index, planes);
        } else {
            room.addAndGet(planes.length);
        }
        return planes;
    }

    @Override
    public int label(int index) {
        return images.get(index).label();
    }

    @Override
    public String fingerprint() {
        return fingerprint.text();
    }
}
