package dev.vernier.search.cli;

import dev.vernier.search.front.FrontFile;
import dev.vernier.search.front.NearMiss;
import dev.vernier.search.front.Where;
import dev.vernier.search.trial.Objective;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "best",
        mixinStandardHelpOptions = true,
        description = "Asks a finished run for its best plan under conditions, without searching again.",
        footer = {"", "Example:  vernier best --run runs/quickstart --where \"weight_bytes<50000\" --by accuracy"})
final class BestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "The run folder.")
    private Path run = Path.of("");

    @Option(
            names = "--where",
            defaultValue = "",
            paramLabel = "CONDITIONS",
            description = "Such as \"latency_ms@cpu-x86-avx512<0.2 & weight_bytes<=40000\"; default: none. Metrics are"
                    + " also taken as 'best' prints them: latency_ms-cpu-x86-avx512.")
    private String where = "";

    @Option(
            names = "--by",
            paramLabel = "METRIC",
            description = "What to be best in; default: the quality that the run searched for, such as accuracy.")
    private @Nullable String by;

    @Override
    public Integer call() {
        FrontFile front = FrontFile.read(run.resolve("front.json"));
        Objective objective =
                by == null ? Objective.of(front.quality()) : Objective.resolve("--by", by, front.knownObjectives());
        Where conditions = Where.parse("--where", where, front.knownObjectives());
        Optional<FrontFile.Entry> best = front.best(conditions, objective);
        PrintWriter out = spec.commandLine().getOut();
        if (best.isEmpty()) {
            String mend = front.nearMiss(conditions, objective)
                    .map(BestCommand::inWords)
                    .orElse("ask for one device at a time: no plan has values for all of these metrics");
            spec.commandLine()
                    .getErr()
                    .printf("vernier: --where: no plan on the fronts fulfils '%s'. Maybe %s.%n", where.strip(), mend);
            return Main.FAILED;
        }
        out.printf("plan=%s%n", best.get().id());
        best.get().objectives().forEach((name, value) -> out.println(TrialLine.of(name, value)));
        best.get().layers().forEach((layer, precision) -> out.printf("  %s: %s%n", layer, precision));
        out.flush();
        return 0;
    }

    private static String inWords(NearMiss miss) {
        List<String> values = new ArrayList<>();
        List<String> ranges = new ArrayList<>();
        miss.ranges().forEach((objective, range) -> {
            Double value = miss.nearest().objectives().get(objective.name());
            values.add(objective.name() + "=" + TrialLine.number(value == null ? Double.NaN : value));
            ranges.add(objective.name() + " from " + TrialLine.number(range.least()) + " to "
                    + TrialLine.number(range.largest()));
        });
        return "take the nearest, " + miss.nearest().id() + ", with " + String.join(", ", values) + "; the fronts hold "
                + String.join(", ", ranges);
    }
}
