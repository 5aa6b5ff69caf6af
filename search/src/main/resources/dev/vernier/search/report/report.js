// The page: reads the data, keeps what is selected, and draws the sections again when that changes.

/** Gives the data's rows names, and finds things by id. */
function prepared(data) {
  data.layerIndex = new Map(data.layers.map((layer, i) => [layer.name, i]));
  for (const profile of data.profiles) {
    profile.points = profile.points.map(([plan, [quality, low, high], divergence, costs, test]) => {
      const [id, weights, activations] = data.plans[plan];
      return { id, weights, activations, quality, low, high, divergence, costs, test };
    });
    profile.byId = new Map(profile.points.map((point) => [point.id, point]));
    profile.frontPoints = profile.front.map((id) => profile.byId.get(id)).filter((point) => point);
    for (const [id, steps] of Object.entries(profile.steps)) {
      profile.steps[id] = steps.map(([part, layer, direction, bits, others, divergence, costs]) => ({ part, layer, direction, bits, others, divergence, costs }));
    }
    profile.movable = new Set(Object.values(profile.steps).flat().map((step) => step.part + step.layer));
  }
  return data;
}

const report = prepared(JSON.parse(document.getElementById("data").textContent));
const state = { profile: 0, cost: 0, range: "near", plan: undefined };
const parts = {};

const profileNow = () => report.profiles[state.profile];

function choose(profile) {
  state.profile = profile;
  state.cost = firstVaried(profileNow());
  if (!profileNow().byId.has(state.plan)) state.plan = recommended(profileNow());
}

/** The first cost in which the front's plans differ: a flat axis shows nothing. */
const firstVaried = ({ costs, frontPoints }) =>
  Math.max(0, costs.findIndex((_, i) => new Set(frontPoints.map((point) => point.costs[i])).size > 1));

/** The plan of the headline, else the best one. */
const recommended = (profile) =>
  profile.front.find((id) => profile.headline.split(/[ ,.]+/).includes(id)) ?? profile.front[0];

function select(plan) {
  state.plan = plan;
  parts.chart?.mark(plan);
  drawPlan();
}

function header() {
  document.getElementById("header").append(
    h("p", { class: "kicker" }, "Vernier · precision, layer by layer"),
    h("h1", {}, report.name),
    h("p", { class: "muted" }, `${report.model.file}, ${plural(report.layers.length, "layer")}, ${plural(report.plans.length, "plan")} run, ${plural(report.profiles.length, "device")}. ${report.provenance.ending}`),
    h("div", { class: "scale", "aria-hidden": "true" }),
    h("ul", { class: "headlines" }, report.profiles.map((profile) => h("li", {}, profile.headline))));
}

function toolbar() {
  const tabs = report.profiles.map((profile, i) => h("button", { type: "button", role: "tab", id: `tab-${i}`, "aria-controls": "profile",
    onclick: () => tab(i), onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) tab((i + step + tabs.length) % tabs.length);
    } }, profile.name));
  const tab = (i) => {
    choose(i);
    markTabs();
    tabs[i].focus();
    draw();
  };
  const markTabs = () => tabs.forEach((button, i) => {
    button.setAttribute("aria-selected", String(i === state.profile));
    button.tabIndex = i === state.profile ? 0 : -1;
  });
  markTabs();
  document.getElementById("toolbar").append(h("div", { class: "tabs", role: "tablist", "aria-label": "Device" }, tabs),
    h("button", { type: "button", id: "theme", "aria-label": "Light or dark", onclick: turnTheme }, "◐ ", h("span", {}, "Light or dark")));
}

/** From what the system prefers to the other, and back. */
function turnTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

