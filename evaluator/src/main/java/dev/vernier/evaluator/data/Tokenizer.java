package dev.vernier.evaluator.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns texts into as many tokens as a model takes, as BERT does: {@code [CLS] text [SEP]} or {@code [CLS] text [SEP] text
 * [SEP]}. Longer ones are cut off at their ends, of a pair the longer one first; shorter ones are padded. Names of special
 * tokens mean nothing within a text. Safe to share between threads.
 *
 * @param start stands before everything
 * @param end stands behind each text
 * @param padding fills up
 * @param length tokens of each sample, at least 4
 */
record Tokenizer(BertWords words, WordPiece pieces, int start, int end, int padding, int length) {
    /**
     * The tokens of a sample.
     *
     * @param ids the tokens themselves
     * @param mask 1 for tokens of the text, 0 for padding
     * @param types 1 for tokens of a pair's second text, else 0
     */
    record Tokens(int[] ids, int[] mask, int[] types) {}

    Tokenizer {
        if (length < 4) {
            throw new IllegalArgumentException("no text fits into " + length + " tokens");
        }
    }

    /** The tokens of a text, or of a pair of them. */
    Tokens encode(List<String> texts) {
        int[] counts = new int[texts.size()];
        List<List<Integer>> cut = new ArrayList<>();
        for (String text : texts) {
            // Of two texts it counts how long they are in all; of one, what does not fit does not matter.
            cut.add(pieces(text, texts.size() > 1 ? Integer.MAX_VALUE : length));
            counts[cut.size() - 1] = cut.getLast().size();
        }
        shorten(counts);
        int[] ids = new int[length];
        int[] mask = new int[length];
        int[] types = new int[length];
        Arrays.fill(ids, padding);
        ids[0] = start;
        int at = 1;
        for (int i = 0; i < counts.length; i++) {
            int from = at;
            for (int token : cut.get(i).subList(0, counts[i])) {
                ids[at++] = token;
            }
            ids[at++] = end;
            Arrays.fill(types, from, at, i);
        }
        Arrays.fill(mask, 0, at, 1);
        return new Tokens(ids, mask, types);
    }

    /** The pieces of a text, at least the first {@code enough} if there are as many. */
    private List<Integer> pieces(String text, int enough) {
        List<Integer> all = new ArrayList<>();
        for (String word : words.split(text)) {
            all.addAll(pieces.pieces(word));
            if (all.size() >= enough) {
                break;
            }
        }
        return all;
    }

    /** Takes tokens from the longer text until both fit, and then from both alike. */
    private void shorten(int[] counts) {
        int room = length - 1 - counts.length;
        if (counts.length == 1) {
            counts[0] = Math.min(counts[0], room);
        } else if (counts[0] + counts[1] > room) {
            int shorter = counts[0] <= counts[1] ? 0 : 1;
            counts[shorter] = Math.min(counts[shorter], room / 2);
            counts[1 - shorter] = room - counts[shorter];
        }
    }
}
