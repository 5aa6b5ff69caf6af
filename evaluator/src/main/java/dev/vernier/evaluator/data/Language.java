package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Random;

/**
 * Text of an invented language, letter by letter: given 24 letters, one-hot, find after each of them the next one. The language has
 * ten consonants, five vowels and a space behind each word; its 60 words have one to three syllables of a consonant and a vowel and
 * are as frequent as Zipf's law says, the n-th by {@code 1/n}. Words follow each other independently; where in the text a sample
 * begins is random.
 */
final class Language implements Problem {
    static final int LENGTH = 24;
    static final int LETTERS = 16;

    private static final int CONSONANTS = 10;
    private static final int VOWELS = 5;
    private static final int SPACE = LETTERS - 1;
    private static final int WORDS = 60;
    private static final int MAX_SYLLABLES = 3;
    private static final long LEXICON_SEED = 11;

    private final int[][] lexicon = lexicon();
    private final double[] shares = shares();

    private static int[][] lexicon() {
        Random random = new Random(LEXICON_SEED);
        int[][] words = new int[WORDS][];
        for (int word = 0; word < WORDS; word++) {
            int syllables = 1 + random.nextInt(MAX_SYLLABLES);
            words[word] = new int[2 * syllables + 1];
            for (int syllable = 0; syllable < syllables; syllable++) {
                words[word][2 * syllable] = random.nextInt(CONSONANTS);
                words[word][2 * syllable + 1] = CONSONANTS + random.nextInt(VOWELS);
            }
            words[word][2 * syllables] = SPACE;
        }
        return words;
    }

    /** The share of all words up to each, by frequency. */
    private static double[] shares() {
        double[] shares = new double[WORDS];
        double sum = 0;
        for (int word = 0; word < WORDS; word++) {
            sum += 1.0 / (word + 1);
            shares[word] = sum;
        }
        for (int word = 0; word < WORDS; word++) {
            shares[word] /= sum;
        }
        return shares;
    }

    @Override
    public List<SampleInput> inputs() {
        return List.of(new SampleInput("letters", Shape.of(LENGTH, LETTERS)));
    }

    @Override
    public Truth truth() {
        return Truth.LABELS;
    }

    @Override
    public int classes() {
        return LETTERS;
    }

    @Override
    public Sample draw(Random random) {
        int[] text = text(random);
        float[] letters = new float[LENGTH * LETTERS];
        int[] next = new int[LENGTH];
        for (int position = 0; position < LENGTH; position++) {
            letters[position * LETTERS + text[position]] = 1;
            next[position] = text[position + 1];
        }
        return new Sample(List.of(letters), new Target.Labels(next));
    }

    /** One letter more than a sample has, from within a longer text. */
    private int[] text(Random random) {
        int begin = random.nextInt(2 * MAX_SYLLABLES + 1);
        int[] text = new int[LENGTH + 1];
        int written = -begin;
        while (written <= LENGTH) {
            double place = random.nextDouble();
            int word = 0;
            while (shares[word] < place) {
                word++;
            }
            for (int letter : lexicon[word]) {
                if (written >= 0 && written <= LENGTH) {
                    text[written] = letter;
                }
                written++;
            }
        }
        return text;
    }
}
