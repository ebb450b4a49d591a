// Years, counts and sizes: a histogram that is dragged over, and two boxes for exact bounds.

const SVG = "http://www.w3.org/2000/svg";

/** @param {Catalog} catalog @param {HTMLElement} place
 * @param {(key: string, bounds: [number?, number?] | null) => void} act */
const makeScales = (catalog, place, act) => {
  const updates = catalog.ranges.map((range) => makeScale(range, place, act));
  /** @param {Result} result @param {State} state */
  const update = (result, state) => {
    for (const one of updates) one(result, state);
  };
  return { update };
};

/** @param {string} name @param {Record<string, string>} attributes */
const draw = (name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

/** @param {Scale} range @param {HTMLElement} place
 * @param {(key: string, bounds: [number?, number?] | null) => void} act
 * @returns {(result: Result, state: State) => void} */
const makeScale = (range, place, act) => {
  const bars = range.totals.length;
  const most = Math.max(...range.totals);
  const all = draw("path", { class: "all" });
  const out = draw("path", { class: "out" });
  const chosen = draw("path", { class: "in" });
  const picture = draw("svg", { viewBox: `0 0 ${bars * 10} 100`, preserveAspectRatio: "none", "aria-hidden": "true" });
  picture.append(all, out, chosen);
  const area = h("div", { class: "bars" });
  area.append(picture);
  const tip = h("p", { class: "tip" });
  const clear = button("Clear", () => act(range.key, null), "link", { "aria-label": `Clear ${range.title}` });
  const [from, to] = ["from", "to"].map((which) => h("input", {
    type: "text", inputmode: range.unit === "year" ? "numeric" : null, autocomplete: "off", spellcheck: "false",
    "aria-label": `${range.title} ${which}`, onchange: () => typed(),
  }));
  const known = range.values.filter((value) => value !== null);
  const ends = [Math.min(.../** @type {number[]} */ (rangeEnds(known))), Math.max(.../** @type {number[]} */ (rangeEnds(known)))];
  from.placeholder = shortNumber(range.unit, ends[0]);
  to.placeholder = shortNumber(range.unit, ends[1]);
  const box = h("fieldset", { class: "scale" }, h("legend", {}, range.title), area, tip,
    h("div", { class: "bounds" }, from, h("span", { "aria-hidden": "true" }, "–"), to, clear));
  place.append(box);

  const typed = () => {
    const values = [from, to].map((one) => (one.value.trim() ? readAmount(one.value, range.unit) : undefined));
    const isWrong = [from, to].map((one, at) => !!one.value.trim() && values[at] === undefined);
    [from, to].forEach((one, at) => one.setAttribute("aria-invalid", `${isWrong[at]}`));
    if (isWrong.some(Boolean)) return toast(`Give ${range.unit === "year" ? "a year" : range.unit === "bytes" ? "a size, such as 1.5 GB" : "a number, such as 20k"}`);
    const [least, most] = values;
    const isInverted = least !== undefined && most !== undefined && least > most;
    act(range.key, least === undefined && most === undefined ? null : isInverted ? [most, least] : [least, most]);
  };

  /** Turn bars into bounds: round at the lower end, the largest value there is at the upper.
   * @param {number} a @param {number} b @returns {[number?, number?] | null} */
  const boundsOf = (a, b) => {
    const [first, last] = a < b ? [a, b] : [b, a];
    let largest = -Infinity;
    range.values.forEach((value, entry) => {
      const bin = range.bins[entry];
      if (value !== null && bin >= first && bin <= last && value > largest) largest = value;
    });
    if (first === 0 && last === bars - 1) return null;
    const upper = largest < range.edges[first] ? Math.max(range.edges[first], range.edges[last + 1] - 1) : largest;
    return [first === 0 ? undefined : range.edges[first], last === bars - 1 ? undefined : range.unit === "year" ? range.edges[last + 1] - 1 : upper];
  };

  const barAt = (/** @type {PointerEvent} */ event) => {
    const place = area.getBoundingClientRect();
    return Math.min(bars - 1, Math.max(0, Math.floor(((event.clientX - place.left) / place.width) * bars)));
  };
  let start = -1;
  let before = "";
  /** @type {number[]} */
  let counts = range.totals;
  /** @type {[number?, number?] | null} */
  let bounds = null;
  area.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    start = barAt(event);
    before = `${bounds}`;
    area.setPointerCapture(event.pointerId);
    act(range.key, boundsOf(start, start));
  });
  area.addEventListener("pointermove", (event) => {
    const at = barAt(event);
    const edge = range.unit === "year" && range.edges[at + 1] - range.edges[at] === 1
      ? `${range.edges[at]}` : `${shortNumber(range.unit, range.edges[at])}–${shortNumber(range.unit, range.edges[at + 1])}`;
    tip.textContent = `${edge}: ${counts[at]}`;
    if (start >= 0) act(range.key, boundsOf(start, at));
  });
  area.addEventListener("pointerup", (event) => {
    // A second click on the one chosen bar lets it go.
    if (start >= 0 && start === barAt(event) && before === `${boundsOf(start, start)}`) act(range.key, null);
    start = -1;
  });
  area.addEventListener("pointercancel", () => { start = -1; });
  area.addEventListener("pointerleave", () => { tip.textContent = axis(); });

  const axis = () => {
    const missing = range.values.length - known.length;
    return missing ? `known for ${showGrouped(known.length)} of ${showGrouped(range.values.length)}` : "";
  };

  /** @param {number[]} heights @param {(at: number) => boolean} shows */
  const path = (heights, shows) => heights.map((count, at) => {
    const height = count && shows(at) ? Math.max(3, (100 * count) / most) : 0;
    return height ? `M${at * 10 + 0.75} 100v-${height.toFixed(1)}h8.5v${height.toFixed(1)}z` : "";
  }).join("");

  all.setAttribute("d", path(range.totals, () => true));
  tip.textContent = axis();
  return (result, state) => {
    bounds = state.ranges.get(range.key) ?? null;
    counts = result.ranges.get(range.key) ?? range.totals;
    const [least = -Infinity, most = Infinity] = bounds ?? [];
    const isIn = (/** @type {number} */ at) => range.edges[at + 1] > least && range.edges[at] <= most;
    setAttribute(out, "d", path(counts, (at) => !isIn(at)));
    setAttribute(chosen, "d", path(counts, isIn));
    clear.hidden = !bounds;
    if (document.activeElement !== from) from.value = bounds?.[0] === undefined ? "" : showTyped(range.unit, bounds[0]);
    if (document.activeElement !== to) to.value = bounds?.[1] === undefined ? "" : showTyped(range.unit, bounds[1]);
    box.classList.toggle("active", !!bounds);
  };
};

/** @param {(number | null)[]} values @returns {number[]} */
const rangeEnds = (values) => {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
};

/** @param {string} unit @param {number} number */
const showTyped = (unit, number) => {
  const brief = shortNumber(unit, number);
  return readAmount(brief, unit) === number ? brief : showExactly(unit, number);
};
