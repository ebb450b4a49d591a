import assert from "node:assert/strict";
import { test } from "node:test";
import { engine, small } from "./world.mjs";

const catalog = engine.openCatalog(small());
const found = (hash) => engine.runQuery(catalog, engine.fromHash(catalog, hash).selection).hits.map((at) => catalog.names[at]);
const options = (result, key) => {
  const facet = catalog.facets.find((one) => one.key === key);
  return Object.fromEntries(facet.options.map((one, at) => [one.key, result.facets.get(key)[at]]));
};

test("words compare without case, width, accents, hyphens and invisible signs", () => {
  assert.deepEqual(found("q=unicode"), ["Ünïcode Set"]);
  assert.deepEqual(found("q=ＸＢＤ").sort(), ["Ünïcode Set", "xBD", "遥感图像描述"].sort());
  assert.deepEqual(found("q=levircd").slice(0, 2), ["LEVIR-CD+", "LEVIR-CD"]);
  assert.deepEqual(found("q=l\u200bevir-cd%2B"), ["LEVIR-CD+"]);
});

test("Chinese is found by any part of it, and by words divided as its readers divide them", () => {
  for (const q of ["遥感", "图像", "感图", "描述　遥感"]) assert.deepEqual(found(`q=${encodeURIComponent(q)}`), ["遥感图像描述"]);
  assert.deepEqual(engine.marksOf("遥感图像描述", "图像"), [[2, 4]]);
});

test("what a name says comes before what else an entry says", () => {
  assert.equal(found("q=xbd")[0], "xBD");
  assert.equal(found("q=levir-cd")[0], "LEVIR-CD");
});

test("every word has to be there; quotes keep words together; a hyphen excludes", () => {
  assert.deepEqual(found("q=captioning+visual").sort(), ["DIOR & more", "LEVIR-CD"]);
  assert.deepEqual(found("q=%22visual+question%22+-levir"), ["DIOR & more"]);
  assert.deepEqual(found("q=%22question+visual%22"), []);
  assert.deepEqual(found("q=-").includes("LEVIR-CD"), true);
});

test("a meaning of a label finds the entries that have the label", () => {
  assert.equal(found("q=question").length, 3);
});

test("within a group any or all count, and excluding takes away", () => {
  assert.equal(found("task=Cap.,VQA").length, 4);
  assert.deepEqual(found("task=all:Cap.,VQA").sort(), ["DIOR & more", "LEVIR-CD"]);
  assert.deepEqual(found("task=Cap.,-VQA"), ["遥感图像描述"]);
  assert.equal(found("task=-VQA").length, catalog.size - 3);
});

test("each group counts as if it alone were not chosen", () => {
  const { selection } = engine.fromHash(catalog, "task=VQA&section=cd");
  const result = engine.runQuery(catalog, selection);
  assert.deepEqual(options(result, "section"), { cd: 2, cap: 0 });
  assert.deepEqual(options(result, "task"), { "Cap.": 1, VQA: 2, "a,b": 0, "-odd: 1": 0 });
  assert.equal(result.without.get("section"), 3);
});

