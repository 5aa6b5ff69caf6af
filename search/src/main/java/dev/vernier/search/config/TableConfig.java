package dev.vernier.search.config;

import dev.vernier.evaluator.data.DataSource;
import dev.vernier.evaluator.data.KnownColumns;
import dev.vernier.evaluator.data.Layout;
import dev.vernier.evaluator.data.TableSource;
import dev.vernier.evaluator.data.TextForm;
import dev.vernier.evaluator.data.TextSource;
import dev.vernier.hardware.input.YamlValue;
import java.util.List;
import java.util.stream.Stream;

/** Reads which tables and texts are the data. */
final class TableConfig {
    private static final int DEFAULT_LENGTH = 128;

    private TableConfig() {}

    static DataSource csv(DataBlock data) {
        data.requireOnly("a table", DataBlock.scaled("table", "test-table", "label", "classes", "target", "header"));
        if (!data.has("label") && !data.has("target")) {
            throw data.invalid(
                    "",
                    "'label' is missing",
                    "add a line 'label: COLUMN' under 'data' with the column of the classes, or 'target: COLUMN' with one of"
                            + " numbers");
        }
        return new TableSource(
                data.path("table"),
                data.optional("test-table"),
                known(data),
                data.flag("header", true),
                data.preprocessing(Layout.NCHW, 1));
    }

    static DataSource text(DataBlock data) {
        String where =
                Stream.of("lines", "folder").filter(data::has).findFirst().orElse("table");
        TextForm form =
                switch (where) {
                    case "lines" -> lines(data);
                    case "folder" -> folders(data);
                    default -> table(data);
                };
        return new TextSource(
                data.path(where),
                data.optional("test-" + where),
                form,
                data.path("tokenizer"),
                data.integer("length", DEFAULT_LENGTH));
    }

    private static TextForm lines(DataBlock data) {
        data.requireOnly("lines of text", List.of("lines", "test-lines", "tokenizer", "length"));
        return new TextForm.Lines();
    }

    private static TextForm folders(DataBlock data) {
        data.requireOnly("a folder of texts", List.of("folder", "test-folder", "classes", "tokenizer", "length"));
        return new TextForm.Folders(data.optional("classes"));
    }

    private static TextForm table(DataBlock data) {
        data.requireOnly(
                "a table of text",
                List.of("table", "test-table", "text", "label", "classes", "target", "header", "tokenizer", "length"));
        data.path("table");
        if (!data.has("text")) {
            throw data.invalid(
                    "",
                    "'text' is missing",
                    "add a line 'text: COLUMN' under 'data' with the column of the texts, or two for pairs");
        }
        return new TextForm.Table(data.columns("text"), known(data), data.flag("header", true));
    }

    private static KnownColumns known(DataBlock data) {
        for (String key : List.of("target", "classes")) {
            if (data.has(key) && data.has("label") == key.equals("target")) {
                throw data.invalid(
                        "/" + key,
                        key.equals("target") ? "samples have a class or numbers, not both" : "'label' is missing",
                        key.equals("target") ? "take 'label' or 'target' out" : "add 'label: COLUMN'");
            }
        }
        return new KnownColumns(
                data.find("label").map(YamlValue::text), data.optional("classes"), data.columns("target"));
    }
}
