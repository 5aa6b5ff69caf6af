package dev.vernier.evaluator.data;

import dev.vernier.evaluator.graph.Shape;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/** One of the tensors that models of text take. Texts become tokens when they are first read, and are kept as such. */
final class TokenTensor implements SampleTensor {
    private final SampleInput input;
    private final TokenizedTexts texts;
    private final Function<Tokenizer.Tokens, int[]> part;

    private TokenTensor(String name, TokenizedTexts texts, int length, Function<Tokenizer.Tokens, int[]> part) {
        this.input = new SampleInput(name, Shape.of(length));
        this.texts = texts;
        this.part = part;
    }

    /**
     * All tensors of these texts, under the names that models usually give to their inputs.
     *
     * @param samples each a text, or a pair of them
     */
    static List<TokenTensor> of(List<List<String>> samples, Tokenizer tokenizer) {
        TokenizedTexts texts = new TokenizedTexts(samples, tokenizer, new AtomicReferenceArray<>(samples.size()));
        int length = tokenizer.length();
        return List.of(
                new TokenTensor("input_ids", texts, length, Tokenizer.Tokens::ids),
                new TokenTensor("attention_mask", texts, length, Tokenizer.Tokens::mask),
                new TokenTensor("token_type_ids", texts, length, Tokenizer.Tokens::types));
    }

    private record TokenizedTexts(
            List<List<String>> samples, Tokenizer tokenizer, AtomicReferenceArray<Tokenizer.Tokens> kept) {
        Tokenizer.Tokens get(int index) {
            Tokenizer.Tokens known = kept.get(index);
            if (known == null) {
                known = tokenizer.encode(samples.get(index));
                kept.set(index, known);
            }
            return known;
        }
    }

    @Override
    public SampleInput input() {
        return input;
    }

    @Override
    public int count() {
        return texts.samples().size();
    }

    @Override
    public void read(int index, float[] into, int offset) {
        int[] numbers = part.apply(texts.get(Objects.checkIndex(index, count())));
        Objects.checkFromIndexSize(offset, numbers.length, into.length);
        for (int i = 0; i < numbers.length; i++) {
            into[offset + i] = numbers[i];
        }
    }
}
