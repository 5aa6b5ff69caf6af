// What stands behind the figures: measurements, verification, warnings, provenance.

const HOST_MARGIN = { top: 26, right: 16, bottom: 46, left: 56 };

/** Measured against predicted latencies, both on logarithmic axes of the same extent. */
function drawHostLatency(host, report) {
  const pairs = report.hostLatencies.flatMap((entry) => Object.entries(entry.predictedMs)
    .map(([profile, predicted]) => ({ entry, profile, predicted })));
  const values = pairs.flatMap(({ entry, predicted }) => [entry.measuredMedianMs + entry.spreadMs,
    Math.max(entry.measuredMedianMs / 2, entry.measuredMedianMs - entry.spreadMs), predicted]);
  const domain = [Math.min(...values) / 1.2, Math.max(...values) * 1.2];
  const size = Math.max(260, Math.min(host.clientWidth, 460));
  const box = { left: HOST_MARGIN.left, right: size - HOST_MARGIN.right, top: HOST_MARGIN.top, bottom: size - HOST_MARGIN.bottom };
  const x = scale(domain, [box.left, box.right], true);
  const y = scale(domain, [box.bottom, box.top], true);
  const profiles = [...new Set(pairs.map((pair) => pair.profile))];
  host.replaceChildren(s("svg", { width: size, height: size, role: "img", "aria-label": "Measured against predicted latency; the table beside holds the numbers" },
    axes(x, y, box, { x: "predicted, ms", y: "measured, ms" }, tickText),
    s("line", { class: "float-line", x1: box.left, y1: box.bottom, x2: box.right, y2: box.top }),
    pairs.map(({ entry, profile, predicted }) => s("g", { class: "host" },
      s("title", {}, `${entry.planId}: measured ${figure(entry.measuredMedianMs)} ms, ${profile} predicts ${figure(predicted)} ms`),
      s("line", { class: "interval", x1: x(predicted), x2: x(predicted), y1: y(entry.measuredMedianMs + entry.spreadMs),
        y2: y(Math.max(domain[0], entry.measuredMedianMs - entry.spreadMs)) }),
      hostMark(profiles.indexOf(profile), x(predicted), y(entry.measuredMedianMs))))));
}

/** Another shape for each profile, so that colour is not needed. */
function hostMark(kind, cx, cy) {
  const mark = kind % 2 === 0 ? s("circle", { cx, cy, r: 5 }) : s("rect", { x: cx - 4.5, y: cy - 4.5, width: 9, height: 9 });
  mark.style.fill = kind % 2 === 0 ? "var(--front)" : "var(--baseline)";
  return mark;
}

function hostSection(report, host) {
  const profiles = [...new Set(report.hostLatencies.flatMap((entry) => Object.keys(entry.predictedMs)))];
  const rows = report.hostLatencies.map((entry) => h("tr", {}, h("th", { scope: "row" }, entry.planId),
    h("td", { class: "number" }, `${figure(entry.measuredMedianMs)} ± ${figure(entry.spreadMs)}`),
    profiles.map((profile) => h("td", { class: "number" }, profile in entry.predictedMs
      ? `${figure(entry.predictedMs[profile])} (${(entry.predictedMs[profile] / entry.measuredMedianMs).toFixed(2)}×)` : "–"))));
  return section("host", "Predicted beside measured",
    h("p", {}, "Latency of plans timed on the machine that searched, beside what profiles predict that were measured on a processor of the same name, though not always on this very machine. On the dashed line prediction and measurement are equal. The search used predictions only."),
    h("div", { class: "columns" }, h("div", { class: "panel" }, host),
      h("div", { class: "panel" }, table(["plan", "measured, ms", ...profiles.map((profile) => `${profile}, ms (of measured)`)], rows,
        { "aria-label": "predicted and measured latencies" }))));
}

