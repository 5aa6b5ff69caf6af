// Layers: widths along the front, the selected plan, sensitivities.

const MOST_COLUMNS = 60;

/** At most so many of a list, spread evenly, both ends and one wanted item among them. */
function spread(list, most, wanted) {
  if (list.length <= most) return list;
  const chosen = new Set(Array.from({ length: most }, (_, i) => Math.round((i * (list.length - 1)) / (most - 1))));
  const index = list.indexOf(wanted);
  if (index >= 0) chosen.add(index);
  return list.filter((_, i) => chosen.has(i));
}

/** Weights and inputs of the front's plans, ordered by a cost. */
function heatMaps(report, profile, state, select) {
  const ordered = profile.frontPoints.toSorted((a, b) => a.costs[state.cost] - b.costs[state.cost] || gain(a.quality, b.quality));
  const columns = spread(ordered, MOST_COLUMNS, profile.byId.get(state.plan));
  return [
    h("p", {}, `Columns are the front’s plans, ordered by ${profile.costs[state.cost].label} from left to right`,
      columns.length < ordered.length ? ` (${columns.length} of ${ordered.length} shown)` : "", "; rows are layers in execution order. The number is the width in bits; the stronger the colour, the wider."),
    h("div", { class: "maps" }, heatMap("Weights", report, columns, (point) => point.weights, state, select),
      heatMap("Inputs (activations)", report, columns, (point) => point.activations, state, select))];
}

function heatMap(title, report, columns, bitsOf, state, select) {
  const chosen = (point) => (point.id === state.plan ? "chosen" : undefined);
  return h("div", { class: "panel" }, h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    h("table", { class: "heat" }, h("caption", {}, title),
      h("thead", {}, h("tr", {}, h("td"), columns.map((point) => h("th", { scope: "col" }, h("button", {
        type: "button", "aria-pressed": String(point.id === state.plan), onclick: () => select(point.id),
        title: `select ${point.id}: ${rated(point.quality)}` }, point.id))))),
      h("tbody", {}, report.layers.map((layer, row) => h("tr", {}, h("th", { scope: "row", title: layer.name }, layer.name),
        columns.map((point) => h("td", { "data-bits": width(bitsOf(point)[row]), class: chosen(point) }, width(bitsOf(point)[row])))))))));
}

/** Everything known about one plan, a row for each layer. */
function planSection(report, profile, state) {
  const point = profile.byId.get(state.plan);
  if (!point) return [h("p", { class: "muted" }, "No plan was found for this device yet.")];
  const steps = profile.steps[point.id];
  const latency = profile.costs.findIndex((cost) => cost.key === "latency_ms");
  const total = latency < 0 ? undefined : point.costs[latency];
  const parts = { latency: profile.latency.length > 0 && total > 0, steps: steps !== undefined, sensitivity: profile.sensitivity };
  const head = ["layer", "weights", "inputs", "bytes",
    ...(parts.latency ? ["latency"] : []),
    ...(parts.sensitivity ? [`weights alone, ${divergence().name}`, `inputs alone, ${divergence().name}`] : []),
    ...(parts.steps ? ["weights narrower", "weights wider", "inputs narrower", "inputs wider"] : [])];
  const rows = report.layers.map((layer, i) => h("tr", {}, h("th", { scope: "row" }, layer.name,
    h("div", { class: "muted small" }, `${layer.kind} ${layer.shape}`)), layerCells(report, profile, point, i, parts, total)));
  return [h("div", { class: "panel summary" }, planCard(report, profile, point)),
    stepWords(profile, parts), h("div", { class: "panel" }, table(head, rows, { "aria-label": `layers of ${point.id}` }))];
}

function layerCells(report, profile, point, i, parts, total) {
  const layer = report.layers[i];
  const [weights, inputs] = [point.weights[i], point.activations[i]];
  const number = (content) => h("td", { class: "number" }, content);
  const cells = [h("td", {}, bitsBadge(weights)), h("td", {}, bitsBadge(inputs),
    layer.tied.length ? h("div", { class: "muted small" }, "with ", layer.tied.join(", ")) : ""),
    number(figure(layer.weightBytes[width(weights)] ?? 0))];
  if (parts.latency) cells.push(number(latencyShare(profile.latency[i][`${width(weights)}/${width(inputs)}`], total)));
  if (parts.sensitivity) {
    cells.push(number(divergenceAt(profile.sensitivity.weights[i], width(weights))),
      number(divergenceAt(profile.sensitivity.activations[i], width(inputs))));
  }
  if (parts.steps) {
    const reader = Math.min(i, ...layer.tied.map((name) => report.layerIndex.get(name)));
    for (const [part, index] of [["w", i], ["a", reader]]) {
      for (const direction of [-1, 1]) cells.push(stepCell(profile, point, part, index, direction));
    }
  }
  return cells;
}

function latencyShare(milliseconds, total) {
  if (milliseconds === undefined) return "–";
  const share = milliseconds / total;
  const bar = h("i");
  bar.style.width = `${Math.min(100, 100 * share)}%`;
  return [percent(share, 1), h("span", { class: "bar", "aria-hidden": "true" }, bar)];
}

/** The divergence measured at the nearest width that is not wider. */
function divergenceAt(byBits, bits) {
  const known = Object.keys(byBits).map(Number).sort((a, b) => a - b);
  const nearest = known.filter((candidate) => candidate <= Number(bits)).at(-1) ?? known[0];
  return nearest === undefined ? "–" : figure(byBits[nearest], 3);
}