test("counts agree with asking for each option by itself, whatever is chosen", () => {
  let seed = 7;
  const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
  for (let run = 0; run < 300; run++) {
    const state = engine.emptyState();
    for (const facet of catalog.facets) {
      if (random(3)) continue;
      const on = facet.options.map((_, at) => at).filter(() => random(4) === 0);
      const off = facet.options.map((_, at) => at).filter((at) => !on.includes(at) && random(6) === 0);
      if (on.length + off.length) state.facets.set(facet.key, { on, off, all: random(2) === 0 });
    }
    if (!random(3)) state.ranges.set("year", [2019 + random(5), undefined]);
    if (!random(3)) state.q = ["xbd", "cap", "levir"][random(3)];
    const passes = (entry, without) => {
      for (const [key, { on, off, all }] of state.facets) {
        if (key === without) continue;
        const own = catalog.facets.find((one) => one.key === key).values[entry];
        if (off.some((at) => own.includes(at))) return false;
        if (on.length && !(all ? on.every((at) => own.includes(at)) : on.some((at) => own.includes(at)))) return false;
      }
      for (const [key, [least]] of state.ranges) {
        const value = catalog.ranges.find((one) => one.key === key).values[entry];
        if (key !== without && (value === null || value < least)) return false;
      }
      return !state.q || `${catalog.nameTexts[entry]}\n${catalog.texts[entry]}`.includes(state.q);
    };
    const all = catalog.names.map((_, at) => at);
    const result = engine.runQuery(catalog, state);
    assert.deepEqual([...result.hits].sort((a, b) => a - b), all.filter((at) => passes(at)));
    for (const facet of catalog.facets) {
      const counts = facet.options.map((_, option) => all.filter((at) => passes(at, facet.key) && facet.values[at].includes(option)).length);
      assert.deepEqual(result.facets.get(facet.key), counts);
    }
    for (const range of catalog.ranges) {
      const counts = range.totals.map((_, bin) => all.filter((at) => passes(at, range.key) && range.bins[at] === bin).length);
      assert.deepEqual(result.ranges.get(range.key), counts);
    }
    assert.equal(engine.toHash(catalog, engine.fromHash(catalog, engine.toHash(catalog, state)).selection), engine.toHash(catalog, state));
  }
});

test("ranges take what people type, and hold at both ends", () => {
  assert.deepEqual(found("samples=20k..1M").sort(), ["DIOR & more", "xBD", "遥感图像描述"].sort());
  assert.deepEqual(found("year=2024").length, 2);
  assert.deepEqual(found("year=..2019"), ["xBD"]);
  const read = (text, unit = "count") => engine.readAmount(text, unit);
  assert.deepEqual(["100k", "1.5 million", "100,000", "2万", "1.2亿", "0.11million"].map((one) => read(one)), [1e5, 1.5e6, 1e5, 2e4, 1.2e8, 110000]);
  assert.deepEqual(["12 GB", "1.5TB", "1 KiB", "300", "7 B"].map((one) => read(one, "bytes")), [12e9, 1.5e12, 1024, 300, 7]);
  for (const wrong of ["abc", "1 hour", "-5", "1..2", "k", ""]) assert.equal(read(wrong), undefined, wrong);
});

test("numbers show in few signs, and exactly where asked", () => {
  const short = (number, unit = "count") => engine.shortNumber(unit, number);
  assert.deepEqual([999, 1000, 999999, 1234567, 78e6, 11100000].map((one) => short(one)), ["999", "1 k", "1 M", "1.23 M", "78 M", "11.1 M"]);
  assert.deepEqual([124e9, 2e12, 255e6].map((one) => short(one, "bytes")), ["124 GB", "2 TB", "255 MB"]);
  assert.deepEqual([engine.showExactly("count", 1234567), engine.showExactly("bytes", 14400000000), engine.showExactly("year", 2024)], ["1,234,567", "14.4 GB", "2024"]);
});

test("a histogram covers every value, by years evenly and by amounts on a log scale", () => {
  for (const range of catalog.ranges) {
    assert.equal(range.totals.reduce((a, b) => a + b), range.values.filter((one) => one !== null).length);
    range.values.forEach((value, entry) => {
      if (value !== null) assert.ok(range.edges[range.bins[entry]] <= value && value < range.edges[range.bins[entry] + 1]);
    });
  }
  assert.deepEqual(engine.edgesOf([2010, 2012], "year"), [2010, 2011, 2012, 2013]);
  assert.deepEqual(engine.edgesOf([150, 4000], "count"), [100, 200, 500, 1000, 2000, 5000]);
  assert.ok(engine.edgesOf([1, 1e18], "bytes").length <= 25);
  assert.deepEqual(engine.edgesOf([null], "count"), []);
  for (const values of [[0, 0], [0, 100], [-5, 900], [3], [1800, 2199]]) {
    const edges = engine.edgesOf(values, "count");
    assert.ok(edges[0] <= Math.min(...values) && edges[edges.length - 1] > Math.max(...values), `${values}: ${edges}`);
  }
});

