// What catalog.js states, opened into columns, facets and ranges.

/**
 * @typedef {{key: string, title: string, about: string, color: string, was: string[]}} Option
 * @typedef {{key: string, title: string, options: Option[], values: number[][], flat: Int32Array, ends: Int32Array, totals: number[],
 *   several: boolean, all: boolean}} Facet
 * @typedef {{key: string, title: string, unit: string, values: (number | null)[], edges: number[],
 *   bins: Int16Array, totals: number[]}} Scale
 * @typedef {{text: string, links?: number[], href?: string}} Part
 * @typedef {{key: string, label: string, kind: string, unit: string, several: boolean, voice: boolean,
 *   resolved: boolean, said: Map<string, string>, options: Option[], values: any[], from: string, lines: number[], raw: Map<number, string>}} Field
 * @typedef {{repository: string, collections: {key: string, title: string, total: number}[],
 *   size: number, ids: string[], names: string[], numbers: number[], urls: string[],
 *   published: string[], lines: number[], of: number[], fields: Field[], places: string[][],
 *   created: string[], updated: string[], closed: number[], labels: [string, string, string, number[]][],
 *   extras: Map<number, [string, string, number][]>, works: number[][], named: number[], users: Map<Source, number[]>,
 *   forms: [string, string, [number, string][]][], answers: Map<string, string>, facets: Facet[], ranges: Scale[], nameTexts: string[], texts: string[],
 *   odd: Map<number, string>, byName: Map<string, number>, index: Map<string, number>, orders: Map<string, number[]>,
 *   scored: {whole: string, scores: Uint8Array, plain: boolean} | null}} Catalog
 * @typedef {{on: number[], off: number[], all: boolean}} Choice
 * @typedef {{q: string, facets: Map<string, Choice>, ranges: Map<string, [number?, number?]>,
 *   uses: number, sort: string, view: string, entry: number, compare: number[]}} State
 * @typedef {{hits: number[], facets: Map<string, number[]>, ranges: Map<string, number[]>,
 *   without: Map<string, number>}} Result
 */

const COLLECTION = "collection";
const HAS = "has";
const MOST_BINS = 24;
const OWN_PARTS = ["q", COLLECTION, HAS, "uses", "sort", "view", "entry", "compare", "name"];

/** Return a field's name in addresses, which is none of those of the page itself. @param {string} key */
const addressKey = (key) => (OWN_PARTS.includes(key) ? `.${key}` : key);

/** Turn what catalog.js states into columns that can be searched.
 * @param {any} raw
 * @returns {Catalog} */
const openCatalog = (raw) => {
  const size = raw.names.length;
  const at = (/** @type {any[]} */ list, /** @type {any} */ none) =>
    Array.from({ length: size }, (_, index) => list[index] ?? none);
  const collections = raw.collections.map((/** @type {any[]} */ one) => ({
    key: one[0], title: one[1], total: one[2],
  }));
  /** @type {number[]} */
  const of = [];
  collections.forEach((/** @type {any} */ one, /** @type {number} */ index) => {
    for (let count = 0; count < one.total; count++) of.push(index);
  });
  const numbers = at(raw.numbers, 0);
  const ids = raw.ids.map((/** @type {string | 0} */ id, /** @type {number} */ entry) =>
    id || (numbers[entry] ? `${numbers[entry]}` : `${collections[of[entry]].key}/${slugOf(raw.names[entry])}`));
  const urls = numbers.map((number) =>
    number ? `https://github.com/${raw.repository}/issues/${number}` : "");
  for (const [entry, url] of raw.urls) urls[entry] = url;
  const fields = raw.fields.map((/** @type {any} */ field) => openField(field, size));
  /** @type {Catalog} */
  const catalog = {
    ...raw, users: new Map(), extras: new Map(raw.extras),
    answers: new Map(raw.answers.map((/** @type {any[]} */ one) => [`${one[0]} ${one[1]}`, one[2]])),
    created: at(raw.created, 0), updated: at(raw.updated, 0),
    repository: raw.repository, collections, size, ids, names: raw.names, numbers, urls, of,
    published: at(raw.published, ""), lines: at(raw.lines, 0), fields, places: raw.places,
    odd: new Map(raw.odd), byName: new Map(), facets: [], ranges: [], nameTexts: [], texts: [], index: new Map(), orders: new Map(), scored: null,
  };
  catalog.names.forEach((name, entry) => {
    const key = squeeze(fold(name));
    if (key && !catalog.byName.has(key)) catalog.byName.set(key, entry);
  });
  catalog.facets = facetsOf(catalog);
  catalog.ranges = fields
    .filter((/** @type {Field} */ field) => field.kind === "number" && !field.voice)
    .map(rangeOf)
    .filter((/** @type {Scale} */ range) => range.edges.length > 2);
  catalog.ids.forEach((id, entry) => catalog.index.set(id, entry));
  catalog.nameTexts = catalog.names.map((name) => {
    const folded = fold(name);
    const tight = squeeze(folded);
    return tight === folded ? folded : `${folded}\n${tight}`;
  });
  catalog.texts = catalog.names.map((_, entry) => fold(describeEntry(catalog, entry)));
  return catalog;
};

