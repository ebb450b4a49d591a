// One entry with all that is known of it, and several side by side.

/** @param {Catalog} catalog @param {HTMLDialogElement} dialog
 * @param {{close: () => void, open: (entry: number) => void, step: (by: number) => void,
 *   toggleCompare: (entry: number) => void, filter: (field: Field, option: number) => void, uses: (entry: number) => void}} act */
const makeDrawer = (catalog, dialog, act) => {
  closeOutside(dialog, act.close);
  dialog.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    if (event.key === "ArrowLeft" || event.key === "k") act.step(-1);
    if (event.key === "ArrowRight" || event.key === "j") act.step(1);
  });

  /** @param {number} entry @param {State} state @param {number} at @param {number} total */
  const show = (entry, state, at, total) => {
    const isOpen = dialog.open;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.step : "";
    dialog.replaceChildren(...content(entry, state, at, total).flatMap((one) => one || []));
    dialog.scrollTop = 0;
    if (!isOpen) dialog.showModal();
    const again = focused ? dialog.querySelector(`[data-step="${focused}"]`) : null;
    /** @type {HTMLElement} */ (again ?? dialog.querySelector("#drawer-title")).focus();
  };

  /** @param {number} entry @param {State} state @param {number} at @param {number} total @returns {Child[]} */
  const content = (entry, state, at, total) => {
    const bib = bibtexOf(catalog, [entry]);
    const isOn = state.compare.includes(entry);
    const compare = button(isOn ? "In the comparison" : "Compare", () => act.toggleCompare(entry), "button", { "aria-pressed": `${isOn}` });
    const links = linksOf(catalog, entry);
    return [
      h("div", { class: "drawer-bar" },
        h("span", { class: "where" }, at >= 0 ? `${showGrouped(at + 1)} of ${showGrouped(total)}` : ""),
        button("←", () => act.step(-1), "icon", { "aria-label": "Previous entry", "data-step": "-1", disabled: at <= 0 }),
        button("→", () => act.step(1), "icon", { "aria-label": "Next entry", "data-step": "1", disabled: at < 0 || at + 1 >= total }),
        button("×", act.close, "icon", { "aria-label": "Close" })),
      h("p", { class: "eyebrow" }, h("span", {}, [catalog.collections[catalog.of[entry]].title, sectionOf(catalog, entry)].filter((one, index, all) => all.indexOf(one) === index).join(" · "))),
      h("h2", { id: "drawer-title", tabindex: "-1" }, ...marked(catalog.names[entry] || "(no name)", state.q)),
      h("p", { class: "actions" },
        ...links.map(([label, href], index) => linkTo(href, index === links.length - 1 && catalog.urls[entry] ? `Discussion ${label}` : label, index ? "button" : "button primary")), compare),
      h("dl", {}, ...catalog.fields.filter((one) => !one.resolved && !one.voice).flatMap((field) => rowOf(field, entry, state.q)), ...meta(entry, state.q)),
      ...lineage(entry, state.q),
      h("div", { class: "cite" }, h("h3", {}, "Cite"), button("Copy BibTeX", () => copy(bib, "BibTeX"))),
      h("pre", { tabindex: "0", "aria-label": "BibTeX" }, bib),
      h("p", { class: "ends" }, linkTo(correctionUrl(catalog, entry), "Suggest a correction"), button("Copy link to this entry", () => copy(entryUrl(catalog, entry), "Link"), "link")),
    ];
  };

  /** @param {Field} field @param {number} entry @param {string} q @returns {HTMLElement[]} */
  const rowOf = (field, entry, q) => {
    const value = valueOf(field, entry, q);
    const unread = field.raw.get(entry);
    if (!value.length && !unread) return [];
    const from = sourceOf(catalog, field, entry);
    return [h("dt", {}, field.label), h("dd", {}, h("div", {}, ...value, asWritten(unread)), from ? sourceNote(from, field, entry) : null)];
  };

  /** @param {string | undefined} unread */
  const asWritten = (unread) => unread && h("span", { class: "unread", title: "This could not be read in full" }, `“${unread}”`);

  /** @param {{origin: string, line: number, href: string}} from @param {Field} field @param {number} entry */
  const sourceNote = (from, field, entry) => {
    const text = from.origin === "body" && from.line ? `body, line ${from.line}` : from.origin;
    const note = linkTo(from.href, text, "source");
    note.setAttribute("aria-label", `Source of ${field.label}: ${text}`);
    note.title = `Where this value comes from: ${from.href || catalog.ids[entry]}`;
    if (!note.hasAttribute("href")) note.className = "source";
    if (!note.hasAttribute("href")) note.removeAttribute("aria-label");
    return note;
  };

  /** @param {Field} field @param {number} entry @param {string} q @returns {Child[]} */
  const valueOf = (field, entry, q) => {
    const value = field.values[entry];
    if (field.kind === "choice") {
      return value.map((/** @type {number} */ at) => {
        const { title, about, color } = field.options[at];
        const chip = button("", () => act.filter(field, at), color || field.several ? "tag" : "plain", { title: `Show all entries with ${title}` });
        if (/^[0-9a-f]{6}$/i.test(color)) chip.style.setProperty("--dot", `#${color}`);
        chip.append(...marked(title, q));
        return about && fold(about) !== fold(title) ? h("span", { class: "meaning" }, chip, h("small", {}, ...marked(about, q))) : chip;
      });
    }
    if (field.kind === "list") return value.length ? [h("ul", { class: value.length > 6 ? "columns" : "" }, ...value.map((/** @type {any} */ item) => itemOf(field, item, q)))] : [];
    if (field.kind === "link") return value ? [linkTo(value, value.replace(/^https?:\/\/(www\.)?/, ""))] : [];
    return marked(textOf(catalog, field, value), q).filter(Boolean);
  };

  /** An item of a list, as a link to the entry that it names; those it may mean stand behind it.
   * @param {Field} field @param {any} item @param {string} q */
  const itemOf = (field, item, q) => {
    const text = itemText(catalog, item);
    const { entries, sure } = entriesNamed(catalog, field, item);
    const leadTo = (/** @type {number} */ entry, /** @type {(Node | string)[]} */ words) => {
      const link = button("", () => act.open(entry), "link");
      link.append(...words);
      return link;
    };
    if (sure && entries.length === 1) return h("li", {}, leadTo(entries[0], marked(text, q)));
    if (!entries.length) return h("li", {}, ...marked(text, q));
    const others = entries.slice(0, 6).flatMap((entry, at) => [at ? ", " : "", leadTo(entry, [catalog.names[entry]])]);
    return h("li", {}, ...marked(text, q), h("small", {}, sure ? " (" : " (perhaps ", ...others, ")"));
  };

  /** What is known beside the fields.
   * @param {number} entry @param {string} q @returns {HTMLElement[]} */
  const meta = (entry, q) => {
    const row = (/** @type {string} */ label, /** @type {Child[]} */ ...value) => [h("dt", {}, label), h("dd", {}, h("div", {}, ...value))];
    const labels = catalog.labels.filter((one) => one[3].includes(entry)).map(([title, about, color]) => tagOf({ ...makeOption("", title), about, color }));
    const [accepted, created, updated] = [catalog.published[entry], catalog.created[entry], catalog.updated[entry]];
    const dates = [created && `opened ${created}`, accepted && `${created ? "" : "opened and "}accepted ${accepted}`, updated && `last changed ${updated}`].filter(Boolean);
    if (catalog.closed.includes(entry)) dates.push("closed");
    const voices = voicesOf(catalog, entry);
    return [
      ...(catalog.extras.get(entry) ?? []).flatMap(([label, text, line]) => [
        h("dt", {}, label || "More"), h("dd", {}, h("div", { class: "extra" }, ...marked(text, q)), linkTo(catalog.urls[entry], `body, line ${line}`, "source"))]),
      ...(labels.length ? row("Labels", ...labels) : []),
      ...(voices ? row("Voices", voices) : []),
      ...(dates[0] ? row("Issue", dates.join(" · ")) : []),
    ];
  };

  /** @param {number[]} entries @returns {HTMLElement} */
  const linked = (entries, say = (/** @type {number} */ _) => "", look = entries.length > 6 ? "columns" : "") =>
    h("ul", { class: look }, ...entries.map((one) =>
      h("li", {}, button(catalog.names[one] || "(no name)", () => act.open(one), "link"), say(one) && h("small", {}, ` ${say(one)}`))));

  /** What the entry is built from, what is built from it, and who shares what.
   * @param {number} entry @param {string} q @returns {Child[]} */
  const lineage = (entry, q) => {
    const [uses, indirect, works] = [usedBy(catalog, entry), indirectOf(catalog, entry), sameWork(catalog, entry)];
    const { sharing, none, unknown } = sharingOf(catalog, entry);
    const entries = (/** @type {number[]} */ of) => counted(of.length, "entry", "entries");
    const named = [...sourcesOf(catalog, entry)].filter((one) => typeof one === "number").map(Number);
    const isNamed = uses.length || catalog.named[catalog.of[entry]];
    return [
      ...catalog.fields.filter((field) => field.resolved && field.values[entry].length).flatMap((field) => {
        const from = sourceOf(catalog, field, entry);
        return [h("div", { class: "cite" }, h("h3", {}, `Built from ${entries(named)}`), from && sourceNote(from, field, entry)), ...valueOf(field, entry, q), asWritten(field.raw.get(entry))];
      }),
      indirect.length && h("h3", {}, `Through them from ${entries(indirect)}`), indirect.length && linked(indirect),
      isNamed && h("div", { class: "cite" }, h("h3", {}, `Used by ${entries(uses)}`), uses.length && button("Show in the list", () => act.uses(entry), "link")),
      uses.length && h("div", { class: "used" }, linked(uses)),
      works.length && h("h3", {}, "Same work"), works.length && linked(works, (one) => catalog.collections[catalog.of[one]].title),
      (sharing.length > uses.length || namesSources(catalog, entry)) && h("details", { class: "sharing" },
        h("summary", {}, h("h3", {}, `Shares sources with ${entries(sharing)}`)),
        h("div", { class: "shared" }, linked(sharing, (one) => sharedText(catalog, entry, one, true), "")),
        h("p", { class: "rest" }, `None named in common with ${none}, unknown for ${unknown} that name no sources. ${CAVEAT}`)),
    ];
  };

  return { show };
};

