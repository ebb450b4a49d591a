// The entries of a selection as cards or a table: of thousands, those in view are in the document.

const CARD = { least: 17.5, height: 11, gap: 0.75 };
const ROW = { height: 2.75 };
const MOST_TAGS = 6;

/** @typedef {{key: string, label: string, width: number, sort: string, number: boolean,
 *   fill: (entry: number) => Child[]}} TableColumn */

/** An entry in the document: where it stands, and what marks a query in it.
 * @typedef {{node: HTMLElement, entry: number, at: number, total: number, q: string, mark: (q: string) => void}} Drawn */

/** Show entries in a place, and keep those in view in the document.
 * @param {Catalog} catalog @param {HTMLElement} place
 * @param {{open: (entry: number) => void, sort: (key: string) => void,
 *   toggleCompare: (entry: number) => void}} act */
const makeList = (catalog, place, act) => {
  /** @type {{hits: number[], state: State}} */
  let shown = { hits: [], state: emptyState() };
  /** @type {Map<number, Drawn>} */
  let nodes = new Map();
  /** @type {TableColumn[]} */
  let columns = [];
  const body = h("div", { class: "body" });
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const layout = { columns: 1, pitch: 0, height: 0, width: 0, gap: 0, left: 0 };
  let printing = false;
  let drawn = "";

  /** @param {number[]} hits @param {State} state */
  const show = (hits, state) => {
    shown = { hits, state };
    // Everything is measured before anything changes, so that the browser lays out once.
    const [width, top] = measure();
    frame(width);
    fill(top);
    markCompared(state.compare);
  };

  /** @returns {[number, number]} the width there is, and how far the list has been scrolled */
  const measure = () => [place.clientWidth, -body.getBoundingClientRect().top];

  /** Work out the columns, and put the frame around the entries. */
  const frame = (/** @type {number} */ width) => {
    const isTable = shown.state.view === "table";
    layout.width = width;
    if (isTable) {
      columns = fitting(tableColumns(catalog, act), width / rem);
      Object.assign(layout, { columns: 1, height: ROW.height * rem, pitch: ROW.height * rem, gap: 0 });
      place.style.setProperty("--columns", columns.map((one, at) => (at ? `${one.width}rem` : "minmax(0, 1fr)")).join(" "));
    } else {
      const gap = CARD.gap * rem;
      const across = Math.max(1, Math.floor((width + gap) / (CARD.least * rem + gap)));
      Object.assign(layout, { columns: across, height: CARD.height * rem, pitch: CARD.height * rem + gap, gap });
    }
    const lines = Math.ceil(shown.hits.length / layout.columns);
    body.style.height = `${Math.max(0, lines * layout.pitch - layout.gap)}px`;
    const look = `${shown.state.view} ${shown.state.sort} ${columns.length} ${width}`;
    if (look === drawn) return;
    drawn = look;
    nodes.clear();
    body.replaceChildren();
    place.className = isTable ? "table" : "cards";
    for (const name of ["role", "aria-label", "aria-rowcount", "aria-colcount"]) place.removeAttribute(name);
    body.setAttribute("role", isTable ? "rowgroup" : "list");
    if (isTable) place.setAttribute("role", "table");
    (isTable ? place : body).setAttribute("aria-label", "Entries");
    if (body.parentNode !== place || isTable || place.children.length > 1) place.replaceChildren(...(isTable ? [head()] : []), body);
  };

  const head = () => {
    const sort = shown.state.sort;
    const cells = columns.map((one) => {
      const at = sort.replace(/^-/, "") === one.sort && one.sort ? (sort.startsWith("-") ? "descending" : "ascending") : "none";
      const next = at === "none" ? (one.number ? "-" : "") + one.sort : at === "descending" === one.number ? (one.number ? "" : "-") + one.sort : "";
      const label = one.sort ? button(one.label, () => act.sort(next), "") : one.label;
      return h("div", { role: "columnheader", "aria-sort": one.sort ? at : null, class: one.number ? "number" : "" }, label);
    });
    return h("div", { role: "rowgroup", class: "head" }, h("div", { role: "row", class: "row" }, ...cells));
  };

  /** Bring the entries in view into the document, and drop the others; the focused one stays. */
  const fill = (top = measure()[1]) => {
    const { hits } = shown;
    if (!layout.pitch) return;
    const over = shown.state.view === "table" ? 6 : 1;
    const first = printing ? 0 : Math.max(0, Math.floor(top / layout.pitch) - over) * layout.columns;
    const last = printing ? Math.min(hits.length, 1000)
      : Math.min(hits.length, (Math.ceil((top + window.innerHeight) / layout.pitch) + over) * layout.columns);
    const wanted = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
    for (const { node, entry, at } of nodes.values()) {
      const isFar = (at < first || at >= last) && hits[at] === entry;
      if (isFar && node.contains(document.activeElement)) wanted.push(at);
    }
    // What is in view already stays, and only its marks and its place change.
    const before = new Map([...nodes.values()].map((one) => [one.entry, one]));
    nodes = new Map();
    for (const at of wanted.sort((a, b) => a - b)) {
      const one = before.get(hits[at]) ?? draw(hits[at]);
      before.delete(hits[at]);
      nodes.set(at, one);
      put(one, at);
    }
    for (const { node } of before.values()) node.remove();
    let next = body.firstChild;
    for (const { node } of nodes.values()) {
      if (node === next) next = next.nextSibling;
      else body.insertBefore(node, next);
    }
  };

  /** Put an entry where it stands among the others, and mark the query in it.
   * @param {Drawn} one @param {number} at */
  const put = (one, at) => {
    const { node } = one;
    const { hits, state } = shown;
    if (one.at !== at) {
      const width = (layout.width - layout.gap * (layout.columns - 1)) / layout.columns;
      const left = (at % layout.columns) * (width + layout.gap);
      node.dataset.at = `${at}`;
      node.style.cssText = `height: ${layout.height}px; width: ${width}px; transform: translate(${left}px, ${Math.floor(at / layout.columns) * layout.pitch}px)`;
      if (state.view === "table") node.setAttribute("aria-rowindex", `${at + 2}`);
      else node.setAttribute("aria-posinset", `${at + 1}`);
    }
    if (state.view !== "table" && one.total !== hits.length) node.setAttribute("aria-setsize", `${hits.length}`);
    if (one.q !== state.q) one.mark(state.q);
    Object.assign(one, { at, total: hits.length, q: state.q });
  };

  /** @param {number} entry @returns {Drawn} */
  const draw = (entry) => {
    const [node, mark] = shown.state.view === "table" ? row(entry) : card(entry);
    mark(shown.state.q);
    return { node, entry, at: -1, total: -1, q: shown.state.q, mark };
  };

  /** @param {number} entry */
  const nameOf = (entry) =>
    h("button", { type: "button", class: "name", title: catalog.names[entry], onclick: () => act.open(entry) });

  /** @param {number} entry @returns {[HTMLElement, (q: string) => void]} */
  const card = (entry) => {
    const name = nameOf(entry);
    const section = h("span", {});
    const meta = h("p", { class: "meta" });
    const facts = h("p", { class: "facts" });
    const plain = factsOf(catalog, entry).map((fact) => h("span", {}, h("b", {}, fact[0]), fact[1]));
    const tags = tagsOf(catalog, entry, MOST_TAGS);
    const node = h("div", { role: "listitem" },
      h("p", { class: "eyebrow" }, section, h("span", {}, yearOf(catalog, entry))),
      h("h2", {}, name), meta, facts,
      h("p", { class: "tags" }, ...tags),
      h("p", { class: "links" }, ...linksOf(catalog, entry).map(([label, href]) => linkTo(href, label)), compareButton(entry)));
    let isPlain = false;
    return [node, (q) => {
      const why = whyOf(catalog, entry, q);
      markIn(name, catalog.names[entry] || "(no name)", q);
      markIn(section, sectionOf(catalog, entry), q);
      markIn(meta, metaOf(catalog, entry).join(" · "), q);
      if (why || !isPlain) facts.replaceChildren(...(why ? [h("span", {}, `${why[0]} `, ...marked(why[1], q))] : plain));
      isPlain = !why;
      setAttribute(node, "class", why || plain.length || tags.length ? "card" : "card roomy");
    }];
  };

  /** @param {number} entry */
  const compareButton = (entry) => {
    const isOn = shown.state.compare.includes(entry);
    return button("Compare", () => act.toggleCompare(entry), "compare",
      { "aria-pressed": `${isOn}`, "aria-label": `Compare ${catalog.names[entry]}`, "data-entry": `${entry}` });
  };

  /** @param {number} entry @returns {[HTMLElement, (q: string) => void]} */
  const row = (entry) => {
    const name = nameOf(entry);
    const cells = columns.map((one, index) =>
      h("div", { role: index ? "cell" : "rowheader", class: one.number ? "number" : "" }, ...(index ? one.fill(entry) : [name])));
    return [h("div", { role: "row", class: "row" }, ...cells), (q) => markIn(name, catalog.names[entry] || "(no name)", q)];
  };

  /** Mark which entries are to be compared, without drawing anything anew. @param {number[]} entries */
  const markCompared = (entries) => {
    shown.state.compare = entries;
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".compare"))) {
      setAttribute(one, "aria-pressed", `${entries.includes(Number(one.dataset.entry))}`);
    }
  };

  const resized = () => {
    if (place.clientWidth === layout.width) return fill();
    frame(place.clientWidth);
    fill();
  };

  window.addEventListener("scroll", () => requestAnimationFrame(() => fill()), { passive: true });
  new ResizeObserver(() => requestAnimationFrame(resized)).observe(place);
  window.addEventListener("beforeprint", () => { printing = true; fill(); });
  window.addEventListener("afterprint", () => { printing = false; fill(); });
  return { show, markCompared };
};