function verificationSection(report) {
  if (report.verifications.length === 0) {
    return section("verification", "Verification", h("p", { class: "muted" }, "No plan was exported and verified in this run yet."));
  }
  const rows = report.verifications.map((entry) => h("tr", {}, h("th", { scope: "row" }, entry.plan),
    h("td", {}, `${entry.consumer}, fusion ${entry.fusion}`),
    h("td", {}, h("span", { class: entry.verified ? "badge ok" : "badge flag" }, entry.verified ? "verified" : "not verified")),
    h("td", { class: "number" }, report.quality.scores ? percent(entry.agreement, 3) : `${percent(entry.agreement, 3)} off`),
    h("td", { class: "number" }, ratedText(entry.quality)),
    h("td", { class: "number" }, figure(entry.planImagesPerSecond)),
    h("td", { class: "number" }, entry.floatImagesPerSecond > 0 ? `${(entry.planImagesPerSecond / entry.floatImagesPerSecond).toFixed(2)}×` : "–")));
  return section("verification", "Verification",
    h("p", {}, `Each exported plan was run by its consumer on the test samples. ${report.quality.scores ? "Agreement is the share of samples on which the consumer chooses the same class as Vernier’s integer kernels." : "Agreement is how far the consumer’s outputs are off those of Vernier’s integer kernels, as a share of what they are."} Speeds were measured on one thread, in turn with the float network.`),
    h("div", { class: "panel" }, table(["plan", "consumer", "verdict", "agreement", `test ${report.quality.label}`, "images/s", "of float"], rows,
      { "aria-label": "verification of exported plans" })));
}

/** Ids of flagged plans by reason; figures in brackets, which differ from plan to plan, stay on the plans' cards. */
function plansByReason(flags) {
  const plans = new Map();
  for (const [id, reasons] of Object.entries(flags)) {
    for (const reason of reasons) {
      const words = reason.replaceAll(/ \([^)]*\)/g, "");
      plans.set(words, [...(plans.get(words) ?? []), id]);
    }
  }
  return [...plans];
}

/** Plans that gain nothing, and what else to know before believing a figure. */
function cautions(profile) {
  const flagged = plansByReason(profile.flags);
  if (flagged.length === 0 && profile.warnings.length === 0) return "";
  const rows = flagged.map(([reason, ids]) => h("tr", {}, h("td", {}, reason),
    h("td", {}, ids.length > 1 && ids.length === profile.front.length ? `all ${ids.length} plans of the front` : ids.join(", "))));
  return section("cautions", `Before you rely on ${profile.name}`,
    h("p", { class: "muted" }, profile.description, profile.origin ? `. Figures: ${profile.origin}.` : ""),
    profile.warnings.length ? h("ul", { class: "notes" }, profile.warnings.map((warning) => h("li", {}, warning))) : "",
    flagged.length ? h("div", { class: "panel" }, table(["gains nothing over a uniform plan here, because", "plans"], rows,
      { "aria-label": "flagged plans" })) : "");
}

function provenanceSection(report) {
  return section("provenance", "Where this comes from",
    definitions([["model", `${report.model.file} (${plural(report.model.weights, "weight")}, ${WHOLE.format(report.model.macs)} multiply-accumulates per sample)`],
      ["model SHA-256", h("span", { class: "mono" }, report.model.sha256)],
      ["how the run ended", report.provenance.ending],
      ["trials", WHOLE.format(report.plans.length)],
      ...Object.entries(report.provenance.facts).map(([fact, value]) => [fact, h("span", { class: "mono" }, value)])], "facts"),
    h("details", {}, h("summary", {}, "Configuration"), h("pre", { tabindex: "0" }, report.provenance.configuration)),
    h("h3", {}, "What the numbers mean"),
    h("ul", { class: "notes" },
      [`${capital(report.quality.label)} comes from running each plan on exact integer kernels. The search compares plans on the search split; test samples are seen once, at the end.`,
        "Intervals are 95 % intervals: Wilson’s for shares of samples, else the percentile bootstrap’s. Plans whose intervals overlap widely may not differ.",
        "Costs come from the hardware profile, never from this machine’s clock, unless the profile says that it was measured here.",
        "Weights are stored at their widths with scales and biases; 8/4 means 8-bit weights and 4-bit inputs of a layer, 32 is float.",
        report.quality.scores
          ? "Divergence (KL) is the mean Kullback–Leibler divergence of the plan’s class distribution from the float network’s, in nats; 0 is identical."
          : "Divergence is the squared distance of the plan’s outputs from the float network’s, as a share of their squares; 0 is identical."]
        .map((line) => h("li", {}, line))));
}
