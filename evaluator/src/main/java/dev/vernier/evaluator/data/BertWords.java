package dev.vernier.evaluator.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits text into words and marks of punctuation, as BERT's basic tokenizer does (Devlin et al., 2019,
 * arXiv:1810.04805).
 *
 * @param cleans whether control characters are dropped
 * @param separatesIdeographs whether each Chinese character is a word
 * @param stripsAccents whether letters lose their accents: NFD without what does not advance (category Mn)
 * @param lowersCase whether all letters become small ones
 */
record BertWords(boolean cleans, boolean separatesIdeographs, boolean stripsAccents, boolean lowersCase) {
    private static final int REPLACEMENT = 0xfffd;
    private static final int CONTROLS =
            1 << Character.CONTROL | 1 << Character.FORMAT | 1 << Character.PRIVATE_USE | 1 << Character.SURROGATE;
    private static final int PUNCTUATION = 1 << Character.CONNECTOR_PUNCTUATION
            | 1 << Character.DASH_PUNCTUATION
            | 1 << Character.START_PUNCTUATION
            | 1 << Character.END_PUNCTUATION
            | 1 << Character.INITIAL_QUOTE_PUNCTUATION
            | 1 << Character.FINAL_QUOTE_PUNCTUATION
            | 1 << Character.OTHER_PUNCTUATION;

    /** The words of a text, in order. */
    List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        normalized(text).codePoints().forEach(character -> {
            boolean alone = isPunctuation(character) || (separatesIdeographs && isIdeograph(character));
            if (alone || isSpace(character)) {
                end(word, words);
            }
            if (alone) {
                words.add(Character.toString(character));
            } else if (!isSpace(character)) {
                word.appendCodePoint(character);
            }
        });
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private String normalized(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().filter(character -> !cleans || !isDropped(character)).forEach(kept::appendCodePoint);
        String plain = kept.toString();
        if (stripsAccents) {
            StringBuilder stripped = new StringBuilder();
            Normalizer.normalize(plain, Normalizer.Form.NFD)
                    .codePoints()
                    .filter(character -> Character.getType(character) != Character.NON_SPACING_MARK)
                    .forEach(stripped::appendCodePoint);
            plain = stripped.toString();
        }
        if (!lowersCase) {
            return plain;
        }
        // One character after the other: what surrounds a letter must not decide, as it would for a final sigma.
        StringBuilder lower = new StringBuilder();
        plain.codePoints()
                .forEach(character -> lower.append(Character.toString(character).toLowerCase(Locale.ROOT)));
        return lower.toString();
    }

    private static boolean isDropped(int character) {
        boolean control = (CONTROLS >> Character.getType(character) & 1) == 1;
        boolean kept = character == '\t' || character == '\n' || character == '\r';
        return character == REPLACEMENT || (control && !kept);
    }

    /** The property White_Space of Unicode. */
    private static boolean isSpace(int character) {
        return (character >= '\t' && character <= '\r') || character == 0x85 || Character.isSpaceChar(character);
    }

    private static boolean isPunctuation(int character) {
        boolean symbol = (character >= '!' && character <= '/')
                || (character >= ':' && character <= '@')
                || (character >= '[' && character <= '`')
                || (character >= '{' && character <= '~');
        return symbol || (PUNCTUATION >> Character.getType(character) & 1) == 1;
    }

    /** The blocks of CJK unified ideographs and of those for compatibility. */
    private static boolean isIdeograph(int character) {
        return (character >= 0x4e00 && character <= 0x9fff)
                || (character >= 0x3400 && character <= 0x4dbf)
                || (character >= 0x20000 && character <= 0x2a6df)
                || (character >= 0x2a700 && character <= 0x2b73f)
                || (character >= 0x2b740 && character <= 0x2b81f)
                || (character >= 0x2b920 && character <= 0x2ceaf)
                || (character >= 0xf900 && character <= 0xfaff)
                || (character >= 0x2f800 && character <= 0x2fa1f);
    }
}
