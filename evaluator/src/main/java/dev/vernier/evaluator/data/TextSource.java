package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Texts, or pairs of them, as the tokens that a model takes: {@code input_ids}, {@code attention_mask} and
 * {@code token_type_ids}.
 *
 * @param training where calibration and search samples are drawn from, and test samples when there is no
 *     {@code test}
 * @param test where test samples are drawn from
 * @param columns of the texts, one or two; none where each line of a file is a text
 * @param known the columns that are no texts, where files are tables
 * @param header whether the first line of a table names its columns
 * @param tokenizer a {@code tokenizer.json} or {@code vocab.txt} of BERT's kind
 * @param length tokens of each sample, at least 4: longer ones are cut off, shorter ones padded
 */
public record TextSource(
        Path training,
        Optional<Path> test,
        List<String> columns,
        KnownColumns known,
        boolean header,
        Path tokenizer,
        int length)
        implements DataSource {
    public TextSource {
        columns = List.copyOf(columns);
    }

    @Override
    public Splits open(SplitRequest request) {
        Tokenizer tokens = TokenizerFile.read(tokenizer, length);
        TargetColumns targets = new TargetColumns(known);
        Cut.Part drawn = part(training, targets, tokens);
        return Cut.of(drawn, test.map(file -> part(file, targets, tokens)), request);
    }

    private Cut.Part part(Path file, TargetColumns targets, Tokenizer tokens) {
        TextReader.Texts texts =
                columns.isEmpty() ? TextReader.lines(file) : TextReader.table(file, columns, targets, header);
        Dataset samples = ArrayDataset.of(
                file.toString(), TokenTensor.of(texts.samples(), tokens), file.toString(), texts.targets());
        return new Cut.Part(file.toString(), samples);
    }

    @Override
    public String place() {
        return training.toString();
    }
}
