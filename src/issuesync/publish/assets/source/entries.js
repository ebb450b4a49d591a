// Entries one by one, side by side, and as files.

/** Return a value as one text.
 * @param {Catalog} catalog @param {Field} field @param {any} value @returns {string} */
const textOf = (catalog, field, value) => {
  if (field.kind === "choice") return value.map((/** @type {number} */ at) => field.options[at].title).join(", ");
  if (field.kind === "list") return value.map((/** @type {any} */ item) => itemText(catalog, item)).join(", ");
  if (field.kind === "number") return showNumber(field, value ?? null);
  return value ?? "";
};

/** Return where a value came from: what gave it, and the file or issue that states it.
 * @param {Catalog} catalog @param {Field} field @param {number} entry
 * @returns {{origin: string, line: number, href: string} | null} */
const sourceOf = (catalog, field, entry) => {
  const place = catalog.places[field.from.charCodeAt(entry) - 65];
  if (!place) return null;
  const [origin, file] = place;
  const isData = file && origin !== "override";
  const line = (field.lines[entry] ?? 0) + (isData ? catalog.lines[entry] : 0);
  if (!file) return { origin, line, href: catalog.urls[entry] };
  const path = file.split("/").map(encodeURIComponent).join("/");
  const href = `https://github.com/${catalog.repository}/blob/HEAD/${path}${line ? `#L${line}` : ""}`;
  return { origin, line, href };
};

/** Return the entries that an item of a list names, or may mean where it names none.
 * An item is an entry's position, or a text with the positions of those that it names behind it, or
 * of those that it may mean in a list of their own. Of a plain text, an equal name decides.
 * @param {Catalog} catalog @param {Field} field @param {any} item
 * @returns {{entries: number[], sure: boolean}} */
const entriesNamed = (catalog, field, item) => {
  if (typeof item === "number") return { entries: [item], sure: true };
  if (Array.isArray(item)) return Array.isArray(item[1]) ? { entries: item[1], sure: false } : { entries: item.slice(1), sure: true };
  const entry = field.resolved ? undefined : catalog.byName.get(squeeze(fold(item)));
  return { entries: entry === undefined ? [] : [entry], sure: true };
};

/** Return a row a field for entries side by side; `same` where all of them say one thing.
 * @param {Catalog} catalog @param {number[]} entries
 * @returns {{field: Field, texts: string[], same: boolean}[]} */
const compareEntries = (catalog, entries) =>
  catalog.fields
    .map((field) => {
      const texts = entries.map((entry) => textOf(catalog, field, field.values[entry]));
      return { field, texts, same: texts.every((text) => text === texts[0]) };
    })
    .filter((row) => row.texts.some(Boolean));

/** Return a cell that no spreadsheet runs: https://owasp.org/www-community/attacks/CSV_Injection
 * @param {string} text */