test("an address reads back as the selection that it was written of", () => {
  for (const hash of [
    "q=visual+grounding&section=cd&task=all:Cap.,VQA,-a%2Cb&year=2019..&samples=..20000&sort=-samples&view=table&entry=1",
    "task=%2Dodd%3A+1", "task=-%2Dodd%3A+1", "compare=1,2,lists/a-list", "has=any:paper,samples", "q=%E9%81%A5%E6%84%9F+100%25",
  ]) {
    const { selection, unknown } = engine.fromHash(catalog, `#${hash}`);
    assert.deepEqual(unknown, []);
    assert.equal(engine.toHash(catalog, selection), hash);
  }
  assert.equal(engine.toHash(catalog, engine.emptyState()), "");
});

test("an old address opens by former names, and says what is no longer there", () => {
  const old = engine.fromHash(catalog, "#section=Change&task=caption,Gone&colour=red&year=soon&entry=99&sort=size&compare=1,98&view=globe&x");
  assert.equal(engine.toHash(catalog, old.selection), "section=cd&task=Cap.&compare=1");
  assert.deepEqual(old.unknown, ["Task “Gone”", "colour “red”", "Year “soon”", "entry “99”", "sort “size”", "compare “98”", "view “globe”", "“x”"]);
});

test("an address of anything at all is read without an error", () => {
  for (const hash of ["#%", "#=&&==", "#q", "#task=", "#task=all:", "#year=..", "#entry=%E0%A4%A", "#__proto__=1", "#constructor=1", "#task=__proto__", `#q=${"a".repeat(70000)}`]) {
    const { selection } = engine.fromHash(catalog, hash);
    engine.runQuery(catalog, selection);
  }
});

test("a misspelt word is answered by the nearest that the catalog has", () => {
  assert.equal(engine.suggest(catalog, "lveir-cd"), "levir-cd");
  assert.equal(engine.suggest(catalog, "visaul questoin"), "visual question");
  assert.equal(engine.suggest(catalog, "levir"), "");
  assert.equal(engine.suggest(catalog, "zzzzzz"), "");
  assert.equal(engine.wordDistance("abcd", "abdc", 2), 1);
  assert.equal(engine.wordDistance("kitten", "sitting", 5), 3);
});

test("marks stand where the words stand in the text as it is shown", () => {
  const marked = (text, q) => engine.marksOf(text, q).map(([from, to]) => text.slice(from, to));
  assert.deepEqual(marked("LEVIR-CD and levircd", "levircd"), ["levircd"]);
  assert.deepEqual(marked("LEVIR-CD", "levircd"), ["LEVIR-CD"]);
  assert.deepEqual(marked("Ünïcode ﬁle 😀x", "unicode file x"), ["Ünïcode", "ﬁle", "x"]);
  assert.deepEqual(marked("😀 ab", "😀"), ["😀"]);
  assert.deepEqual(marked("abc", "-abc"), []);
  assert.deepEqual(marked("a", ""), []);
});

test("numbers with a unit are shown, typed and drawn with it", () => {
  for (const [unit, number, text] of [[" kg", 1.5, "1.5 kg"], ["%", -3, "-3%"], ["", 12000.5, "12000.5"], [" m", 5, "5 m"], [" °C", -12, "-12 °C"]]) {
    assert.equal(engine.showExactly(unit, number), text);
    assert.equal(engine.shortNumber(unit, number), text);
    assert.equal(engine.readAmount(text, unit), number);
    assert.equal(engine.readAmount(`${number}`, unit), number);
  }
  assert.equal(engine.readAmount("5 m", "count"), 5e6);
  assert.equal(engine.readAmount("5 lb", " kg"), undefined);
  assert.deepEqual(engine.edgesOf([0.1, 0.35, 0.92], "").slice(0, 4), [0.1, 0.15, 0.2, 0.25]);
  assert.deepEqual(engine.edgesOf([-2, 3], " °C"), [-2, -1, 0, 1, 2, 3, 4]);
  assert.deepEqual(engine.edgesOf([0.001, 0.001], ""), [0, 0.01]);
  assert.deepEqual(engine.edgesOf([1990, 2020], "year").slice(0, 3), [1990, 1992, 1994]);
});

