package dev.vernier.search.report;

import dev.vernier.search.trial.Metric;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One device's front as a chart: quality near the best against the first cost in which the front's plans differ. */
final class FrontPanel {
    static final Color FRONT = new Color(0x0b5fa5);
    static final Color BASELINE = new Color(0xb34700);
    static final Color TRIAL = new Color(0xc9ccd1);
    static final Color TEXT = new Color(0x4a4f57);
    private static final Color INTERVAL = new Color(0x9dbfdc);
    private static final Color GRID = new Color(0xececec);

    /** What is more than ten points worse than the best is of no interest here. */
    private static final double NEAR = 0.1;

    private final ReportData.Profile profile;
    private final Metric.Quality quality;
    private final int cost;
    private final List<ReportData.Point> front;
    private final List<ReportData.Baseline> baselines;
    private final double best;

    /** @param profile with a front and a cost */
    FrontPanel(ReportData.Profile profile, Metric.Quality quality, List<ReportData.Plan> plans) {
        this.profile = profile;
        this.quality = quality;
        Map<String, ReportData.Point> byId = profile.points().stream()
                .collect(Collectors.toMap(point -> plans.get(point.plan()).id(), Function.identity()));
        List<ReportData.Point> all = profile.front().stream()
                .map(byId::get)
                .map(Objects::requireNonNull)
                .toList();
        cost = firstVaried(profile, all);
        best = all.stream()
                .map(point -> point.search().value())
                .reduce(quality::better)
                .orElseThrow();
        front = all.stream()
                .filter(point -> isNear(point.search().value()))
                .sorted(Comparator.comparingDouble(point -> point.costs().get(cost)))
                .toList();
        baselines = profile.baselines().stream()
                .filter(baseline -> !baseline.name().equals(Headline.FLOAT)
                        && baseline.costs().get(cost).isPresent()
                        && baseline.search().filter(this::isNear).isPresent())
                .toList();
    }

    private boolean isNear(double value) {
        return quality.isWithin(NEAR, value, best);
    }

    /** What stands at the axis: percent for proportions. */
    private double shown(double value) {
        return quality.metric().proportion() ? 100 * value : value;
    }

    private static int firstVaried(ReportData.Profile profile, List<ReportData.Point> front) {
        for (int i = 0; i < profile.costs().size(); i++) {
            int index = i;
            if (profile.costs().get(i).searched()
                    && front.stream()
                                    .map(point -> point.costs().get(index))
                                    .distinct()
                                    .count()
                            > 1) {
                return i;
            }
        }
        return 0;
    }

    XYChart chart(int width, int height) {
        ReportData.Cost axis = profile.costs().get(cost);
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .title(profile.name())
                .xAxisTitle(axis.unit().isEmpty() ? axis.label() : axis.label() + ", " + axis.unit())
                .yAxisTitle(
                        "search " + quality.metric().label() + (quality.metric().proportion() ? ", %" : ""))
                .build();
        style(chart.getStyler());
        frame(chart.getStyler());
        trials(chart);
        front(chart);
        baselines(chart);
        return chart;
    }

