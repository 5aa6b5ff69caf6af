package dev.vernier.evaluator.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Texts, or pairs of them, as the tokens that a model takes: {@code input_ids}, {@code attention_mask} and
 * {@code token_type_ids}.
 *
 * @param training a file or folder from which calibration and search samples are drawn, and test samples when there is no
 *     {@code test}
 * @param test where test samples are drawn from
 * @param form of both
 * @param tokenizer a {@code tokenizer.json} or {@code vocab.txt} of BERT's kind
 * @param length tokens of each sample, at least 4: longer ones are cut off, shorter ones padded
 */
public record TextSource(Path training, Optional<Path> test, TextForm form, Path tokenizer, int length)
        implements DataSource {
    @Override
    public Splits open(SplitRequest request) {
        Tokenizer tokens = TokenizerFile.read(tokenizer, length);
        Function<Path, TextReader.Texts> reader = reader();
        Cut.Part drawn = part(training, reader, tokens);
        return Cut.of(drawn, test.map(file -> part(file, reader, tokens)), request);
    }

    /** Reads any part; classes are numbered alike in all of them. */
    private Function<Path, TextReader.Texts> reader() {
        return switch (form) {
            case TextForm.Lines() -> TextReader::lines;
            case TextForm.Table(var columns, var known, var header) -> {
                TargetColumns targets = new TargetColumns(known);
                yield file -> TextReader.table(file, columns, targets, header);
            }
            case TextForm.Folders(var classes) -> {
                List<String> names = classes.map(ClassNames::read)
                        .orElseGet(() -> ClassFolders.ofTexts(training).classes());
                yield folder -> TextReader.folders(folder, names);
            }
        };
    }

    private static Cut.Part part(Path file, Function<Path, TextReader.Texts> reader, Tokenizer tokens) {
        TextReader.Texts texts = reader.apply(file);
        Dataset samples = ArrayDataset.of(
                file.toString(), TokenTensor.of(texts.samples(), tokens), file.toString(), texts.targets());
        return new Cut.Part(file.toString(), samples);
    }

    @Override
    public boolean hasTestPart() {
        return test.isPresent();
    }

    @Override
    public String place() {
        return training.toString();
    }

    @Override
    public void requireTold(Splits splits, int told) {
        if (form instanceof TextForm.Folders(var classes)) {
            ClassFolders.requireTold(classes.orElse(training), splits.search().classes(), told);
        } else {
            DataSource.super.requireTold(splits, told);
        }
    }
}
