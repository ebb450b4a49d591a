// Entries as BibTeX, letter for letter as publish/bibtex.py writes them.

/** @param {Catalog} catalog @param {number[]} entries @returns {string} */
const bibtexOf = (catalog, entries) => entries.map((entry) => `@misc{${catalog.ids[entry]},\n  title = {${catalog.names[entry]}}\n}\n`).join("\n");