function frontSection(profile) {
  const costs = h("select", { id: "cost", onchange: (event) => {
    state.cost = Number(event.target.value);
    drawFrontChart();
    drawMaps();
  } }, profile.costs.map((cost, i) => h("option", { value: i, selected: i === state.cost }, withUnit(cost.label, cost.unit && `(${cost.unit})`))));
  const ranges = [["near", "Near the best"], ["all", "All trials"]].map(([range, title]) => h("button", { type: "button",
    "data-range": range, onclick: () => {
      state.range = range;
      drawFrontChart();
    } }, title));
  parts.ranges = ranges;
  parts.chartHost = h("div", { class: "chart" });
  parts.hidden = h("span", { class: "muted" });
  const sample = (mark) => s("svg", { width: 22, height: 14, "aria-hidden": "true" }, mark);
  return section("front", `The front on ${profile.name}`,
    h("p", {}, profile.description, h("span", { class: "muted" }, `. Quantized with ${profile.scheme}.`)),
    h("div", { class: "panel" },
      h("div", { class: "controls" }, h("label", {}, `${capital(report.quality.label)} against`, costs), h("span", { class: "group", role: "group", "aria-label": "Part shown" }, ranges), parts.hidden),
      parts.chartHost,
      h("ul", { class: "legend" },
        h("li", {}, sample(s("g", { class: "plan" }, s("circle", { cx: 11, cy: 7, r: 5 }))), "plan of the front"),
        profile.costs.length > 1 ? h("li", {}, sample(s("g", { class: "plan aside" }, s("circle", { cx: 11, cy: 7, r: 5 }))), "on the front for another cost’s sake") : "",
        h("li", {}, sample(s("line", { class: "interval", x1: 11, x2: 11, y1: 0, y2: 14 })), "95 % interval"),
        h("li", {}, sample(s("path", { class: "test", d: "M4 7h14" })), `test ${report.quality.label}`),
        h("li", {}, sample(s("g", { class: "baseline" }, s("rect", { x: 7, y: 3, width: 8, height: 8, transform: "rotate(45 11 7)" }))), "baseline"),
        h("li", {}, sample(s("circle", { class: "trial", cx: 11, cy: 7, r: 3 })), "other trial"))));
}

function drawFrontChart() {
  const profile = profileNow();
  if (profile.frontPoints.length === 0 || profile.costs.length === 0) {
    parts.chartHost.replaceChildren(h("p", { class: "muted" }, "Nothing to draw yet: no plan was run, or nothing is priced."));
    return;
  }
  parts.chart = drawFront(parts.chartHost, report, profile, state, select);
  parts.chart.mark(state.plan);
  parts.hidden.textContent = parts.chart.hidden ? `${plural(parts.chart.hidden, "trial")} outside of the picture` : "";
  parts.ranges.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.range === state.range)));
}

function drawMaps() {
  parts.maps.replaceChildren(...(profileNow().costs.length ? heatMaps(report, profileNow(), state, select) : []));
}

function drawPlan() {
  drawMaps();
  parts.planTitle.textContent = state.plan ? `Plan ${state.plan}, layer by layer` : "The plan, layer by layer";
  parts.plan.replaceChildren(...planSection(report, profileNow(), state));
}

/** All that depends on the profile. */
function draw() {
  const profile = profileNow();
  parts.chart = undefined;
  parts.profile.setAttribute("aria-labelledby", `tab-${state.profile}`);
  parts.maps = h("div");
  parts.plan = h("div");
  const planPart = section("plan", "", parts.plan);
  parts.planTitle = planPart.firstChild;
  parts.dots = h("div", { class: "columns" });
  parts.profile.replaceChildren(frontSection(profile),
    section("maps", "Bits along the front", parts.maps),
    planPart,
    profile.sensitivity ? section("sensitivity", "How sensitive each layer is",
      h("p", {}, "Each dot is one measurement: this layer alone at the width written in the dot, everything else at its widest. Further right means that the network’s answers change more."), parts.dots) : "",
    cautions(profile));
  drawFrontChart();
  drawPlan();
  drawSized();
}

/** What has to know how wide the page is. */
function drawSized() {
  if (profileNow().sensitivity) drawSensitivity(parts.dots, report, profileNow());
  if (parts.host) drawHostLatency(parts.host, report);
}

function start() {
  choose(0);
  header();
  toolbar();
  parts.profile = h("div", { id: "profile", role: "tabpanel" });
  const common = [verificationSection(report), provenanceSection(report)];
  if (report.hostLatencies.length > 0) {
    parts.host = h("div");
    common.unshift(hostSection(report, parts.host));
  }
  document.getElementById("main").append(parts.profile, ...common);
  draw();
  let drawnAt = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === drawnAt) return;
    drawnAt = innerWidth;
    drawFrontChart();
    drawSized();
  });
  // The second frame begins when the first one was laid out and painted.
  requestAnimationFrame(() => requestAnimationFrame(() => {
    document.documentElement.dataset.ready = performance.now().toFixed(0);
  }));
}

start();