/** Keep the columns for which there is room, those that matter most first.
 * @param {TableColumn[]} columns @param {number} room in rem */
const fitting = (columns, room) => {
  let left = room - columns[0].width;
  return columns.filter((one, at) => {
    if (!at) return true;
    left -= one.width;
    return left >= 0;
  });
};

/** @param {Catalog} catalog @param {any} act @returns {TableColumn[]} */
const tableColumns = (catalog, act) => {
  /** @type {TableColumn[]} */
  const found = [{ key: "name", label: "Name", width: 10, sort: "name", number: false, fill: () => [] }];
  /** @param {Field} field @param {number} width @param {string} label */
  const add = (field, width, label = field.label) => found.push({
    key: field.key, label, width, sort: field.kind === "number" && !field.voice && !catalog.ranges.some((one) => one.key === addressKey(field.key)) || field.several ? "" : addressKey(field.key),
    number: field.kind === "number", fill: (entry) => cellOf(catalog, field, entry),
  });
  const of = (/** @type {(field: Field) => boolean} */ test) => catalog.fields.filter(test);
  const links = catalog.fields.filter((one) => one.kind === "link").slice(0, 2);
  const tags = of((one) => one.kind === "choice" && (one.several || !!one.options[0]?.color));
  const single = of((one) => one.kind === "choice" && !tags.includes(one));
  const plain = { sort: "", number: false };
  for (const field of of((one) => one.unit === "year")) add(field, 4.25);
  for (const field of of((one) => one.kind === "number" && one.unit !== "year")) add(field, 6.25, field.voice ? field.label : wordOf(field));
  if (links.length) found.push({ ...plain, key: "links", label: "Links", width: 8.75, fill: (entry) => linksOf(catalog, entry).slice(0, 2).map(([label, href]) => linkTo(href, label)) });
  for (const field of single.filter((one) => one.key === "section")) add(field, 10.5);
  if (tags.length) found.push({ ...plain, key: "tags", label: tags.length === 1 ? tags[0].label : "Labels", width: 14.5, fill: (entry) => tagsOf(catalog, entry, 3) });
  for (const field of single.filter((one) => one.key !== "section")) add(field, 7.5);
  return found;
};

