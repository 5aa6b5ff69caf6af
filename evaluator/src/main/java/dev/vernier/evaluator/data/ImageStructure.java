package dev.vernier.evaluator.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Checks the outer structure of image files before a decoder sees them: that they are complete, that no length in them
 * asks for more memory than the file is long, and that decoding ends in reasonable time.
 */
final class ImageStructure {
    private static final int PNG_SIGNATURE_BYTES = 8;
    private static final int PNG_CHUNK_BYTES = 12;

    /**
     * Progressive JPEG files have about ten scans. Each takes a pass over all pixels, and an empty one a few bytes of the
     * file only.
     */
    private static final int MAX_JPEG_SCANS = 200;

    private static final byte JPEG_MARKER = (byte) 0xff;
    private static final byte JPEG_START_OF_SCAN = (byte) 0xda;
    private static final byte JPEG_END_OF_IMAGE = (byte) 0xd9;

    private ImageStructure() {}

    /**
     * Walks over the chunks of a PNG file (ISO/IEC 15948, 5.3): length, type, data and their checksum.
     *
     * @throws IOException when a chunk is longer than the file, a critical one is damaged, or the last one is missing
     */
    static void requirePng(byte[] content) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(content).position(PNG_SIGNATURE_BYTES);
        while (file.remaining() >= PNG_CHUNK_BYTES) {
            int length = file.getInt();
            int start = file.position();
            String type = new String(content, start, 4, StandardCharsets.ISO_8859_1);
            if (length < 0 || length > content.length - start - 8) {
                throw new IOException("a part of it claims " + Integer.toUnsignedString(length) + " bytes, but "
                        + (content.length - start - 8) + " are left");
            }
            CRC32 checksum = new CRC32();
            checksum.update(content, start, 4 + length);
            boolean critical = Character.isUpperCase(type.charAt(0));
            if (file.position(start + 4 + length).getInt() != (int) checksum.getValue() && critical) {
                throw new IOException("the checksum of its part '" + type + "' is wrong");
            }
            if (type.equals("IEND")) {
                return;
            }
        }
        throw new IOException("it ends too early");
    }

    /**
     * Looks for the markers of a JPEG file (ITU-T T.81, B.1.1): inside of compressed data, a byte 0xff is never followed
     * by one of theirs.
     *
     * @throws IOException when no end follows the last scan, or there are too many scans
     */
    static void requireJpeg(byte[] content) throws IOException {
        int scans = 0;
        boolean ended = false;
        for (int i = 1; i < content.length; i++) {
            if (content[i - 1] == JPEG_MARKER && content[i] == JPEG_START_OF_SCAN) {
                scans++;
                ended = false;
            } else if (content[i - 1] == JPEG_MARKER && content[i] == JPEG_END_OF_IMAGE) {
                ended = true;
            }
        }
        if (!ended) {
            throw new IOException("it ends too early");
        }
        if (scans > MAX_JPEG_SCANS) {
            throw new IOException("it has " + scans + " scans, and " + MAX_JPEG_SCANS + " are allowed");
        }
    }
}
