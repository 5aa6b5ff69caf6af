package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.bench.BenchRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    private static final List<String> QUICK = List.of("--quick", "--rounds", "2");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void kernelsFillATableOnTheConsoleAndInAFile() throws IOException {
        Path csv = folder.resolve("kernels.csv");
        Invocation invocation = bench(
                "kernels", "--shapes", "8x64x16,1x64x16,4x4x6:3x3:dw", "--pairs", "8/8,1/1", "--csv", csv.toString());
        assertEquals(0, invocation.exitCode(), invocation.err());
        for (String words : List.of("8x64x16", "4x4x6:3x3:dw", "ONNX Runtime: fp32 ", "× int8", "8/8", "1/1")) {
            assertTrue(invocation.out().contains(words), words + " in " + invocation.out());
        }
        List<Map<String, String>> rows = rows(csv);
        assertEquals(
                List.of("gemm 8/8", "gemm 1/1", "gemv 8/8", "gemv 1/1", "conv 8/8", "conv 1/1"),
                rows.stream()
                        .map(row ->
                                cell(row, "case") + " " + cell(row, "weight_bits") + "/" + cell(row, "activation_bits"))
                        .distinct()
                        .toList());
        for (Map<String, String> row : rows) {
            assertTrue(Double.parseDouble(cell(row, "gmacs")) > 0, row.toString());
            assertTrue(Double.parseDouble(cell(row, "ratio_fp32")) > 0, row.toString());
            assertTrue(Double.parseDouble(cell(row, "ratio_int8")) > 0, row.toString());
            assertEquals(
                    cell(row, "case").equals("conv"), cell(row, "ratio_nbits4").isEmpty(), row.toString());
            assertEquals("1", cell(row, "threads"));
        }
        assertEquals(
                List.of("8", "64", "16"),
                List.of(cell(rows.getFirst(), "m"), cell(rows.getFirst(), "k"), cell(rows.getFirst(), "n")));
        assertEquals(List.of("kernels.csv"), files());
    }

    @Test
    void networksOfOnesOwnAreComparedInBatchesAndOneByOne() throws IOException {
        SmallInputs.write(folder);
        Path csv = folder.resolve("networks.csv");
        String model = folder.resolve("model.onnx").toString();
        Invocation invocation = bench(
                "networks", model, "--pairs", "8/8,4/4", "--batch", "3", "--threads", "2", "--csv", csv.toString());
        assertEquals(0, invocation.exitCode(), invocation.err());
        for (String words : List.of("3 images at a time", "one image at a time", "images/s", "4/4")) {
            assertTrue(invocation.out().contains(words), words + " in " + invocation.out());
        }
        assertFalse(invocation.out().contains("–"), "what a quick benchmark leaves out: " + invocation.out());
        List<Map<String, String>> rows = rows(csv);
        assertEquals(
                List.of("model 3 8", "model 3 4", "model 1 8", "model 1 4"),
                rows.stream()
                        .map(row -> cell(row, "case") + " " + cell(row, "m") + " " + cell(row, "weight_bits"))
                        .distinct()
                        .toList());
        for (Map<String, String> row : rows) {
            assertTrue(Double.parseDouble(cell(row, "ratio_int8")) > 0, row.toString());
            assertEquals("2", cell(row, "threads"));
            assertEquals("", cell(row, "k") + cell(row, "n") + cell(row, "ratio_nbits4") + cell(row, "percent_peak"));
        }
    }

    @Test
    void plansOfASearchAreEvaluatedAgain() throws IOException {
        SmallInputs.write(folder);
        Invocation invocation = Invocation.of(
                "bench", "plans", folder.resolve("model.onnx").toString(), "--plans", "12", "--images", "20");
        assertEquals(0, invocation.exitCode(), invocation.err());
        for (String words : List.of("plans on 20 images each, 2 threads", "Vernier", "ONNX Runtime", "ratio")) {
            assertTrue(invocation.out().contains(words), words + " in " + invocation.out());
        }
    }

    @Test
    void latenciesArePredictedAndMeasured() throws IOException {
        SmallInputs.write(folder);
        Path csv = folder.resolve("latency.csv");
        String model = folder.resolve("model.onnx").toString();
        Invocation invocation =
                Invocation.of("bench", "latency", model, "--plans", "3", "--quick", "--csv", csv.toString());
        assertEquals(0, invocation.exitCode(), invocation.err());
        for (String words : List.of("Spearman", "mean |error|", "model", "predicted worst of model:", " ms instead")) {
            assertTrue(invocation.out().contains(words), words + " in " + invocation.out());
        }
        List<String> lines = Files.readAllLines(csv);
        assertEquals("network,plan,predicted_ms,measured_ms", lines.getFirst());
        assertEquals(4, lines.size());
        for (String line : lines.subList(1, 4)) {
            String[] fields = line.split(",", -1);
            assertEquals("model", fields[0]);
            assertTrue(Double.parseDouble(fields[2]) > 0 && Double.parseDouble(fields[3]) > 0, line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--plans 0           | --plans 0: the number must lie between 1 and 1000. Maybe",
                "--seed one          | --seed takes a whole number, not 'one'. Maybe",
                "--csv .             | --csv .: it is a folder. Maybe a file in it was meant",
                "--csv no/such/a.csv | no/such/a.csv: it cannot be written: NoSuchFileException. Maybe the folder",
                "untrained:resnet2   | untrained:resnet2: no topology is named 'resnet2'. Maybe you meant 'resnet20'",
                "no-such.onnx        | no-such.onnx"
            })
    void latenciesAreNotMeasuredOnBadInput(String arguments, String message) {
        List<String> words = new ArrayList<>(List.of("bench", "latency"));
        words.addAll(List.of(arguments.split(" +")));
        Invocation invocation = Invocation.of(words.toArray(String[]::new));
        assertEquals(2, invocation.exitCode(), invocation.err());
        assertTrue(invocation.err().contains(message), invocation.err());
        assertEquals("", invocation.out());
    }

    @Test
    void topologiesWithRandomWeightsNeedNoFile() {
        Invocation invocation =
                bench("networks", "untrained:mobilenet", "--pairs", "8/8", "--batch", "1", "--rounds", "1");
        assertEquals(0, invocation.exitCode(), invocation.err());
        assertTrue(invocation.out().startsWith("mobilenet, 22.9 million multiply-accumulates"), invocation.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kernels --shapes 8x8        | --shapes 8x8: '8x8' is no shape. Maybe write rows x depth",
                "kernels --shapes 0x8x8      | --shapes 0x8x8: inputHeight must be positive, not 0. Maybe",
                "kernels --pairs 9/8         | --pairs 9/8: weight width 9 is not one of 1…8 or 32 (float). Maybe write",
                "kernels --pairs 8           | --pairs 8: '8' is not of the form WEIGHT/ACTIVATION, such as 4/8. Maybe",
                "kernels --pairs 8/32        | --pairs 8/32: the kernels compute on codes of 1 to 8 bits. Maybe write",
                "networks --pairs 8/8,4/16   | --pairs 4/16: the kernels compute on codes of 1 to 8 bits. Maybe write",
                "kernels --rounds 0          | --rounds 0: the number must lie between 1 and 100000. Maybe leave",
                "kernels --threads 0         | --threads 0: the number must lie between 1 and",
                "kernels --csv no/such/a.csv | no/such/a.csv: it cannot be written: NoSuchFileException. Maybe the folder",
                "kernels --csv .             | --csv .: it is a folder. Maybe a file in it was meant",
                "networks --batch 0          | --batch 0: the number must lie between 1 and 4096. Maybe",
                "networks builtin:resnet8    | no model named 'resnet8' is built in. Maybe",
                "networks untrained:resnet2  | untrained:resnet2: no topology is named 'resnet2'. Maybe you meant 'resnet20'",
                "networks no-such.onnx       | no-such.onnx"
            })
    void badInputIsRefusedBeforeAnythingIsMeasured(String arguments, String message) {
        Invocation invocation = bench(arguments.split(" +"));
        assertEquals(2, invocation.exitCode(), invocation.err());
        assertTrue(invocation.err().contains(message), invocation.err());
        assertEquals("", invocation.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--plans 0          | --plans 0: the number must lie between 1 and 100000. Maybe",
                "--images 0         | --images 0: the number must lie between 1 and 100000. Maybe",
                "--threads 2000     | --threads 2000: the number must lie between 1 and 1024. Maybe",
                "untrained:resnet2  | untrained:resnet2: no topology is named 'resnet2'. Maybe you meant 'resnet20'",
                "no-such.onnx       | no-such.onnx"
            })
    void plansAreNotSearchedForOnBadInput(String arguments, String message) {
        List<String> words = new ArrayList<>(List.of("bench", "plans"));
        words.addAll(List.of(arguments.split(" +")));
        Invocation invocation = Invocation.of(words.toArray(String[]::new));
        assertEquals(2, invocation.exitCode(), invocation.err());
        assertTrue(invocation.err().contains(message), invocation.err());
        assertEquals("", invocation.out());
    }

    @Test
    void aTableThatIsNotFinishedIsNotWritten() {
        Path csv = folder.resolve("kernels.csv");
        Invocation invocation = bench("kernels", "--shapes", "8x8", "--csv", csv.toString());
        assertEquals(2, invocation.exitCode());
        assertFalse(Files.exists(csv));
    }

    private static Invocation bench(String... arguments) {
        List<String> words = new ArrayList<>(List.of("bench"));
        words.addAll(Arrays.asList(arguments));
        words.addAll(QUICK.stream()
                .filter(word -> !words.contains("--rounds") || word.equals("--quick"))
                .toList());
        return Invocation.of(words.toArray(String[]::new));
    }

    private static String cell(Map<String, String> row, String name) {
        return row.getOrDefault(name, "no such column");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<Map<String, String>> rows(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        assertEquals(
                "case,m,k,n,weight_bits,activation_bits,level,isa,threads,"
                        + "gmacs,ratio_fp32,ratio_int8,ratio_nbits4,percent_peak,spread",
                lines.getFirst());
        assertEquals(BenchRow.CSV_HEADER, lines.getFirst());
        String[] names = lines.getFirst().split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            assertEquals(names.length, fields.length, line);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], fields[i]);
            }
            rows.add(row);
        }
        return rows;
    }
}
