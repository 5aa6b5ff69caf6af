// Scales and axes.

/** Maps a domain onto pixels, along a line or its logarithm. */
function scale([low, high], [from, to], logarithmic = false) {
  const position = logarithmic ? Math.log10 : (value) => value;
  const start = position(low);
  const extent = position(high) - start;
  const map = (value) => from + ((position(value) - start) / extent) * (to - from);
  return Object.assign(map, { domain: [low, high], logarithmic });
}

/** Some room around values; around a single one as well. */
function padded(low, high, share = 0.05) {
  const extent = high - low || Math.abs(high) * 0.2 || 1;
  return [low - share * extent, high + share * extent];
}

/** Round values within the scale's domain, about as many as asked for. */
function ticks({ domain: [low, high], logarithmic }, wanted) {
  if (logarithmic) {
    const decades = [];
    for (let exponent = Math.ceil(Math.log10(low) - 1e-9); 10 ** exponent <= high * (1 + 1e-9); exponent++) decades.push(exponent);
    const every = Math.max(1, Math.ceil(decades.length / wanted));
    const found = decades.filter((exponent) => exponent % every === 0).map((exponent) => Number(`1e${exponent}`));
    if (found.length >= 2) return found;
  }
  const rough = (high - low) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * [1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** Short text for a value on an axis: 25k, 1e−4. */
function tickText(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(4))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(4))}k`;
  if (size < 1e-3 && size > 0) return value.toExponential(0).replace("e-", "e−");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

const text = (x, y, content, attributes = {}) => s("text", { x, y, ...attributes }, content);

/** Grid lines, numbers and titles of both axes of a box. */
function axes(x, y, box, titles, yText) {
  const across = ticks(x, Math.max(3, Math.floor((box.right - box.left) / 95)));
  const up = ticks(y, Math.max(3, Math.floor((box.bottom - box.top) / 60)));
  return s("g", { "aria-hidden": "true" },
    up.map((value) => [
      s("line", { class: "grid", x1: box.left, x2: box.right, y1: y(value), y2: y(value) }),
      text(box.left - 8, y(value) + 4, yText(value), { "text-anchor": "end" })]),
    across.map((value) => [
      s("line", { class: "grid", x1: x(value), x2: x(value), y1: box.top, y2: box.bottom }),
      text(x(value), box.bottom + 18, tickText(value), { "text-anchor": "middle" })]),
    s("line", { class: "axis", x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom }),
    text(box.right, box.bottom + 36, titles.x, { "text-anchor": "end" }),
    text(box.left, box.top - 10, titles.y, { "text-anchor": "start" }));
}
