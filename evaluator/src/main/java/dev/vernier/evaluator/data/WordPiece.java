package dev.vernier.evaluator.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Cuts words into the longest pieces that a vocabulary knows, from left to right (Wu et al., 2016, arXiv:1609.08144).
 *
 * @param vocabulary the number of each piece; not to be changed
 * @param prefix what pieces within a word begin with
 * @param unknown stands for words that cannot be cut so
 * @param longest the most characters of a word; longer ones are unknown
 */
record WordPiece(Map<String, Integer> vocabulary, String prefix, int unknown, int longest) {
    WordPiece {
        vocabulary = Collections.unmodifiableMap(vocabulary);
    }

    /** The numbers of a word's pieces. */
    List<Integer> pieces(String word) {
        int[] characters = word.codePoints().toArray();
        List<Integer> pieces = new ArrayList<>();
        int from = 0;
        while (from < characters.length && characters.length <= longest) {
            int to = characters.length;
            Integer piece = null;
            while (to > from && piece == null) {
                String text = new String(characters, from, to - from);
                piece = vocabulary.get(from == 0 ? text : prefix + text);
                to--;
            }
            if (piece == null) {
                break;
            }
            pieces.add(piece);
            from = to + 1;
        }
        return from == characters.length ? pieces : List.of(unknown);
    }
}