/** @param {any} raw @param {number} size @returns {Field} */
const openField = (raw, size) => ({
  key: raw.key, label: raw.label, kind: raw.kind, unit: raw.unit ?? "", several: !!raw.several, voice: !!raw.voice,
  resolved: !!raw.resolved, said: new Map(raw.said),
  options: (raw.options ?? []).map((/** @type {any[]} */ one) => ({
    key: one[0], title: one[1] ?? one[0], about: one[2] ?? "", color: one[3] ?? "", was: one[4] ?? [],
  })),
  values: Array.from({ length: size }, (_, entry) => {
    const value = raw.values[entry];
    if (raw.kind !== "choice") return value;
    return (Array.isArray(value) ? value : value ? [value] : []).map((number) => number - 1);
  }),
  from: raw.from, lines: raw.lines, raw: new Map(raw.raw),
});

/** @param {string} name */
const slugOf = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/** Everything to filter by that is chosen from a list, what matters most first.
 * @param {Catalog} catalog @returns {Facet[]} */
const facetsOf = (catalog) => {
  const { fields, size } = catalog;
  /** @type {Facet[]} */
  const found = [];
  if (catalog.collections.length > 1) {
    const options = catalog.collections.map((one) => makeOption(one.key, one.title));
    found.push(makeFacet(COLLECTION, "Collection", options, catalog.of.map((one) => [one])));
  }
  for (const field of fields) {
    if (field.kind === "choice") {
      found.push(makeFacet(addressKey(field.key), field.label, field.options, field.values));
    }
  }
  const known = fields.filter((field) => field.kind === "link" || (field.kind === "number" && field.unit !== "year" && !field.voice));
  const has = Array.from({ length: size }, (_, entry) =>
    known.map((field, at) => (isKnown(field, entry) ? at : -1)).filter((at) => at >= 0));
  const options = known.map((field) => makeOption(field.key, field.label));
  found.push({ ...makeFacet(HAS, "Available", options, has), all: true });
  found.sort((one, other) => facetRank(one) - facetRank(other));
  for (const field of fields) if (field.kind === "list") found.push(listFacet(catalog, field));
  return found.filter((one) => one.options.length > 1 || one.totals[0] < size);
};

/** @param {Facet} one */
const facetRank = (one) =>
  one.key === COLLECTION ? 0 : one.key === "section" ? 1 : one.key === HAS ? 2 : one.several || one.options[0]?.color ? 3 : 4;

/** @param {Field} field @param {number} entry */
const isKnown = (field, entry) =>
  field.kind === "number" ? numberOf(field.values[entry]) !== null : !!field.values[entry];

/** @param {string} key @param {string} title @returns {Option} */
const makeOption = (key, title) => ({ key, title, about: "", color: "", was: [] });

/** @param {string} key @param {string} title @param {Option[]} options
 * @param {number[][]} values @returns {Facet} */
const makeFacet = (key, title, options, values) => {
  const totals = options.map(() => 0);
  const ends = new Int32Array(values.length);
  let several = false;
  let end = 0;
  values.forEach((chosen, entry) => {
    if (chosen.length > 1) several = true;
    for (const one of chosen) totals[one]++;
    ends[entry] = end += chosen.length;
  });
  return { key, title, options, values, flat: Int32Array.from(values.flat()), ends, totals, several, all: false };
};