test("sorting puts what is missing last, both ways", () => {
  assert.deepEqual(found("sort=samples").slice(0, 5), ["LEVIR-CD", "LEVIR-CD+", "遥感图像描述", "xBD", "DIOR & more"]);
  assert.deepEqual(found("sort=-samples").slice(0, 2), ["DIOR & more", "xBD"]);
  assert.equal(found("sort=name").length, catalog.size);
  assert.deepEqual(found("").slice(0, 2), ["遥感图像描述", "Ünïcode Set"]);
  for (const [sort] of engine.sortsOf(catalog)) assert.equal(found(`sort=${encodeURIComponent(sort)}`).length, catalog.size);
});

test("a list's items lead to the entries that they name, and back", () => {
  const field = catalog.fields.find((one) => one.key === "sources");
  const named = (item, of = field) => engine.entriesNamed(catalog, of, item);
  assert.deepEqual(named("Levir CD", { ...field, resolved: false }), { entries: [0], sure: true });
  assert.deepEqual(named("Levir CD", { ...field, resolved: true }).entries, []);
  assert.deepEqual(named(["xView", 0, 1]), { entries: [0, 1], sure: true });
  assert.deepEqual(named(["xView", [0, 1]]), { entries: [0, 1], sure: false });
  assert.deepEqual(named(2), { entries: [2], sure: true });
  assert.deepEqual(named("LEVIR-CD++").entries, []);
  assert.deepEqual(engine.usedBy(catalog, 2), [3, 4]);
});

test("names of a list that differ in case are one option", () => {
  const facet = catalog.facets.find((one) => one.key === "sources");
  assert.equal(facet.options.filter((one) => engine.fold(one.title) === "maxar").length, 1);
});

test("each value leads to where it comes from", () => {
  const paper = catalog.fields[0];
  assert.deepEqual(engine.sourceOf(catalog, paper, 0), { origin: "body", line: 1, href: "https://github.com/octo/catalog/issues/1" });
  assert.deepEqual(engine.sourceOf(catalog, paper, 6).href, "https://github.com/octo/catalog/blob/HEAD/data/lists%20file.yaml#L1");
  assert.equal(engine.sourceOf(catalog, paper, 7), null);
});

test("compared entries say where they differ", () => {
  const rows = engine.compareEntries(catalog, [0, 1]);
  assert.deepEqual(rows.filter((row) => row.same).map((row) => row.field.key), ["section"]);
  assert.ok(rows.every((row) => row.texts.length === 2));
});

test("CSV has typed columns and no formula, JSON has the values", () => {
  const raw = small();
  raw.names[0] = '=HYPERLINK("x"),\n1';
  const other = engine.openCatalog(raw);
  const lines = engine.toCsv(other, [0, 2]).split("\r\n");
  assert.equal(lines[0], "id,collection,name,url,published,paper,year,samples,samples_text,section,task,sources");
  assert.equal(lines[1], `1,sets,"'=HYPERLINK(""x""), 1",https://github.com/octo/catalog/issues/1,2024-05-01,https://arxiv.org/abs/2001.00001,2020,637,637,Change Detection,Cap.; VQA,`);
  assert.ok(lines[2].includes('850736,"850,736 buildings"'));
  const [first, second] = JSON.parse(engine.toJson(catalog, [0, 2]));
  assert.deepEqual([first.task, first.section, first.year, second.samples, second.samples_text], [["Cap.", "VQA"], "cd", 2020, 850736, "850,736 buildings"]);
});

