// What the page writes as BibTeX is, letter for letter, what catalog.bib has; JSON_TEXT names both.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { engine, readCatalog } from "./world.mjs";

const folder = process.env.PAGE_FOLDER;

test("the page's BibTeX is the published file's, entry by entry and as a whole", { skip: !folder }, () => {
  const catalog = engine.openCatalog(readCatalog(`${folder}/catalog.js`));
  const all = catalog.names.map((_, entry) => entry);
  const wanted = readFileSync(`${folder}/catalog.bib`, "utf8");
  assert.equal(engine.bibtexOf(catalog, all), wanted);
  assert.equal(all.map((entry) => engine.bibtexOf(catalog, [entry])).join("\n"), wanted);
});

test("the page's names and permanent names are those of the JSON Lines", { skip: !folder }, () => {
  const catalog = engine.openCatalog(readCatalog(`${folder}/catalog.js`));
  const lines = readFileSync(`${folder}/catalog.jsonl`, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  assert.deepEqual(catalog.ids, lines.map((line) => line.id));
  assert.deepEqual(catalog.names, lines.map((line) => line.name.replace(/[\ud800-\udfff]/gu, (one) => one)));
  assert.deepEqual(catalog.urls, lines.map((line) => line.url ?? ""));
  for (const field of catalog.fields) {
    if (field.kind !== "number") continue;
    assert.deepEqual(field.values.map((value) => engine.numberOf(value)), lines.map((line) => line[field.key] ?? null), field.key);
  }
});

test("every link of every entry may be linked", { skip: !folder }, () => {
  const catalog = engine.openCatalog(readCatalog(`${folder}/catalog.js`));
  for (const field of catalog.fields.filter((one) => one.kind === "link")) {
    for (const link of field.values) assert.equal(engine.safeUrl(link), link);
  }
});

test("every text is found by searching for it", { skip: !folder }, () => {
  const catalog = engine.openCatalog(readCatalog(`${folder}/catalog.js`));
  for (const [entry, name] of catalog.names.entries()) {
    const word = engine.fold(name).trim().split(/[\s"]+/).find((one) => one && !one.startsWith("-"));
    if (!word) continue;
    const { hits } = engine.runQuery(catalog, { ...engine.emptyState(), q: word });
    assert.ok(hits.includes(entry), JSON.stringify(name));
  }
});