/** @param {Catalog} catalog @param {Field} field @param {number} entry @returns {Child[]} */
const cellOf = (catalog, field, entry) => {
  const value = field.values[entry];
  const number = numberOf(value);
  const text = textOf(catalog, field, value);
  if (field.kind !== "number" || number === null) return [h("span", { title: text }, text)];
  return [h("span", { title: text }, shortNumber(field.unit, number))];
};

/** What a count is called beside its number: its key, as in "12 k samples". @param {Field} field */
const wordOf = (field) => {
  const word = field.key.replace(/[_-]+/g, " ");
  return word[0].toUpperCase() + word.slice(1);
};

/** @param {Catalog} catalog @param {number} entry @returns {[string, string][]} */
const factsOf = (catalog, entry) =>
  catalog.fields
    .filter((field) => field.kind === "number" && field.unit !== "year" && numberOf(field.values[entry]) !== null && !(field.voice && !field.values[entry]))
    .map((field) => [shortNumber(field.unit, /** @type {number} */ (numberOf(field.values[entry]))),
      field.unit === "bytes" ? "" : ` ${(field.voice ? field.label : wordOf(field)).toLowerCase()}`]);

/** Say what readers say of an entry without words: "12 👍, 4 comments". @param {Catalog} catalog @param {number} entry */
const voicesOf = (catalog, entry) =>
  catalog.fields.filter((field) => field.voice && field.values[entry] !== null).map((field) =>
    field.key === "comments" ? counted(field.values[entry], "comment") : `${showGrouped(field.values[entry])} ${field.label}`).join(", ");

