// A selection into the part of an address after its #, and back.

/** @param {string} text */
const encodeName = (text) =>
  encodeURIComponent(text).replace(/%20/g, "+").replace(/%2F/g, "/").replace(/^-/, "%2D").replace(/'/g, "%27");

/** @param {string} text */
const decodeName = (text) => {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
};

/** Write a selection as the part of an address after its #.
 * @param {Catalog} catalog @param {State} selection @returns {string} */
const toHash = (catalog, selection) => {
  /** @type {string[]} */
  const parts = [];
  if (selection.q) parts.push(`q=${encodeName(selection.q)}`);
  for (const one of catalog.facets) {
    const choice = selection.facets.get(one.key);
    if (!choice || !(choice.on.length + choice.off.length)) continue;
    const mode = choice.all === one.all ? "" : choice.all ? "all:" : "any:";
    const names = [
      ...choice.on.map((at) => encodeName(one.options[at].key)),
      ...choice.off.map((at) => `-${encodeName(one.options[at].key)}`),
    ];
    parts.push(`${encodeName(one.key)}=${mode}${names.join(",")}`);
  }
  for (const one of catalog.ranges) {
    const bounds = selection.ranges.get(one.key);
    if (bounds) parts.push(`${encodeName(one.key)}=${bounds[0] ?? ""}..${bounds[1] ?? ""}`);
  }
  if (selection.uses >= 0) parts.push(`uses=${encodeName(catalog.ids[selection.uses])}`);
  if (selection.sort) parts.push(`sort=${encodeName(selection.sort).replace(/^%2D/, "-")}`);
  if (selection.view !== "cards") parts.push(`view=${selection.view}`);
  if (selection.compare.length) parts.push(`compare=${selection.compare.map((at) => encodeName(catalog.ids[at])).join(",")}`);
  if (selection.entry >= 0) parts.push(`entry=${encodeName(catalog.ids[selection.entry])}`);
  return parts.join("&");
};

/** Read a selection from an address; what this catalog does not have is listed, the rest stands.
 * @param {Catalog} catalog @param {string} hash
 * @returns {{selection: State, unknown: string[]}} */
const fromHash = (catalog, hash) => {
  const selection = emptyState();
  /** @type {string[]} */
  const unknown = [];
  for (const part of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const equals = part.indexOf("=");
    const key = decodeName(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? "" : part.slice(equals + 1);
    readPart(catalog, selection, key, value, unknown);
  }
  return { selection, unknown };
};

/** @param {Catalog} catalog @param {State} selection @param {string} key
 * @param {string} value @param {string[]} unknown */
const readPart = (catalog, selection, key, value, unknown) => {
  const facet = catalog.facets.find((one) => one.key === key);
  const range = catalog.ranges.find((one) => one.key === key);
  const entries = () => value.split(",").flatMap((id) => {
    const entry = catalog.index.get(decodeName(id));
    if (entry === undefined) unknown.push(`${key} “${decodeName(id)}”`);
    return entry === undefined ? [] : [entry];
  });
  const isSort = (/** @type {string} */ name) => sortsOf(catalog).some((one) => one[0] === name);
  if (facet) readFacet(facet, selection, value, unknown);
  else if (range) readRange(range, selection, value, unknown);
  else if (key === "q") selection.q = decodeName(value);
  else if (key === "sort" && isSort(decodeName(value))) selection.sort = decodeName(value);
  else if (key === "view" && (value === "table" || value === "cards")) selection.view = value;
  else if (key === "uses") selection.uses = entries()[0] ?? -1;
  else if (key === "entry") selection.entry = entries()[0] ?? -1;
  else if (key === "compare") selection.compare = [...new Set(entries())].slice(0, 4);
  else unknown.push(value ? `${key} “${decodeName(value)}”` : `“${key}”`);
};

/** @param {Facet} facet @param {State} selection @param {string} value @param {string[]} unknown */
const readFacet = (facet, selection, value, unknown) => {
  const mode = /^(all|any):/.exec(value);
  /** @type {Choice} */
  const choice = { on: [], off: [], all: mode ? mode[1] === "all" : facet.all };
  for (const part of value.slice(mode ? 4 : 0).split(",").filter(Boolean)) {
    const name = decodeName(part.replace(/^-/, ""));
    const at = optionOf(facet, name);
    if (at < 0) unknown.push(`${facet.title} “${name}”`);
    else if (part.startsWith("-")) choice.off.push(at);
    else choice.on.push(at);
  }
  if (choice.on.length + choice.off.length) selection.facets.set(facet.key, choice);
};

/** Find an option by its name, else by a former one.
 * @param {Facet} facet @param {string} name @returns {number} */
const optionOf = (facet, name) => {
  const exact = facet.options.findIndex((one) => one.key === name);
  if (exact >= 0) return exact;
  const folded = fold(name);
  const near = facet.options.findIndex((one) => fold(one.key) === folded);
  return near >= 0 ? near : facet.options.findIndex((one) =>
    [one.title, ...one.was].some((former) => fold(former) === folded));
};

/** @param {Scale} range @param {State} selection @param {string} value @param {string[]} unknown */
const readRange = (range, selection, value, unknown) => {
  const [from, to = from] = value.split("..");
  const read = (/** @type {string} */ text) => (text ? readAmount(decodeName(text), range.unit) : undefined);
  const [least, most] = [read(from), read(to)];
  if ((from && least === undefined) || (to && most === undefined) || (!from && !to)) {
    unknown.push(`${range.title} “${decodeName(value)}”`);
  } else selection.ranges.set(range.key, [least, most]);
};
