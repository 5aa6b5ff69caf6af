// The front of one profile: quality against a cost.

const MARGIN = { top: 26, right: 16, bottom: 46, left: 46 };
const NEAR_POINTS = 0.1;
const REACH = 26;

/** The plans that nothing beats in quality and this one cost, from the cheapest on. */
function staircase(profile, cost) {
  const worse = profile.costs[cost].maximised ? -1 : 1;
  const sorted = profile.frontPoints.toSorted((a, b) => worse * (a.costs[cost] - b.costs[cost]) || gain(b.quality, a.quality));
  const steps = [];
  for (const point of sorted) {
    if (steps.length === 0 || gain(point.quality, steps.at(-1).quality) > 0) steps.push(point);
  }
  return steps;
}

/** What a person asks of a point, in a small card. */
function planCard(report, profile, point) {
  const figures = [
    [`search ${report.quality.label}`, ratedText([point.quality, point.low, point.high])],
    ...(point.test ? [[`test ${report.quality.label}`, ratedText(point.test)]] : []),
    ...profile.costs.map((cost, i) => [cost.label, withUnit(figure(point.costs[i]), cost.unit)]),
    ["divergence", withUnit(figure(point.divergence), divergence().unit)]];
  return [h("h3", {}, point.id, badges(profile, point.id)), definitions(figures), bitStrip(point),
    ...(profile.flags[point.id] ?? []).map((reason) => h("div", { class: "small" }, reason))];
}

function badges(profile, id) {
  const known = [];
  if (profile.front.includes(id)) known.push(h("span", { class: "badge kind" }, "on the front"));
  if (profile.flags[id]) known.push(h("span", { class: "badge flag" }, "gains nothing"));
  return known;
}

function baselineCard(profile, baseline) {
  return [h("h3", {}, baseline.name, h("span", { class: "badge kind" }, "baseline")), definitions([
    ...(baseline.search === null ? [] : [[`search ${report.quality.label}`, rated(baseline.search)]]),
    ...(baseline.test ? [[`test ${report.quality.label}`, ratedText(baseline.test)]] : []),
    ...profile.costs.map((cost, i) => [cost.label,
      baseline.costs[i] === null ? "not legal here" : withUnit(figure(baseline.costs[i]), cost.unit)])])];
}

/** A plan's widths, a cell for each layer. */
function bitStrip(point) {
  const row = (name, bits) => [h("span", {}, name), h("span", { class: "cells" },
    [...bits].map((bit) => h("i", { "data-bits": width(bit) }, bits.length <= 24 ? width(bit) : "")))];
  return h("div", { class: "strip" }, row("weights", point.weights), row("inputs", point.activations));
}

/** The part of the plane that is shown: near the best quality, or all trials. */
function frame(profile, state) {
  const cost = state.cost;
  const best = profile.frontPoints.map((point) => point.quality).reduce((a, b) => (gain(a, b) >= 0 ? a : b));
  const near = (value) => gain(value, best) >= -NEAR_POINTS * (report.quality.relative ? Math.abs(best) : 1);
  const shown = state.range === "all" ? profile.points
    : profile.frontPoints.filter((point) => near(point.quality));
  const uniform = profile.baselines.filter((baseline) => baseline.name !== "float" && baseline.costs[cost] !== null
    && baseline.search !== null && (state.range === "all" || near(baseline.search)));
  const float = profile.baselines.filter((baseline) => baseline.name === "float" && baseline.search !== null);
  const across = [...shown.map((point) => point.costs[cost]), ...uniform.map((baseline) => baseline.costs[cost])];
  const up = [...shown.flatMap((point) => [point.low, point.high, ...(point.test ? [point.test[0]] : [])]),
    ...uniform.map((baseline) => baseline.search), ...float.map((baseline) => baseline.search)];
  return { x: padded(Math.min(...across), Math.max(...across)), y: padded(Math.min(...up), Math.max(...up), 0.03) };
}