    private static void style(XYStyler styler) {
        styler.setLegendVisible(false)
                .setLocale(Locale.ROOT)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartPadding(12)
                .setChartTitleBoxVisible(false)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14))
                .setChartFontColor(TEXT)
                .setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.BOLD, 11))
                .setAnnotationTextFontColor(BASELINE)
                .setPlotContentSize(1)
                .setMarkerSize(7);
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11))
                .setAxisTickLabelsColor(TEXT)
                .setAxisTicksMarksVisible(false)
                .setAxisTicksLineVisible(false)
                .setXAxisTickMarkSpacingHint(70)
                .setXAxisTickLabelsFormattingFunction(FrontPanel::tick)
                .setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1));
    }

    /** A round number as people write it. */
    private static String tick(double value) {
        return value >= 1000
                ? String.format(Locale.ROOT, "%,.0f", value)
                : new BigDecimal(value)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** What is shown: the plans, with some room around them. */
    private void frame(XYStyler styler) {
        double[] across = DoubleStream.concat(
                        front.stream().mapToDouble(point -> point.costs().get(cost)),
                        baselines.stream()
                                .flatMap(baseline -> baseline.costs().get(cost).stream())
                                .mapToDouble(Double::doubleValue))
                .sorted()
                .toArray();
        double[] up = Stream.concat(
                        front.stream()
                                .flatMap(point -> Stream.of(
                                        point.search().low(), point.search().high())),
                        baselines.stream().flatMap(baseline -> baseline.search().stream()))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double low = across[0];
        double high = across[across.length - 1];
        double room = high > low ? 0.12 * (high - low) : Math.max(0.1 * high, 1e-9);
        styler.setXAxisMin(Math.max(0, low - room)).setXAxisMax(high + room);
        double least = shown(up[0]);
        double most = shown(up[up.length - 1]);
        double above = quality.metric().proportion() ? 0.3 : Math.max(0.05 * (most - least), 1e-9);
        styler.setYAxisMin(least - above).setYAxisMax(most + above);
    }

    private static BasicStroke stroke(float width) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    }

    private void trials(XYChart chart) {
        double least = chart.getStyler().getXAxisMin();
        double most = chart.getStyler().getXAxisMax();
        List<ReportData.Point> shown = profile.points().stream()
                .filter(point -> isNear(point.search().value())
                        && point.costs().get(cost) >= least
                        && point.costs().get(cost) <= most)
                .toList();
        marks(chart, "trials", shown, TRIAL, SeriesMarkers.CIRCLE);
    }

    private void front(XYChart chart) {
        int number = 0;
        for (ReportData.Point point : front) {
            double at = point.costs().get(cost);
            XYSeries bar = chart.addSeries("interval " + number++, new double[] {at, at}, new double[] {
                shown(point.search().low()), shown(point.search().high())
            });
            bar.setMarker(SeriesMarkers.NONE);
            bar.setLineStyle(stroke(1)).setLineColor(INTERVAL);
        }
        List<ReportData.Point> stairs = staircase();
        XYSeries line = chart.addSeries("staircase", values(stairs), qualities(stairs));
        line.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
        line.setMarker(SeriesMarkers.NONE);
        line.setLineStyle(stroke(1.6f)).setLineColor(FRONT);
        marks(chart, "front", front, FRONT, SeriesMarkers.CIRCLE);
    }

    /** The plans that nothing beats in quality and this one cost, from left to right. */
    private List<ReportData.Point> staircase() {
        boolean maximised = profile.costs().get(cost).maximised();
        List<ReportData.Point> stairs = new ArrayList<>();
        for (ReportData.Point point : maximised ? front.reversed() : front) {
            if (!stairs.isEmpty() && !beats(point, stairs.getLast())) {
                continue;
            }
            if (!stairs.isEmpty()
                    && stairs.getLast().costs().get(cost).equals(point.costs().get(cost))) {
                stairs.removeLast();
            }
            stairs.add(point);
        }
        return maximised ? stairs.reversed() : stairs;
    }

    private boolean beats(ReportData.Point point, ReportData.Point other) {
        double own = point.search().value();
        return own != other.search().value()
                && quality.better(own, other.search().value()) == own;
    }

    private void baselines(XYChart chart) {
        for (ReportData.Baseline baseline : baselines) {
            double at = baseline.costs().get(cost).orElseThrow();
            double value = shown(baseline.search().orElseThrow());
            XYSeries mark = chart.addSeries(baseline.name(), new double[] {at}, new double[] {value});
            mark.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            mark.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(BASELINE);
            double height = chart.getStyler().getYAxisMax() - chart.getStyler().getYAxisMin();
            chart.addAnnotation(new AnnotationText(baseline.name(), at, value - 0.045 * height, false));
        }
    }

    private void marks(XYChart chart, String name, List<ReportData.Point> points, Color colour, Marker marker) {
        if (!points.isEmpty()) {
            XYSeries series = chart.addSeries(name, values(points), qualities(points));
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(marker).setMarkerColor(colour);
        }
    }

    private double[] values(List<ReportData.Point> points) {
        return points.stream().mapToDouble(point -> point.costs().get(cost)).toArray();
    }

    private double[] qualities(List<ReportData.Point> points) {
        return points.stream()
                .mapToDouble(point -> shown(point.search().value()))
                .toArray();
    }
}
