"use strict";
// Elements and numbers. Text enters the page through text nodes only, so names from a model stay text whatever they hold.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== ""));
  return node;
}

/** An HTML element: attributes, listeners under on…, then children; strings become text. */
const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** The same for SVG. */
const s = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** So many significant digits; whole numbers in full. */
function figure(value, digits = 4) {
  if (Number.isInteger(value) || Math.abs(value) >= 10000) return WHOLE.format(value).replace("-", "−");
  const rounded = Number(value.toPrecision(digits));
  const text = Math.abs(rounded) < 1e-4 && rounded !== 0 ? rounded.toExponential(digits - 1) : String(rounded);
  return text.replace("-", "−");
}

const percent = (share, digits = 2) => `${(100 * share).toFixed(digits)} %`;

const signed = (value, text = figure(Math.abs(value))) => (value === 0 ? "±0" : `${value < 0 ? "−" : "+"}${text}`);

/** A change of a share, in percent; small ones keep a digit. */
const signedPercent = (share) => signed(share, `${Math.abs(100 * share).toFixed(Math.abs(share) < 0.1 ? 1 : 0)} %`);

const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

/** A quality, in percent where it is a share. */
const rated = (value) => (report.quality.proportion ? percent(value) : figure(value));

const ratedText = ([value, low, high]) => (report.quality.proportion
  ? `${percent(value)} (${(100 * low).toFixed(2)}…${(100 * high).toFixed(2)})` : `${figure(value)} (${figure(low)}…${figure(high)})`);

/** How much better one quality is than another: above 0 where it is. */
const gain = (a, b) => (report.quality.maximised ? a - b : b - a);

/** What divergences are called, and their unit. */
const divergence = () => (report.quality.scores ? { name: "KL", unit: "nats" } : { name: "divergence", unit: "" });

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const plural = (count, word) => `${WHOLE.format(count)} ${word}${count === 1 ? "" : "s"}`;

/** The width that a character of a plan stands for. */
const width = (character) => ({ f: "32", w: "16" })[character] ?? character;

const bitsBadge = (character) => h("span", { class: "bits", "data-bits": width(character) }, width(character));

const definitions = (entries, name = "figures") =>
  h("dl", { class: name }, entries.map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)]));

/** A table in a box of its own that scrolls when it is wider than the page. */
function table(head, rows, attributes = {}) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": attributes["aria-label"] ?? "table" },
    h("table", { class: "data", ...attributes },
      h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", {}, rows)));
}

const section = (id, title, ...children) =>
  h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...children);