/** Close a dialog by Escape and by a click beside it. @param {HTMLDialogElement} dialog @param {() => void} close */
const closeOutside = (dialog, close) => {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
};

const CAVEAT = "A shared source is not yet a leak, and entries may share sources that they do not name.";

/** Say which sources two entries share, and how each comes to them; of the open entry without its name.
 * @param {Catalog} catalog @param {number} a @param {number} b @param {boolean} [isOpen] @returns {string} */
const sharedText = (catalog, a, b, isOpen) => {
  const { answer, shared, silent } = compareSources(catalog, a, b);
  const named = (/** @type {number[]} */ entries, /** @type {string} */ by) => entries.map((one) => catalog.names[one]).join(by);
  const through = (/** @type {number[]} */ way) => (way.length ? ` through ${named(way, ", then ")}` : "");
  const said = shared.map(({ source, name, ours, theirs, direct }) => {
    const built = through(ours.length ? ours : theirs);
    if (source === a || source === b) {
      if (isOpen) return source === a ? `is built from this${built}` : `this is built from it${built}`;
      return `${catalog.names[source === a ? b : a]} is built from ${name}${built}`;
    }
    const ways = /** @type {[number, number[]][]} */ ([[a, ours], [b, theirs]]).filter((one) => one[1].length);
    return direct ? name : `${name} (${ways.map(([entry, way]) => `${isOpen && entry === a ? "this" : catalog.names[entry]}${through(way)}`).join(", ")})`;
  });
  if (answer === "shares") return `${isOpen ? "" : "shares "}${said.join(", ")}`;
  return answer === "none named" ? answer : `unknown: ${named(silent, " and ")} ${silent.length > 1 ? "name" : "names"} no sources`;
};

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** @param {Catalog} catalog @param {number} entry */
const entryUrl = (catalog, entry) => `${location.href.split("#")[0]}#${toHash(catalog, { ...emptyState(), entry })}`;

