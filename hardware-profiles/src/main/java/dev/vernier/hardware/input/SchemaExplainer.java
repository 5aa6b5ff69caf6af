package dev.vernier.hardware.input;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides which of the rules that a document breaks are worth telling.
 *
 * <p>A validator reports a failed choice between alternatives as the failures of every alternative. A person wrote one
 * of them: it is explained when it can be told from the form of the value, otherwise all forms are named.
 */
final class SchemaExplainer {
    /** Rules about what a value is, as opposed to what is inside of it. */
    private static final Set<String> FORM = Set.of("type", "enum", "const");

    private final YamlNode root;
    private final RuleWords words;

    private SchemaExplainer(YamlNode root, YamlSchema schema) {
        this.root = root;
        this.words = new RuleWords(root, schema);
    }

    /** Everything in the document that breaks the schema, in the order of the text. */
    static List<YamlProblem> explain(YamlNode root, YamlSchema schema) {
        List<Failure> failures = schema.check(root.json());
        List<Failure> told = failures.stream()
                .filter(failure -> failures.stream().noneMatch(other -> isMisspelling(failure, other)))
                .toList();
        return new SchemaExplainer(root, schema)
                .explain(told, 0).stream().distinct().sorted().toList();
    }

    /** Whether a key is missing only because the other failure's unknown key is its misspelling. */
    private static boolean isMisspelling(Failure missing, Failure unknown) {
        return missing.keyword().equals("required")
                && unknown.keyword().equals("additionalProperties")
                && missing.at().equals(unknown.at())
                && !Suggestions.nearest(unknown.property(), List.of(missing.property()))
                        .isEmpty();
    }

    private List<YamlProblem> explain(List<Failure> failures, int from) {
        List<YamlProblem> problems = new ArrayList<>();
        Map<Failure.Choice, List<Failure>> choices = new LinkedHashMap<>();
        for (Failure failure : failures) {
            if (failure.isInChoice(from)) {
                choices.computeIfAbsent(failure.choice(from), _ -> new ArrayList<>())
                        .add(failure);
            } else {
                problems.add(words.explain(failure));
            }
        }
        choices.forEach((choice, within) -> problems.addAll(explain(choice, within)));
        return problems;
    }

    private List<YamlProblem> explain(Failure.Choice choice, List<Failure> failures) {
        int branchStep = choice.rule().size();
        Map<Integer, List<Failure>> branches = new TreeMap<>();
        for (Failure failure : failures) {
            if (failure.rule().size() > branchStep) {
                branches.computeIfAbsent(Integer.valueOf(failure.rule().get(branchStep)), _ -> new ArrayList<>())
                        .add(failure);
            }
        }
        List<List<Failure>> meant = branches.values().stream()
                .filter(branch -> branch.stream().noneMatch(failure -> isAboutForm(failure, choice)))
                .sorted(Comparator.comparingInt(List::size))
                .toList();
        boolean container = root.at(choice.at()).json().isContainer();
        if (meant.size() == 1 || (container && !meant.isEmpty())) {
            return explain(meant.getFirst(), branchStep + 1);
        }
        return List.of(words.explain(choice));
    }

    private static boolean isAboutForm(Failure failure, Failure.Choice choice) {
        return failure.at().equals(choice.at()) && FORM.contains(failure.keyword());
    }
}