/** @param {Catalog} catalog @param {number} entry */
const sectionOf = (catalog, entry) => {
  const field = catalog.fields.find((one) => one.key === "section");
  return (field && textOf(catalog, field, field.values[entry])) || catalog.collections[catalog.of[entry]].title;
};

/** @param {Catalog} catalog @param {number} entry */
const yearOf = (catalog, entry) => {
  const field = catalog.fields.find((one) => one.unit === "year");
  return field ? textOf(catalog, field, field.values[entry]) : catalog.published[entry].slice(0, 4);
};

/** @param {Catalog} catalog @param {number} entry @returns {string[]} */
const metaOf = (catalog, entry) =>
  catalog.fields
    .filter((field) => (field.kind === "choice" && !field.several && !field.options[0]?.color && field.key !== "section") || field.kind === "text")
    .map((field) => textOf(catalog, field, field.values[entry]))
    .filter(Boolean);

/** @param {Catalog} catalog @param {number} entry @param {number} most @returns {Child[]} */
const tagsOf = (catalog, entry, most) => {
  const tags = catalog.fields
    .filter((field) => field.kind === "choice" && (field.several || field.options[0]?.color))
    .flatMap((field) => field.values[entry].map((/** @type {number} */ at) => tagOf(field.options[at])));
  const more = tags.length - most;
  return more > 0 ? [...tags.slice(0, most), h("span", { class: "more" }, `+${more}`)] : tags;
};

/** @param {Option} option */
const tagOf = (option) => {
  const tag = h("span", { class: "tag", title: option.about || null }, option.title);
  if (/^[0-9a-f]{6}$/i.test(option.color)) tag.style.setProperty("--dot", `#${option.color}`);
  return tag;
};

/** @param {Catalog} catalog @param {number} entry @returns {[string, string][]} */
const linksOf = (catalog, entry) => {
  /** @type {[string, string][]} */
  const found = [];
  for (const field of catalog.fields) {
    const href = field.kind === "link" ? field.values[entry] : "";
    if (href && !found.some((one) => one[1] === href)) found.push([field.label, href]);
  }
  return found.slice(0, 2).concat(catalog.urls[entry] ? [[`#${catalog.numbers[entry]}`, catalog.urls[entry]]] : []);
};

/** Return where a query is answered, if nothing on the card shows it: a label and a piece of text.
 * @param {Catalog} catalog @param {number} entry @param {string} q @returns {[string, string] | null} */
const whyOf = (catalog, entry, q) => {
  if (!q || marksOf(catalog.names[entry], q).length) return null;
  if (marksOf(`${sectionOf(catalog, entry)} ${metaOf(catalog, entry).join(" ")}`, q).length) return null;
  for (const field of catalog.fields) {
    const value = field.values[entry];
    const text = field.kind === "choice"
      ? value.map((/** @type {number} */ at) => `${field.options[at].title}${field.options[at].about ? ` (${field.options[at].about})` : ""}`).join(", ")
      : textOf(catalog, field, value);
    const found = text ? marksOf(text, q) : [];
    if (!found.length) continue;
    const start = Math.max(0, found[0][0] - 12);
    return [`${field.label}:`, `${start ? "…" : ""}${text.slice(start, start + 120)}`];
  }
  return null;
};