/** @param {Catalog} catalog @param {HTMLDialogElement} dialog
 * @param {{close: () => void, open: (entry: number) => void, toggleCompare: (entry: number) => void}} act */
const makeComparison = (catalog, dialog, act) => {
  closeOutside(dialog, act.close);
  /** @param {number[]} entries */
  const show = (entries) => {
    const rows = compareEntries(catalog, entries).map(({ field, texts, same }) =>
      h("tr", { class: same ? "same" : "" }, h("th", { scope: "row" }, field.label),
        ...entries.map((entry, at) => h("td", {}, ...compared(field, entry, texts[at])))));
    const heads = entries.map((entry) => h("th", { scope: "col" },
      button(catalog.names[entry], () => act.open(entry), "link"),
      button("×", () => act.toggleCompare(entry), "icon", { "aria-label": `Remove ${catalog.names[entry]}` })));
    dialog.replaceChildren(
      h("div", { class: "drawer-bar" }, h("h2", { id: "comparison-title", tabindex: "-1" }, `${entries.length} entries side by side`), button("×", act.close, "icon", { "aria-label": "Close" })),
      h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Comparison" },
        h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ...heads)), h("tbody", {}, ...rows))), ...shared(entries));
    if (!dialog.open) dialog.showModal();
    /** @type {HTMLElement} */ (dialog.querySelector("h2")).focus();
  };

  /** Which sources each two of the entries share. @param {number[]} entries @returns {HTMLElement[]} */
  const shared = (entries) => {
    if (!catalog.fields.some((field) => field.resolved)) return [];
    const pairs = entries.flatMap((a, at) => entries.slice(at + 1).map((b) => [a, b]));
    return [h("h3", {}, "Sources in common"),
      h("ul", {}, ...pairs.map(([a, b]) => h("li", {}, h("b", {}, `${catalog.names[a]} and ${catalog.names[b]}: `), sharedText(catalog, a, b)))),
      h("p", { class: "rest" }, CAVEAT)];
  };

  /** @param {Field} field @param {number} entry @param {string} text @returns {Child[]} */
  const compared = (field, entry, text) => {
    if (!text) return [h("span", { class: "missing" }, "not stated")];
    if (field.kind === "link") return [linkTo(text, text.replace(/^https?:\/\/(www\.)?/, ""))];
    if (field.kind === "choice" && (field.several || field.options[0]?.color)) return field.values[entry].map((/** @type {number} */ at) => tagOf(field.options[at]));
    return [text];
  };
  return { show };
};