function stepCell(profile, point, part, layer, direction) {
  const step = profile.steps[point.id].find((candidate) =>
    candidate.part === part && candidate.layer === layer && candidate.direction === direction);
  if (!step) return h("td", { class: "step muted" }, profile.movable.has(part + layer) ? "not legal" : "fixed");
  const moved = h("div", {}, "→ ", bitsBadge(String(step.bits)));
  if (step.costs.length < profile.costs.length) return h("td", { class: "step" }, moved, h("div", { class: "muted" }, "does not fit"));
  const change = (value, shown, better) => (value ? h("div", { class: better ? "less" : "more" }, shown) : "");
  const searched = profile.costs.map((cost, i) => ({ cost, change: step.costs[i], value: point.costs[i] })).filter(({ cost }) => cost.searched);
  return h("td", { class: "step" }, moved, change(step.divergence, `${signed(step.divergence, figure(Math.abs(step.divergence), 2))} ${divergence().name}`, step.divergence < 0),
    searched.map((entry) => change(entry.change, costChange(entry), (entry.change < 0) !== entry.cost.maximised)),
    searched.every((entry) => entry.change === 0) ? h("div", { class: "muted" }, "costs stay") : "",
    step.others ? h("div", { class: "muted" }, `${plural(step.others, "other width")} give way`) : "");
}

/** Units tell costs apart; what has none is named. */
function costChange({ cost, change, value }) {
  return withUnit(signed(change), cost.unit || cost.label) + (value === 0 ? "" : ` (${signedPercent(change / value)})`);
}

/** How far the foretold changes can be trusted. */
function stepWords(profile, parts) {
  if (!parts.steps) {
    return h("p", { class: "muted" }, "What one level more or less would do was worked out for a selection of the front’s plans; this is none of them.");
  }
  const prediction = profile.sensitivity?.prediction;
  return h("p", {}, "The last columns say what moving one width by one level would do. Costs are priced exactly by the profile; the change of divergence is predicted by adding sensitivities. ",
    prediction ? `In this run such predictions ranked ${plural(prediction.trials, "trial")} with a correlation of ${prediction.spearman.toFixed(2)} (Spearman) and were off by ${percent(prediction.medianError, 0)} in the median.`
      : parts.sensitivity ? "" : "Sensitivities were not measured in this run.");
}

/** One dot for each layer and width, on a logarithmic axis. */
function drawSensitivity(host, report, profile) {
  if (divergences(profile.sensitivity).length === 0) {
    host.replaceChildren(h("p", { class: "muted" }, "No layer alone changed the network’s answers at any width that was measured."));
    return;
  }
  host.replaceChildren(...[["Weights", profile.sensitivity.weights], ["Inputs (activations)", profile.sensitivity.activations]]
    .map(([title, byLayer]) => {
      const panel = h("div", { class: "panel" }, h("h3", {}, title));
      panel.size = () => panel.append(dotPlot(report, byLayer, profile.sensitivity, panel.clientWidth - 26, title));
      return panel;
    }));
  for (const panel of host.children) panel.size();
}

/** Those that a logarithmic axis can show. */
const divergences = (sensitivity) =>
  [...sensitivity.weights, ...sensitivity.activations].flatMap((byBits) => Object.values(byBits)).filter((value) => value > 0);

function dotPlot(report, byLayer, sensitivity, size, title) {
  const values = divergences(sensitivity);
  const labels = Math.min(150, size * 0.36);
  const box = { left: labels, right: size - 14, top: 8, bottom: 8 + 24 * report.layers.length };
  const x = scale([Math.min(...values) / 1.5, Math.max(...values) * 1.5], [box.left, box.right], true);
  const drawing = s("svg", { width: size, height: box.bottom + 42, role: "img", "aria-label": `${title}: divergence of each layer by width; the table of the selected plan holds the numbers` });
  for (const value of ticks(x, Math.max(3, Math.floor((box.right - box.left) / 70)))) {
    drawing.append(s("line", { class: "grid", x1: x(value), x2: x(value), y1: box.top, y2: box.bottom }),
      text(x(value), box.bottom + 16, tickText(value), { "text-anchor": "middle" }));
  }
  drawing.append(text(box.right, box.bottom + 34, report.quality.scores ? "divergence (KL) from float, nats" : "divergence from float", { "text-anchor": "end" }));
  const most = Math.floor(labels / 7.2);
  report.layers.forEach((layer, i) => {
    const cy = box.top + 24 * i + 12;
    drawing.append(s("line", { class: "grid", x1: box.left, x2: box.right, y1: cy, y2: cy }),
      text(box.left - 10, cy + 4, layer.name.length > most ? `…${layer.name.slice(1 - most)}` : layer.name, { "text-anchor": "end" }));
    for (const [bits, value] of Object.entries(byLayer[i]).reverse()) drawing.append(dot(x, bits, value, cy, layer.name));
  });
  return drawing;
}

function dot(x, bits, value, cy, name) {
  const cx = x(Math.max(value, x.domain[0]));
  const shades = { class: "dot", "data-width": bits };
  const mark = s("g", shades, s("title", {}, `${name}, ${bits} bits: ${figure(value)} nats`),
    s("circle", { cx, cy, r: 8.5 }), s("text", { x: cx, y: cy + 0.5 }, bits));
  mark.firstElementChild.nextSibling.style.fill = `var(--b${bits === "32" ? "f" : bits})`;
  mark.lastElementChild.style.fill = Number(bits) >= 5 ? "light-dark(#ffffff, #0b0e12)" : "var(--ink)";
  return mark;
}