/** Draws into a host; returns what marks the selected plan. */
function drawFront(host, report, profile, state, select) {
  const cost = profile.costs[state.cost];
  const size = { width: Math.max(280, host.clientWidth), height: host.clientWidth < 560 ? 340 : 440 };
  const box = { left: MARGIN.left, right: size.width - MARGIN.right, top: MARGIN.top, bottom: size.height - MARGIN.bottom };
  const shown = frame(profile, state);
  const x = scale(shown.x, [box.left, box.right]);
  const y = scale(shown.y, [box.bottom, box.top]);
  const inside = (across, up) => across >= shown.x[0] && across <= shown.x[1] && up >= shown.y[0] && up <= shown.y[1];
  const at = (point) => [x(point.costs[state.cost]), y(point.quality)];
  const visible = (point) => inside(point.costs[state.cost], point.quality);

  const ring = s("circle", { class: "selected-ring", r: 10, visibility: "hidden" });
  const hover = s("circle", { class: "hover-ring", r: 9, visibility: "hidden" });
  const tip = h("div", { class: "tip", role: "status", hidden: true });
  const drawing = s("svg", { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}`,
    role: "group", "aria-label": `${capital(report.quality.label)} against ${cost.label} on ${profile.name}; arrow keys move along the front, Enter selects` },
    axes(x, y, box, { x: withUnit(cost.label, cost.unit && `in ${cost.unit}`) + (cost.maximised ? " →" : ""), y: `${report.quality.label} on the search split${report.quality.proportion ? ", %" : ""}` },
      (value) => tickText(report.quality.proportion ? 100 * value : value)));

  const others = profile.points.filter((point) => !profile.front.includes(point.id));
  const trials = others.filter(visible);
  drawing.append(s("g", { "aria-hidden": "true" },
    trials.map((point) => s("circle", { class: "trial", cx: at(point)[0], cy: at(point)[1], r: 2.6 }))));
  drawing.append(...stepLine(profile, state.cost, x, y, box));

  const marks = profile.frontPoints.filter(visible).toSorted((a, b) => a.costs[state.cost] - b.costs[state.cost]
    || gain(a.quality, b.quality));
  const stairs = new Set(staircase(profile, state.cost));
  drawing.append(s("g", { "aria-hidden": "true" }, marks.map((point) => evidence(point, state.cost, x, y, box))));
  const targets = marks.map((point) => ({ point, at: at(point), card: () => planCard(report, profile, point), node:
    s("g", { class: stairs.has(point) ? "plan" : "plan aside", role: "button", tabindex: "-1", "data-plan": point.id,
      "aria-label": spoken(profile, point) }, s("circle", { cx: at(point)[0], cy: at(point)[1], r: 5.5 })) }));
  const compared = baselineMarks(profile, state.cost, x, y, inside, box, marks.map(at));
  drawing.append(...compared.drawn, s("g", {}, targets.map((target) => target.node)), hover, ring);
  host.replaceChildren(drawing, tip);

  const keyed = [...targets, ...compared.targets];
  const anything = [...keyed, ...trials.map((point) => ({ point, at: at(point), faint: true, card: () => planCard(report, profile, point) }))];
  const show = (target) => {
    hover.setAttribute("visibility", target ? "visible" : "hidden");
    tip.hidden = !target;
    if (!target) return;
    hover.setAttribute("cx", target.at[0]);
    hover.setAttribute("cy", target.at[1]);
    tip.replaceChildren(...target.card());
    place(tip, target.at, size);
  };
  pointing(drawing, anything, show, select);
  arrowKeys(keyed, show, select);
  return { hidden: profile.points.length - marks.length - trials.length, mark: (id) => {
    const target = anything.find((candidate) => candidate.point?.id === id);
    ring.setAttribute("visibility", target ? "visible" : "hidden");
    if (target) [ring.setAttribute("cx", target.at[0]), ring.setAttribute("cy", target.at[1])];
    keyed.forEach((candidate, i) => {
      candidate.node.setAttribute("tabindex", (target?.node ?? keyed[0].node) === candidate.node ? "0" : "-1");
      if (candidate.point) candidate.node.setAttribute("aria-pressed", candidate.point.id === id);
    });
  } };
}

const spoken = (profile, point) => [point.id, `${report.quality.label} ${rated(point.quality)}`,
  ...profile.costs.map((cost, i) => `${cost.label} ${withUnit(figure(point.costs[i]), cost.unit)}`)].join(", ");

/** The staircase, cut at the frame by a clip. */
function stepLine(profile, cost, x, y, box) {
  const path = staircase(profile, cost).map((point, i) => {
    const [px, py] = [x(point.costs[cost]), y(point.quality)];
    return i === 0 ? `M${px} ${py}` : `H${px}V${py}`;
  }).join("");
  return [s("clipPath", { id: "frame" }, s("rect", { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top })),
    s("path", { class: "front-line", d: path, "clip-path": "url(#frame)" })];
}

/** A plan's interval, and its test figure where there is one. */
function evidence(point, cost, x, y, box) {
  const px = x(point.costs[cost]);
  const kept = (value) => Math.min(box.bottom, Math.max(box.top, y(value)));
  return [
    s("line", { class: "interval", x1: px, x2: px, y1: kept(point.low), y2: kept(point.high) }),
    point.test && kept(point.test[0]) === y(point.test[0])
      ? s("path", { class: "test", d: `M${px - 6} ${y(point.test[0])}h12` }) : ""];
}

/** A rectangle around a point, as [left, top, right, bottom]. */
const around = ([x, y], reach) => [x - reach, y - reach, x + reach, y + reach];

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * Where the name of a mark has room: beside, below or above it, off the front's dots where that is possible; nowhere when
 * other names are in the way everywhere. Names are a little narrower than assumed.
 */
function labelPlace([px, py], name, names, dots, box) {
  const wide = 7.6 * name.length;
  const places = [[px + 11, py + 4], [px - 11 - wide, py + 4], [px - wide / 2, py + 21], [px - wide / 2, py - 11]]
    .map(([left, base]) => ({ x: left, y: base, area: [left, base - 11, left + wide, base + 3] }))
    .filter(({ area }) => area[0] >= box.left && area[2] <= box.right + MARGIN.right && area[1] >= box.top && area[3] <= box.bottom)
    .filter(({ area }) => !names.some((other) => overlap(area, other)));
  return places.find(({ area }) => !dots.some((dot) => overlap(area, dot))) ?? places[0];
}

/** Baselines as squares with names, where these have room; float, whose costs are beyond the picture, as a line. */
function baselineMarks(profile, cost, x, y, inside, box, front) {
  const known = profile.baselines.filter((baseline) => baseline.search !== null);
  const placed = known.filter((baseline) => baseline.costs[cost] !== null && inside(baseline.costs[cost], baseline.search))
    .map((baseline) => ({ baseline, at: [x(baseline.costs[cost]), y(baseline.search)] }));
  const taken = placed.map((mark) => around(mark.at, 8));
  const dots = front.map((dot) => around(dot, 6));
  const drawn = [];
  for (const baseline of known.filter(({ name }) => name === "float")) {
    const py = y(baseline.search);
    if (py < box.top || py > box.bottom) continue;
    const name = `float ${rated(baseline.search)}`;
    taken.push([box.left + 6, py - 17, box.left + 6 + 7.6 * name.length, py - 3]);
    drawn.push(s("line", { class: "float-line", x1: box.left, x2: box.right, y1: py, y2: py, "aria-hidden": "true" }),
      text(box.left + 6, py - 6, name, { class: "baseline-label", "aria-hidden": "true" }));
  }
  const targets = placed.map(({ baseline, at: [px, py] }) => {
    const place = labelPlace([px, py], baseline.name, taken, dots, box);
    if (place) taken.push(place.area);
    const node = s("g", { class: "baseline", role: "img", tabindex: "-1", "data-baseline": baseline.name,
      "aria-label": `baseline ${baseline.name}, ${report.quality.label} ${rated(baseline.search)}` },
      s("rect", { x: px - 6, y: py - 6, width: 12, height: 12, transform: `rotate(45 ${px} ${py})` }),
      place ? text(place.x, place.y, baseline.name, { class: "baseline-label" }) : "");
    return { at: [px, py], node, card: () => baselineCard(profile, baseline) };
  });
  return { drawn: [...drawn, ...targets.map((target) => target.node)], targets };
}

/** Puts a tip beside a point, or where there is no room above or below it. */
function place(tip, [px, py], size) {
  const [across, up] = [tip.offsetWidth, tip.offsetHeight];
  const left = px + 16 + across <= size.width ? px + 16 : px - 16 - across;
  const beside = left >= 0;
  const over = py < size.height / 2 ? py + 16 : py - 16 - up;
  tip.style.left = `${beside ? left : Math.max(0, (size.width - across) / 2)}px`;
  tip.style.top = `${beside ? Math.max(0, Math.min(py - up / 2, size.height - up)) : over}px`;
}

/** Mouse and touch: the nearest mark within reach; faint ones only when nothing else is near. */
function pointing(drawing, targets, show, select) {
  const nearest = (event) => {
    const origin = drawing.getBoundingClientRect();
    const [px, py] = [event.clientX - origin.left, event.clientY - origin.top];
    let best = { distance: REACH };
    for (const target of targets) {
      const distance = Math.hypot(target.at[0] - px, target.at[1] - py) * (target.faint ? 2.5 : 1);
      if (distance < best.distance) best = { distance, target };
    }
    return best.target;
  };
  drawing.addEventListener("pointermove", (event) => show(nearest(event)));
  drawing.addEventListener("pointerleave", () => show(undefined));
  drawing.addEventListener("click", (event) => {
    const target = nearest(event);
    show(target);
    if (target?.point) select(target.point.id);
  });
}

/** One mark is in the order of tabs; arrows move to the others. */
function arrowKeys(targets, show, select) {
  const moves = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  targets.forEach((target, i) => {
    target.node.addEventListener("focus", () => show(target));
    target.node.addEventListener("blur", () => show(undefined));
    target.node.addEventListener("keydown", (event) => {
      const next = event.key === "Home" ? 0 : event.key === "End" ? targets.length - 1 : i + (moves[event.key] ?? 0);
      if (event.key === "Escape") show(undefined);
      if ((event.key === "Enter" || event.key === " ") && target.point) select(target.point.id);
      else if (next === i || !targets[next]) return;
      else targets[next].node.focus();
      event.preventDefault();
    });
  });
}