test("a field called __proto__ is a field like any other", () => {
  const raw = small();
  raw.fields[0].key = "__proto__";
  const entry = JSON.parse(engine.toJson(engine.openCatalog(raw), [0]))[0];
  assert.deepEqual(Object.getOwnPropertyDescriptor(entry, "__proto__").value, "https://arxiv.org/abs/2001.00001");
});

test("only http and https may be linked", () => {
  for (const bad of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://x", "https://a b", "//x.org", "data:text/html,x", "https://u:p@x.org", "https://u@x.org", "ftp://x", "https://", "https://x\"y", "http://a\u0000b", "http:\\\\x", ""]) {
    assert.equal(engine.safeUrl(bad), "", bad);
  }
  for (const good of ["https://arxiv.org/abs/1", "http://a.b/c?d=(e)#f", "HTTPS://X.ORG/遥"]) assert.equal(engine.safeUrl(good), good);
});

test("a field that is called as a part of the address has another name there", () => {
  const raw = small();
  for (const [at, key] of [[1, "sort"], [3, "q"], [4, "uses"], [5, "entry"]]) raw.fields[at].key = key;
  const other = engine.openCatalog(raw);
  const hash = "q=levir&.q=cd&.uses=VQA&.sort=2020..2020&sort=-.sort&entry=1";
  const { selection, unknown } = engine.fromHash(other, hash);
  assert.deepEqual(unknown, []);
  assert.deepEqual(engine.runQuery(other, selection).hits, [0]);
  assert.equal(engine.toHash(other, selection).split("&").sort().join("&"), hash.split("&").sort().join("&"));
});

test("what uses an entry is a selection of its own", () => {
  const { selection, unknown } = engine.fromHash(catalog, "uses=3&uses=gone");
  assert.deepEqual(unknown, ["uses “gone”"]);
  assert.deepEqual(engine.fromHash(catalog, "uses=3").selection.uses, 2);
  assert.deepEqual(found("uses=3"), ["遥感图像描述", "Ünïcode Set"]);
  assert.equal(engine.toHash(catalog, engine.fromHash(catalog, "uses=3").selection), "uses=3");
});

test("voices sort, and stand in exports as plain counts", () => {
  const raw = small();
  raw.fields.push({ key: "thumbs", label: "👍", kind: "number", unit: "count", voice: 1, from: "", lines: [], raw: [], values: [1, 12, 0, null, 3, null, null, null] });
  const other = engine.openCatalog(raw);
  const { selection } = engine.fromHash(other, "sort=-thumbs");
  assert.deepEqual(engine.runQuery(other, selection).hits.slice(0, 4), [1, 4, 0, 2]);
  assert.ok(!other.ranges.some((one) => one.key === "thumbs"));
  assert.match(engine.toCsv(other, [1]), /,thumbs\r\n.*,12\r\n$/);
});

test("an empty catalog opens and answers", () => {
  const empty = engine.openCatalog({ ...small(), collections: [], ids: [], names: [], numbers: [], urls: [], published: [], lines: [], fields: [], places: [] });
  assert.deepEqual(engine.runQuery(empty, engine.fromHash(empty, "#q=x").selection).hits, []);
  assert.equal(engine.suggest(empty, "abcd"), "");
});

test("typing letter by letter finds what the whole word finds", () => {
  for (const word of ["levir-cd+", "visual question", "\"visual q\" -levir", "a - b", "xbd", "遥感图像"]) {
    const typed = engine.openCatalog(small());
    for (let end = 1; end <= word.length; end++) {
      const q = word.slice(0, end);
      const state = { ...engine.emptyState(), q };
      assert.deepEqual(engine.runQuery(typed, state).hits, engine.runQuery(engine.openCatalog(small()), state).hits, q);
    }
  }
});
