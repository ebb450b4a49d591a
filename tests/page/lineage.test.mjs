// What the page says of lineage, and the forms it opens, is what Python says: EXPECTED names a file with that.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { engine, readCatalog } from "./world.mjs";

const folder = process.env.PAGE_FOLDER;
const expected = folder ? JSON.parse(readFileSync(`${folder}/expected.json`, "utf8")) : {};
const catalog = folder ? engine.openCatalog(readCatalog(`${folder}/catalog.js`)) : null;
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);

test("each entry is built from and used by the same", { skip: !folder }, () => {
  for (const [entry, one] of expected.entries.entries()) {
    assert.deepEqual(sorted(engine.usedBy(catalog, entry)), one.users, `users of ${entry}`);
    assert.deepEqual(sorted([...engine.sourcesOf(catalog, entry)].filter((source) => typeof source === "number" && source !== entry)), one.sources, `sources of ${entry}`);
    assert.deepEqual(sorted(engine.indirectOf(catalog, entry)), one.indirect, `indirect sources of ${entry}`);
    assert.deepEqual(sorted(engine.sameWork(catalog, entry)), one.works, `works of ${entry}`);
    const { sharing, none, unknown } = engine.sharingOf(catalog, entry);
    assert.deepEqual([sharing, none, unknown], [one.sharing, one.none, one.unknown], `sharing of ${entry}`);
  }
});

test("each two entries have the same answer", { skip: !folder }, () => {
  for (const [a, b, answer, shared] of expected.pairs) {
    const found = engine.compareSources(catalog, a, b);
    assert.equal(found.answer, answer, `${a} and ${b}`);
    assert.deepEqual(found.shared.map(({ name, direct, ours, theirs }) => [name, direct, ours.length, theirs.length]).sort(), [...shared].sort(), `${a} and ${b}`);
  }
});

test("each correction opens the same form with the same answers", { skip: !folder }, () => {
  for (const [entry, url] of expected.forms) assert.equal(engine.correctionUrl(catalog, entry), url);
});
