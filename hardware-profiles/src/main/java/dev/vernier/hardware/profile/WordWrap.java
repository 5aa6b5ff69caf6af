package dev.vernier.hardware.profile;

/** Breaks lines between words, so that they fit a terminal. */
final class WordWrap {
    private static final int WIDTH = 100;

    private WordWrap() {}

    /** The text after a prefix; where it is too long for a line, it goes on below, under its own beginning. */
    static String wrap(String prefix, String text) {
        StringBuilder wrapped = new StringBuilder(prefix);
        int column = prefix.length();
        boolean begun = false;
        for (String word : text.split(" ")) {
            if (begun && column + 1 + word.length() > WIDTH) {
                wrapped.append('\n').repeat(' ', prefix.length());
                column = prefix.length();
            } else if (begun) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(word);
            column += word.length();
            begun = true;
        }
        return wrapped.append('\n').toString();
    }
}
