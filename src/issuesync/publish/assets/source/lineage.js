// What is built from what, both ways, and what two entries share: the same answers as records/lineage.py gives.

/**
 * @typedef {number | string} Source an entry by its position, or a name that is not an entry
 * @typedef {{source: Source, name: string, ours: number[], theirs: number[], direct: boolean}} Shared
 * @typedef {{answer: string, shared: Shared[], silent: number[]}} Sharing
 */

/** The fields of the type `entries`. @param {Catalog} catalog */
const namingFields = (catalog) => catalog.fields.filter((field) => field.resolved);

/** Return what an entry names, each once, without places and remarks.
 * @param {Catalog} catalog @param {number} entry @returns {Set<Source>} */
const sourcesOf = (catalog, entry) => {
  /** @type {Set<Source>} */
  const found = new Set();
  for (const field of namingFields(catalog)) {
    for (const item of field.values[entry]) {
      const { entries, sure } = entriesNamed(catalog, field, item);
      const text = itemText(catalog, item);
      for (const one of sure && entries.length ? entries : [field.said.get(text) ?? text]) found.add(one);
    }
  }
  found.delete("");
  return found;
};

/** @param {Catalog} catalog @param {number} entry */
const namesSources = (catalog, entry) => namingFields(catalog).some((field) => field.values[entry].length);

/** Return who names each source, which is worked out once. @param {Catalog} catalog */
const usersOf = (catalog) => {
  if (!catalog.users.size) {
    catalog.names.forEach((_, entry) => sourcesOf(catalog, entry).forEach((source) => {
      const users = catalog.users.get(source);
      if (users) users.push(entry);
      else catalog.users.set(source, [entry]);
    }));
  }
  return catalog.users;
};

/** Return the entries that name this one.
 * @param {Catalog} catalog @param {number} wanted @returns {number[]} */
const usedBy = (catalog, wanted) => (usersOf(catalog).get(wanted) ?? []).filter((entry) => entry !== wanted);

/** Return all that an entry is built from, itself first, each with the entry that names it: the nearest of several.
 * @param {Catalog} catalog @param {number} entry @returns {Map<Source, number>} */
const reachOf = (catalog, entry) => {
  /** @type {Map<Source, number>} */
  const found = new Map([[entry, -1]]);
  // What is added while a map is walked through is walked through too.
  for (const [source] of found) {
    if (typeof source === "number") for (const next of sourcesOf(catalog, source)) if (!found.has(next)) found.set(next, source);
  }
  return found;
};

/** Return the entries between an entry and a source of it.
 * @param {Map<Source, number>} reach @param {number} entry @param {Source} source */
const wayTo = (reach, entry, source) => {
  /** @type {number[]} */
  const found = [];
  for (let namer = reach.get(source) ?? -1; namer >= 0 && namer !== entry; namer = reach.get(namer) ?? -1) found.unshift(namer);
  return found;
};

/** Return the entries that an entry is built from without naming them.
 * @param {Catalog} catalog @param {number} entry @returns {number[]} */
const indirectOf = (catalog, entry) =>
  [...reachOf(catalog, entry)].filter(([source, namer]) => typeof source === "number" && namer >= 0 && namer !== entry)
    .map(([source]) => Number(source));

/** Say what is known of the sources that two entries share.
 * @param {Catalog} catalog @param {number} a @param {number} b @returns {Sharing} */
const compareSources = (catalog, a, b) => {
  const [first, second] = [reachOf(catalog, a), reachOf(catalog, b)];
  const shared = [...first.keys()].filter((source) => second.has(source)).map((source) => {
    const [ours, theirs] = [wayTo(first, a, source), wayTo(second, b, source)];
    return { source, name: typeof source === "number" ? catalog.names[source] : source, ours, theirs, direct: !ours.length && !theirs.length };
  });
  shared.sort((one, other) => Number(other.direct) - Number(one.direct) || compareTexts(fold(one.name), fold(other.name)) || compareTexts(one.name, other.name));
  const silent = shared.length ? [] : [a, b].filter((entry) => !namesSources(catalog, entry));
  return { answer: shared.length ? "shares" : silent.length ? "unknown" : "none named", shared, silent };
};

/** Return how an entry's sources relate to those of all others, but of collections that name none.
 * @param {Catalog} catalog @param {number} entry @returns {{sharing: number[], none: number, unknown: number}} */
const sharingOf = (catalog, entry) => {
  const users = usersOf(catalog);
  // Whatever is built from something that the entry is built from shares it.
  const found = new Set(reachOf(catalog, entry).keys());
  for (const source of found) for (const user of users.get(source) ?? []) found.add(user);
  const telling = new Set(catalog.of.filter((_, at) => namesSources(catalog, at)));
  const others = catalog.names.map((_, at) => at).filter((at) => at !== entry && telling.has(catalog.of[at]));
  const apart = others.filter((at) => !found.has(at));
  const none = namesSources(catalog, entry) ? apart.filter((at) => namesSources(catalog, at)).length : 0;
  return { sharing: others.filter((at) => found.has(at)), none, unknown: apart.length - none };
};

/** Return the other entries with an entry's arXiv identifier or DOI.
 * @param {Catalog} catalog @param {number} entry */
const sameWork = (catalog, entry) =>
  [...new Set(catalog.works.filter((one) => one.includes(entry)).flat())].filter((one) => one !== entry);
