// A selection into its entries, in order, and what every filter would leave.

/** @returns {State} */
const emptyState = () => ({
  q: "", facets: new Map(), ranges: new Map(), uses: -1, sort: "", view: "cards", entry: -1, compare: [],
});

/** Return the entries that a selection holds, in its order, and what each filter would leave.
 * @param {Catalog} catalog @param {State} selection @returns {Result} */
const runQuery = (catalog, selection) => {
  const { size } = catalog;
  const fails = new Uint8Array(size);
  const which = new Uint8Array(size);
  /** @type {string[]} */
  const tests = [];
  const test = (/** @type {string} */ key, /** @type {(entry: number) => boolean} */ passes) => {
    const number = tests.push(key);
    for (let entry = 0; entry < size; entry++) {
      if (passes(entry)) continue;
      if (fails[entry] < 2) fails[entry]++;
      which[entry] = number;
    }
  };
  const scores = scoreNames(catalog, selection.q);
  if (scores) test("q", (entry) => scores[entry] > 0);
  if (selection.uses >= 0) {
    const users = new Set(usedBy(catalog, selection.uses));
    test("uses", (entry) => users.has(entry));
  }
  for (const one of catalog.facets) {
    const choice = selection.facets.get(one.key);
    if (choice && (choice.on.length || choice.off.length)) test(one.key, chosenTest(one, choice));
  }
  for (const one of catalog.ranges) {
    const bounds = selection.ranges.get(one.key);
    if (bounds) test(one.key, rangeTest(one, bounds));
  }
  /** @type {Result} */
  const result = { hits: [], facets: new Map(), ranges: new Map(), without: new Map() };
  // What a group's own test alone rejects is counted in that group; what all accept, in every one.
  const passed = entriesWhere(size, (entry) => !fails[entry]);
  const ownOf = (/** @type {string} */ key) => {
    const own = tests.indexOf(key) + 1;
    return own ? entriesWhere(size, (entry) => !fails[entry] || (fails[entry] === 1 && which[entry] === own)) : passed;
  };
  for (const one of catalog.facets) result.facets.set(one.key, countOptions(one, ownOf(one.key)));
  for (const one of catalog.ranges) result.ranges.set(one.key, countBins(one, ownOf(one.key)));
  for (const key of tests) result.without.set(key, ownOf(key).length);
  result.hits = ordered(catalog, selection, fails, scores);
  return result;
};

/** Judge how well each entry answers: 0 not at all, higher where the name says it.
 * @param {Catalog} catalog @param {string} q @returns {Uint8Array | null} */
const scoreNames = (catalog, q) => {
  const wanted = wordsOf(q);
  if (!wanted.length) return null;
  const scores = new Uint8Array(catalog.size);
  const whole = fold(q).trim();
  const tight = wanted.map((word) => squeeze(word.text));
  // A longer plain query is answered by none that the shorter one left out.
  const before = catalog.scored;
  const known = before?.plain && isPlainQuery(whole) && whole.startsWith(before.whole) ? before.scores : null;
  for (let entry = 0; entry < catalog.size; entry++) {
    if (known && !known[entry]) continue;
    const name = catalog.nameTexts[entry];
    let points = 4;
    for (let at = 0; at < wanted.length && points; at++) {
      const word = wanted[at].text;
      if (wanted[at].not) {
        if (catalog.texts[entry].includes(word)) points = 0;
        continue;
      }
      let start = name.indexOf(word);
      if (start < 0 && tight[at]) start = name.indexOf(tight[at]);
      if (start < 0) points = catalog.texts[entry].includes(word) ? 1 : 0;
      else if (start > 0 && isInWord(name, start)) points = Math.min(points, 2);
      else points = Math.min(points, 3);
    }
    if (points > 2 && name.startsWith(whole)) points = `${name}\n`.startsWith(`${whole}\n`) ? 6 : 5;
    scores[entry] = points;
  }
  catalog.scored = { whole, scores, plain: isPlainQuery(whole) };
  return scores;
};

/** @param {string} whole */
const isPlainQuery = (whole) => !/"|(^| )-/.test(whole);

/** @param {string} text @param {number} at */
const isInWord = (text, at) => {
  const before = text.charCodeAt(at - 1);
  return (before > 47 && before < 58) || (before > 96 && before < 123);
};

/** @param {Facet} one @param {Choice} choice @returns {(entry: number) => boolean} */
const chosenTest = (one, choice) => {
  const marks = new Uint8Array(one.options.length);
  for (const at of choice.on) marks[at] = 1;
  for (const at of choice.off) marks[at] = 2;
  const needed = choice.on.length && (choice.all ? choice.on.length : 1);
  return (entry) => {
    let found = 0;
    for (const at of one.values[entry]) {
      if (marks[at] === 2) return false;
      found += marks[at];
    }
    return found >= needed;
  };
};

