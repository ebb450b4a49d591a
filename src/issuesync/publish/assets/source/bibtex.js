// Entries as BibTeX. What is not of the plain form comes with the catalog: publish/page_cite.py.

/** @param {Catalog} catalog @param {number[]} entries @returns {string} */
const bibtexOf = (catalog, entries) => entries.map((entry) => catalog.odd.get(entry) ?? plainBibtex(catalog, entry)).join("\n");

/** @param {Catalog} catalog @param {number} entry @returns {string} */
const plainBibtex = (catalog, entry) => {
  const collection = catalog.collections[catalog.of[entry]].key;
  const id = catalog.ids[entry];
  const own = id.startsWith(`${collection}/`) ? id.slice(collection.length + 1) : id;
  const key = `${collection}-${own}`.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const link = mainLink(catalog, entry);
  const arxiv = /^https?:\/\/arxiv\.org\/abs\/([0-9]{4}\.[0-9]{5})$/.exec(link)?.[1];
  const doi = /^https?:\/\/[^?]*\/(10\.[0-9]{4,9}\/[-._()/A-Za-z0-9]+)$/.exec(link)?.[1];
  const year = catalog.fields.find((field) => field.unit === "year")?.values[entry];
  const title = catalog.names[entry].replace(/[#$&_%]/g, "\\$&");
  const stated = [
    ["title", title && `{${title}}`], ["year", year], ["eprint", arxiv],
    ["archiveprefix", arxiv && "arXiv"], ["doi", doi], ["url", link],
  ];
  const lines = stated.filter((one) => one[1]).map(([name, text]) => `  ${name} = {${text}},\n`);
  return `@misc{${key},\n${lines.join("")}}\n`;
};

/** Return the first address of an entry. @param {Catalog} catalog @param {number} entry @returns {string} */
const mainLink = (catalog, entry) =>
  catalog.fields.filter((field) => field.kind === "link").map((field) => field.values[entry]).find(Boolean) ?? "";
