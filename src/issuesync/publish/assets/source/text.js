// Text as it compares, the words of a query in it, and numbers as people read and type them.

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0300-\u036f]/g;

const PLAIN = /^[\x20-\x7e]*$/;

/** Return a text as it compares: without case, width, accents and invisible signs.
 * @param {string} text */
const fold = (text) =>
  // Most texts are plain ASCII, for which the lower case is all of it.
  (PLAIN.test(text) ? text : text.normalize("NFKD").replace(INVISIBLE, ""))
    .toLowerCase()
    .replace(/\s+/g, " ");

/** @param {string} text */
const squeeze = (text) => text.replace(/[\s_-]+/g, "");

/** Divide a query into words; quotes keep a phrase together, a hyphen before a word excludes it.
 * @param {string} query
 * @returns {{text: string, not: boolean}[]} */
const wordsOf = (query) =>
  [...fold(query).matchAll(/(-?)(?:"([^"]+)"?|([^\s"]+))/g)]
    .map((found) => ({ text: (found[2] ?? found[3]).trim(), not: found[1] === "-" }))
    .map((word) => (word.text ? word : { text: "-", not: false }));

/** Return where the words of a query stand in a text, as [start, end] pairs in order.
 * @param {string} text
 * @param {string} query
 * @returns {[number, number][]} */
const marksOf = (text, query) => {
  const wanted = wordsOf(query).filter((word) => !word.not);
  if (!wanted.length) return [];
  const [folded, from] = foldedWithPlaces(text);
  const taken = new Uint8Array(text.length + 1);
  for (const { text: word } of wanted) {
    let found = findAll(folded, word);
    if (!found.length) found = findSqueezed(folded, squeeze(word));
    for (const [start, end] of found) {
      const last = from[end - 1];
      const size = String.fromCodePoint(/** @type {number} */ (text.codePointAt(last))).length;
      taken.fill(1, from[start], last + size);
    }
  }
  return runsOf(taken);
};

/** Fold a text, and say for each sign of the result where in the text it comes from.
 * @param {string} text @returns {[string, ArrayLike<number>]} */
const foldedWithPlaces = (text) => {
  if (PLAIN.test(text)) return [text.toLowerCase(), Int32Array.from({ length: text.length + 1 }, (_, at) => at)];
  let folded = "";
  /** @type {number[]} */
  const from = [];
  let at = 0;
  for (const char of text) {
    for (const one of fold(char)) {
      folded += one;
      for (let unit = 0; unit < one.length; unit++) from.push(at);
    }
    at += char.length;
  }
  from.push(at);
  return [folded, from];
};

/** @param {string} text @param {string} word @returns {[number, number][]} */
const findAll = (text, word) => {
  /** @type {[number, number][]} */
  const found = [];
  for (let at = text.indexOf(word); word && at >= 0; at = text.indexOf(word, at + word.length)) {
    found.push([at, at + word.length]);
  }
  return found;
};

/** @param {string} text @param {string} word @returns {[number, number][]} */
const findSqueezed = (text, word) => {
  const kept = [...text.matchAll(/[^\s_-]/g)].map((one) => /** @type {number} */ (one.index));
  const plain = kept.map((at) => text[at]).join("");
  return findAll(plain, word).map(([start, end]) => [kept[start], kept[end - 1] + 1]);
};

/** @param {Uint8Array} taken @returns {[number, number][]} */
const runsOf = (taken) => {
  /** @type {[number, number][]} */
  const found = [];
  for (let at = 0; at < taken.length; at++) {
    if (!taken[at]) continue;
    const start = at;
    while (taken[at]) at++;
    found.push([start, at]);
  }
  return found;
};

/** @param {Field | Scale} field @param {any} value */
const showNumber = (field, value) =>
  Array.isArray(value) ? value[1] : value === null ? "" : showExactly(field.unit, value);

/** @param {string} unit @param {number} number */
const showExactly = (unit, number) =>
  unit === "bytes" ? showBytes(number) : unit === "count" ? showGrouped(number) : `${number}${unit === "year" ? "" : unit}`;

/** @param {number} number */
const showGrouped = (number) => {
  const [whole, part] = `${number}`.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? `.${part}` : "");
};

/** @param {number} number */
const showBytes = (number) => {
  for (const [unit, factor] of /** @type {[string, number][]} */ ([["PB", 1e15], ["TB", 1e12], ["GB", 1e9], ["MB", 1e6], ["KB", 1e3]])) {
    if (number >= factor && (number * 1000) % factor === 0) return `${number / factor} ${unit}`;
  }
  return `${number} B`;
};

/** Return a number in few signs, as on cards and axes.
 * @param {string} unit @param {number} number */
const shortNumber = (unit, number) => {
  if (unit !== "bytes" && unit !== "count") return showExactly(unit, number);
  const steps = unit === "bytes" ? ["B", "KB", "MB", "GB", "TB", "PB"] : ["", "k", "M", "B", "T"];
  let step = 0;
  let left = number;
  while (Math.abs(left) >= 999.5 && step < steps.length - 1) {
    left /= 1000;
    step++;
  }
  const plain = `${Number(left.toPrecision(3))}`;
  return steps[step] ? `${plain} ${steps[step]}` : plain;
};

const UNITS = { k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12, p: 1e15, 万: 1e4, 亿: 1e8 };

/** Read what people type for an amount: 100k, 1.5 million, 12 GB; undefined where it is none.
 * @param {string} text @param {string} unit @returns {number | undefined} */
const readAmount = (text, unit) => {
  const found = /^([-−]?(?:[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]+)?) ?([^0-9.,]*)$/.exec(fold(text).trim());
  if (!found) return undefined;
  const number = Number(found[1].replace(/,/g, "").replace("−", "-"));
  const word = found[2];
  if (number < 0 && ["count", "bytes", "year"].includes(unit)) return undefined;
  if (!word || word === fold(unit).trim()) return number;
  if (unit === "year" || !/^(k|m|b|g|t|p|万|亿|thousand|mn|mio|millions?|bn|billions?|[kmgtp]i?b|bytes?)$/.test(word)) return undefined;
  if (unit === "bytes" && /^(b|bytes?)$/.test(word)) return number;
  if (/^.i/.test(word) && word.endsWith("ib")) return number * 1024 ** ("kmgtp".indexOf(word[0]) + 1);
  if (word === "thousand") return number * 1e3;
  return Math.round(number * UNITS[/** @type {keyof typeof UNITS} */ (word[0])] * 1e6) / 1e6;
};