/** @param {Scale} one @param {[number?, number?]} bounds @returns {(entry: number) => boolean} */
const rangeTest = (one, [least = -Infinity, most = Infinity]) => (entry) => {
  const value = one.values[entry];
  return value !== null && value >= least && value <= most;
};

/** @param {number} size @param {(entry: number) => boolean} test @returns {Int32Array} */
const entriesWhere = (size, test) => {
  const found = new Int32Array(size);
  let count = 0;
  for (let entry = 0; entry < size; entry++) if (test(entry)) found[count++] = entry;
  return found.subarray(0, count);
};

/** @param {Facet} one @param {Int32Array} entries */
const countOptions = (one, entries) => {
  const { flat, ends } = one;
  const counts = new Uint32Array(one.options.length);
  for (const entry of entries) {
    for (let at = entry ? ends[entry - 1] : 0; at < ends[entry]; at++) counts[flat[at]]++;
  }
  return Array.from(counts);
};

/** @param {Scale} one @param {Int32Array} entries */
const countBins = (one, entries) => {
  const counts = one.totals.map(() => 0);
  for (const entry of entries) if (one.bins[entry] >= 0) counts[one.bins[entry]]++;
  return counts;
};

/** What can be sorted by: [name in addresses, what people read].
 * @param {Catalog} catalog @returns {[string, string][]} */
const sortsOf = (catalog) => {
  /** @type {[string, string][]} */
  const found = [["", "Newest first"], ["name", "Name A–Z"], ["-name", "Name Z–A"]];
  for (const one of catalog.ranges) {
    const isYear = one.unit === "year";
    found.push([`-${one.key}`, `${one.title}: ${isYear ? "latest" : "largest"} first`]);
    found.push([one.key, `${one.title}: ${isYear ? "earliest" : "smallest"} first`]);
  }
  for (const one of catalog.fields) if (one.voice) found.push([`-${addressKey(one.key)}`, `${one.label}: most first`]);
  for (const field of catalog.fields) {
    if (field.kind === "choice" || field.kind === "text") {
      const key = addressKey(field.key);
      found.push([key, `${field.label} A–Z`], [`-${key}`, `${field.label} Z–A`]);
    }
  }
  return found;
};

/** @param {Catalog} catalog @param {State} selection @param {Uint8Array} fails
 * @param {Uint8Array | null} scores @returns {number[]} */
const ordered = (catalog, selection, fails, scores) => {
  const found = orderOf(catalog, selection.sort).filter((entry) => !fails[entry]);
  if (!scores || selection.sort) return found;
  /** @type {number[][]} */
  const ranks = [[], [], [], [], [], [], []];
  for (const entry of found) ranks[6 - scores[entry]].push(entry);
  return ranks.flat();
};

/** Return all entries in an order, which is worked out once.
 * @param {Catalog} catalog @param {string} sort @returns {number[]} */
const orderOf = (catalog, sort) => {
  const known = catalog.orders.get(sort);
  if (known) return known;
  const base = sort ? orderOf(catalog, "") : newest(catalog);
  const found = sort ? sortEntries(catalog, base, sort) : base;
  catalog.orders.set(sort, found);
  return found;
};

/** @param {Catalog} catalog @returns {number[]} */
const newest = (catalog) => {
  const year = catalog.ranges.find((one) => one.unit === "year");
  const key = catalog.names.map((_, entry) => year?.values[entry] ?? Number(catalog.published[entry].slice(0, 4)));
  return catalog.names.map((_, entry) => entry).sort((a, b) =>
    key[b] - key[a] || compareTexts(catalog.published[b], catalog.published[a]) || a - b);
};

/** @param {string} a @param {string} b */
const compareTexts = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @param {Catalog} catalog @param {number[]} base @param {string} sort @returns {number[]} */
const sortEntries = (catalog, base, sort) => {
  const sign = sort.startsWith("-") ? -1 : 1;
  const key = sort.replace(/^-/, "");
  const keys = sortKeys(catalog, key);
  if (!keys) return base;
  const present = base.filter((entry) => keys[entry] !== null && keys[entry] !== "");
  const missing = base.filter((entry) => keys[entry] === null || keys[entry] === "");
  const compare = typeof keys[present[0]] === "number"
    ? (/** @type {number} */ a, /** @type {number} */ b) => Number(keys[a]) - Number(keys[b])
    : (/** @type {number} */ a, /** @type {number} */ b) => compareTexts(String(keys[a]), String(keys[b]));
  return [...present.sort((a, b) => sign * compare(a, b)), ...missing];
};

/** @param {Catalog} catalog @param {string} key @returns {(string | number | null)[] | null} */
const sortKeys = (catalog, key) => {
  if (key === "name") return catalog.nameTexts;
  const range = catalog.ranges.find((one) => one.key === key);
  if (range) return range.values;
  const field = catalog.fields.find((one) => addressKey(one.key) === key);
  if (field?.voice) return field.values;
  if (!field || field.kind === "link" || field.kind === "list") return null;
  return field.values.map((value) => fold(textOf(catalog, field, value)));
};