const csvCell = (text) => {
  const line = text.split(/\s+/).filter(Boolean).join(" ");
  const safe = /^[=+\-@]/.test(line.normalize("NFKC")) ? `'${line}` : line;
  return /[",]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};

/** Say whether a number has a text beside it. @param {Field} field */
const hasText = (field) => field.kind === "number" && field.unit !== "year" && !field.voice;

/** @param {Catalog} catalog @param {number[]} entries @returns {string} */
const toCsv = (catalog, entries) => {
  const head = ["id", "collection", "name", "url", "published"];
  for (const field of catalog.fields) {
    head.push(field.key);
    if (hasText(field)) head.push(`${field.key}_text`);
  }
  const rows = entries.map((entry) => {
    const row = [
      catalog.ids[entry], catalog.collections[catalog.of[entry]].key, catalog.names[entry],
      catalog.urls[entry], catalog.published[entry],
    ];
    for (const field of catalog.fields) {
      const value = field.values[entry];
      if (field.kind === "number") {
        row.push(`${numberOf(value) ?? ""}`);
        if (hasText(field)) row.push(textOf(catalog, field, value));
      } else if (field.kind === "choice") {
        row.push(value.map((/** @type {number} */ at) => field.options[at].title).join("; "));
      } else if (field.kind === "list") {
        row.push(value.map((/** @type {any} */ item) => itemText(catalog, item)).join("; "));
      } else row.push(value);
    }
    return row.map((one) => csvCell(one ?? "")).join(",");
  });
  return [head.map(csvCell).join(","), ...rows].join("\r\n") + "\r\n";
};

/** @param {Catalog} catalog @param {number[]} entries @returns {string} */
const toJson = (catalog, entries) =>
  `${JSON.stringify(entries.map((entry) => toObject(catalog, entry)), null, 2)}\n`;

/** @param {Catalog} catalog @param {number} entry */
const toObject = (catalog, entry) => {
  /** @type {[string, any][]} */
  const pairs = [
    ["id", catalog.ids[entry]], ["collection", catalog.collections[catalog.of[entry]].key],
    ["name", catalog.names[entry]], ["url", catalog.urls[entry] || null],
    ["published", catalog.published[entry] || null],
  ];
  for (const field of catalog.fields) {
    const value = field.values[entry];
    if (field.kind === "number") {
      pairs.push([field.key, numberOf(value)]);
      if (Array.isArray(value)) pairs.push([`${field.key}_text`, value[1]]);
    } else if (field.kind === "choice") {
      const keys = value.map((/** @type {number} */ at) => field.options[at].key);
      pairs.push([field.key, field.several ? keys : (keys[0] ?? null)]);
    } else if (field.kind === "list") {
      pairs.push([field.key, value.map((/** @type {any} */ item) => itemText(catalog, item))]);
    } else pairs.push([field.key, value || null]);
  }
  // Made from pairs, so that a field called __proto__ is a key like any other.
  return Object.fromEntries(pairs);
};

/** Return the address if it may be linked: http or https, and nobody's name before the host.
 * @param {string} text @returns {string} */
const safeUrl = (text) => {
  if (!/^https?:\/\/[^\s<>"`\\]+$/i.test(text)) return "";
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? text : "";
  } catch {
    return "";
  }
};

/** Encode a text for an address as Python's quote does. @param {string} text */
const quoted = (text) =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "?")).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const LONGEST_ADDRESS = 8000;

/** Return the form of the entry's collection with its values filled in, as submissions/prefill.py does; else its issue,
 * else a new one about it.
 * @param {Catalog} catalog @param {number} entry @returns {string} */
const correctionUrl = (catalog, entry) => {
  const newIssue = `https://github.com/${catalog.repository}/issues/new?`;
  const form = catalog.forms[catalog.of[entry]];
  if (!form) {
    const body = `Entry: ${catalog.ids[entry]}\n\nWhat is wrong, and what is right? Please give a link that shows it.\n`;
    return catalog.urls[entry] ? `${catalog.urls[entry]}#issuecomment-new`
      : `${newIssue}title=${quoted(`Correction: ${catalog.names[entry].slice(0, 200)}`)}&body=${quoted(body)}`;
  }
  const [template, title, slots] = form;
  const parts = slots.map(([at, id], slot) => [id, catalog.answers.get(`${entry} ${slot}`) ?? answerOf(catalog, entry, at)])
    .filter((part) => part[1]).map(([id, text]) => [id, quoted(text)]);
  const start = `${newIssue}template=${quoted(template)}&title=${quoted([...title + catalog.names[entry]].slice(0, 256).join(""))}`;
  const address = () => [start, ...parts.map(([id, text]) => `${quoted(id)}=${text}`)].join("&");
  while (parts.length && address().length > LONGEST_ADDRESS) {
    const most = Math.max(...parts.map((part) => part[1].length));
    parts.splice(parts.findIndex((part) => part[1].length === most), 1);
  }
  return address();
};

/** @param {Catalog} catalog @param {number} entry @param {number} at */
const answerOf = (catalog, entry, at) =>
  at < 0 ? catalog.names[entry] : textOf(catalog, catalog.fields[at], catalog.fields[at].values[entry]);