/** Names of a list field as options, those that differ in case or hyphens as one.
 * @param {Catalog} catalog @param {Field} field @returns {Facet} */
const listFacet = (catalog, field) => {
  /** @type {Map<string, number>} */
  const index = new Map();
  /** @type {Option[]} */
  const options = [];
  const values = field.values.map((items) => {
    /** @type {Set<number>} */
    const chosen = new Set();
    for (const item of items) {
      const { entries, sure } = entriesNamed(catalog, field, item);
      const title = sure && entries.length === 1 ? catalog.names[entries[0]] : itemText(catalog, item);
      const key = squeeze(fold(title)) || title;
      if (!index.has(key)) {
        index.set(key, options.length);
        options.push(makeOption(title, title));
      }
      chosen.add(/** @type {number} */ (index.get(key)));
    }
    return [...chosen];
  });
  return makeFacet(addressKey(field.key), field.label, options, values);
};

/** An item of a list: a text, an entry, or a text with the entries that it names.
 * @param {Catalog} catalog @param {any} item @returns {string} */
const itemText = (catalog, item) =>
  typeof item === "number" ? catalog.names[item] : Array.isArray(item) ? item[0] : item;

/** @param {any} value @returns {number | null} */
const numberOf = (value) => (Array.isArray(value) ? value[0] : (value ?? null));

/** @param {Field} field @returns {Scale} */
const rangeOf = (field) => {
  const values = field.values.map(numberOf);
  const edges = edgesOf(values, field.unit);
  const bins = new Int16Array(values.length).fill(-1);
  const totals = edges.slice(1).map(() => 0);
  values.forEach((value, entry) => {
    if (value === null) return;
    let bin = edges.findIndex((edge) => value < edge) - 1;
    if (bin < 0) bin = value < edges[0] ? 0 : totals.length - 1;
    bins[entry] = bin;
    totals[bin]++;
  });
  return { key: addressKey(field.key), title: field.label, unit: field.unit, values, edges, bins, totals };
};

/** Return the bounds of a histogram's bars: even for years, by 1, 2 and 5 for amounts.
 * @param {(number | null)[]} values @param {string} unit @returns {number[]} */
const edgesOf = (values, unit) => {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return [];
  const isLog = unit !== "year" && least >= 0 && most > 50;
  if (!isLog) {
    const power = values.some((value) => value && value % 1) ? Math.floor(Math.log10((most - least || 1) / MOST_BINS)) : 0;
    let step = 10 ** power;
    for (let turn = 0; (most - least) / step >= MOST_BINS; turn++) step = 10 ** (power + Math.floor((turn + 1) / 3)) * [1, 2, 5][(turn + 1) % 3];
    const first = Math.floor(least / step);
    // Multiplied and not added up, so that 0.1 three times is 0.3.
    return Array.from({ length: Math.floor(most / step) - first + 2 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
  }
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const edges = [];
    for (let power = 0; power < 19; power++) {
      for (const step of steps) {
        const edge = step * 10 ** power;
        if (edges.length && edges[edges.length - 1] > most) break;
        if (edge <= least) edges.length = 0;
        edges.push(edge);
      }
    }
    if (edges[0] > least) edges.unshift(0);
    if (edges.length <= MOST_BINS + 1) return edges;
  }
  return [least, most + 1];
};

/** Return all that is said of an entry, for the search.
 * @param {Catalog} catalog @param {number} entry */
const describeEntry = (catalog, entry) => {
  const parts = [catalog.names[entry], catalog.collections[catalog.of[entry]].title];
  if (catalog.numbers[entry]) parts.push(`#${catalog.numbers[entry]}`);
  for (const [label, text] of catalog.extras.get(entry) ?? []) parts.push(label, text);
  for (const [name, about, , entries] of catalog.labels) if (entries.includes(entry)) parts.push(name, about);
  for (const field of catalog.fields) {
    const value = field.values[entry];
    if (field.kind === "choice") {
      for (const one of value) parts.push(field.options[one].title, field.options[one].about);
    } else if (field.kind === "list") {
      for (const item of value) parts.push(itemText(catalog, item));
    } else if (value !== null && value !== undefined && value !== "") {
      parts.push(field.kind === "number" ? showNumber(field, value) : value);
    }
  }
  return parts.join("\n");
};
