// The engine as the page has it, and a small catalog in the form that catalog.js states.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const folder = new URL("../../src/issuesync/publish/assets/source/", import.meta.url);
const names = ["text.js", "columns.js", "query.js", "suggest.js", "address.js", "entries.js", "lineage.js", "bibtex.js"];
const own = [
  "fold", "wordsOf", "marksOf", "readAmount", "shortNumber", "showExactly", "openCatalog", "runQuery",
  "emptyState", "sortsOf", "suggest", "wordDistance", "toHash", "fromHash", "toCsv", "toJson", "safeUrl",
  "usedBy", "compareSources", "sharingOf", "indirectOf", "sameWork", "sourcesOf", "correctionUrl", "addressKey", "entriesNamed", "compareEntries", "sourceOf", "textOf", "bibtexOf", "numberOf", "edgesOf",
];
const text = names.map((name) => readFileSync(new URL(name, folder), "utf8")).join("");
export const engine = vm.runInThisContext(`"use strict";(() => {${text}\nreturn {${own.join(",")}};})()`);

export const readCatalog = (path) => {
  const world = vm.createContext({});
  vm.runInContext(readFileSync(path, "utf8"), world);
  return structuredClone(world.issuesyncData);
};

export const small = () => ({
  repository: "octo/catalog",
  collections: [["sets", "Data sets", 6], ["lists", "Lists", 2]],
  ids: [0, 0, 0, 0, 0, 0, 0, "lists/b"],
  names: ["LEVIR-CD", "LEVIR-CD+", "xBD", "遥感图像描述", "Ünïcode Set", "DIOR & more", "A list", "Б"],
  numbers: [1, 2, 3, 4, 5, 6],
  urls: [],
  published: ["2024-05-01", "2024-05-02", "", "2024-06-01", "", "2023-01-01"],
  lines: [0, 0, 0, 0, 0, 0, 1, 5],
  fields: [
    { key: "paper", label: "Paper", kind: "link", from: "AAAAA C", lines: [1, 1], raw: [], values: ["https://arxiv.org/abs/2001.00001", "", "https://example.org/xbd", "", "", "", "https://example.org/list", ""] },
    { key: "year", label: "Year", kind: "number", unit: "year", from: "AAAAAA", lines: [2, 2, 2, 2, 2, 2], raw: [], values: [2020, 2021, 2019, 2024, 2024, 2023, null, null] },
    { key: "samples", label: "Samples", kind: "number", unit: "count", from: "AAAAAA", lines: [], raw: [[4, "many"]], values: [637, 985, [850736, "850,736 buildings"], 20000, null, 1000000, null, null] },
    { key: "section", label: "Section", kind: "choice", several: false, options: [["cd", "Change Detection", "", "", ["Change"]], ["cap", "Captioning"]], from: "AAAAAA", lines: [], raw: [], values: [1, 1, 1, 2, 2, 0, 0, 0] },
    { key: "task", label: "Task", kind: "choice", several: true, options: [["Cap.", "Cap.", "Image Captioning", "1d76db", ["Caption"]], ["VQA", "VQA", "Visual Question Answering", "1d76db"], ["a,b", "a,b"], ["-odd: 1", "-odd: 1"]], from: "BBBBBB", lines: [], raw: [], values: [[1, 2], 2, 0, [1, 3], 4, [1, 2, 3], 0, 0] },
    { key: "sources", label: "Source", kind: "list", resolved: 1, said: [["Maxar", ""], ["maxar", ""]], from: "AAAAAA", lines: [], raw: [], values: [[], [["Levir CD", 0]], ["Maxar"], [2, ["xView", 0, 1]], ["maxar", ["xbd", 2]], [], [], []] },
  ],
  created: [], updated: [], closed: [], labels: [], extras: [], works: [], named: [], forms: [], answers: [],
  places: [["body", ""], ["label", ""], ["data file", "data/lists file.yaml"]],
});
