// Words that the catalog does not have into the nearest that it has.

/** Return the query with its unknown words spelt as the catalog spells them, or nothing.
 * @param {Catalog} catalog @param {string} q @returns {string} */
const suggest = (catalog, q) => {
  const typed = fold(q).split(" ").filter(Boolean);
  if (!typed.length || typed.length > 8) return "";
  const better = typed.map((word) => {
    if (catalog.texts.some((text, entry) => text.includes(word) || catalog.nameTexts[entry].includes(word))) return word;
    const near = nearestWord(catalog, word);
    return near || word;
  });
  const text = better.join(" ");
  const found = text === typed.join(" ") ? null : scoreNames(catalog, text);
  return found && found.some(Boolean) ? text : "";
};

/** @param {Catalog} catalog @param {string} word @returns {string} */
const nearestWord = (catalog, word) => {
  if (word.length < 3 || word.length > 40) return "";
  const most = word.length < 6 ? 1 : 2;
  /** @type {[number, number, string]} */
  let best = [most + 1, 0, ""];
  for (const [known, times] of vocabularyOf(catalog)) {
    if (Math.abs(known.length - word.length) > most) continue;
    const far = wordDistance(word, known, most);
    if (far < best[0] || (far === best[0] && far <= most && times > best[1])) best = [far, times, known];
  }
  return best[2];
};

/** @type {WeakMap<Catalog, Map<string, number>>} */
const vocabularies = new WeakMap();

/** Count the words of names and options. @param {Catalog} catalog */
const vocabularyOf = (catalog) => {
  let known = vocabularies.get(catalog);
  if (known) return known;
  known = new Map();
  const texts = [...catalog.names];
  for (const one of catalog.facets) for (const each of one.options) texts.push(each.title, each.about, ...each.was);
  for (const text of texts) {
    for (const word of fold(text).match(/[^\s,.;:()/&"']{3,}/g) ?? []) known.set(word, (known.get(word) ?? 0) + 1);
  }
  vocabularies.set(catalog, known);
  return known;
};

/** Count the letters to add, drop, change or swap; more than `most` may be any larger number.
 * @param {string} a @param {string} b @param {number} most @returns {number} */
const wordDistance = (a, b, most) => {
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return least;
    before = row;
    row = next;
  }
  return row[b.length];
};
