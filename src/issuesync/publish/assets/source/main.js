// The page: one state, read from and written to the address, and everything drawn from it.

const SEARCH_DELAY = 30;
const WRITE_DELAY = 300;

const startPage = () => {
  const catalog = openCatalog(/** @type {any} */ (window).issuesyncData);
  const input = /** @type {HTMLInputElement} */ (byId("q"));
  const dialogs = { drawer: dialogOf("drawer"), comparison: dialogOf("comparison"), sheet: dialogOf("sheet") };
  let { selection: state, unknown } = fromHash(catalog, location.hash);
  /** @type {Result} */
  let result = runQuery(catalog, state);
  /** @type {HTMLElement | null} */
  let opener = null;

  // ---- what changes the state

  const change = (/** @type {(state: State) => void} */ edit, isStep = false) => {
    edit(state);
    unknown = [];
    drawSelection();
    write(isStep);
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let writing;
  // Browsers refuse an address that changes with every letter or pixel.
  const changeSoon = (/** @type {(state: State) => void} */ edit) => {
    edit(state);
    unknown = [];
    drawSelection();
    clearTimeout(writing);
    writing = setTimeout(write, WRITE_DELAY);
  };
  const write = (isStep = false) => {
    clearTimeout(writing);
    const hash = `#${toHash(catalog, state)}`;
    if (hash !== (location.hash || "#")) history[isStep ? "pushState" : "replaceState"](null, "", hash === "#" ? location.href.split("#")[0] : hash);
  };
  const openEntry = (/** @type {number} */ entry) => {
    opener ??= document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const isStep = state.entry < 0;
    state.entry = entry;
    write(isStep);
    drawDialogs();
  };
  const closeEntry = () => {
    state.entry = -1;
    write();
    drawDialogs();
  };
  const step = (/** @type {number} */ by) => {
    const next = result.hits[result.hits.indexOf(state.entry) + by];
    if (next !== undefined) openEntry(next);
  };
  const toggleCompare = (/** @type {number} */ entry) => {
    const at = state.compare.indexOf(entry);
    if (at < 0 && state.compare.length === 4) return toast("Four entries can be compared at once");
    const compare = at < 0 ? [...state.compare, entry] : state.compare.filter((one) => one !== entry);
    state.compare = compare;
    write();
    list.markCompared(compare);
    drawTray();
    if (dialogs.comparison.open) {
      if (compare.length > 1) comparison.show(compare);
      else dialogs.comparison.close();
    }
    if (dialogs.drawer.open) drawDialogs();
  };
  const filterBy = (/** @type {Field} */ field, /** @type {number} */ option) => {
    state.entry = -1;
    dialogs.drawer.close();
    opener = null;
    change((one) => one.facets.set(addressKey(field.key), { on: [option], off: [], all: false }), true);
    byId("main").focus();
  };
  const showUses = (/** @type {number} */ entry) => {
    state.entry = -1;
    dialogs.drawer.close();
    opener = null;
    change((one) => {
      clear(one);
      one.uses = entry;
    }, true);
    byId("main").focus();
  };
  const setRange = (/** @type {string} */ key, /** @type {[number?, number?] | null} */ bounds) => changeSoon((one) => {
    if (bounds) one.ranges.set(key, bounds);
    else one.ranges.delete(key);
  });

  // ---- parts

  const filters = h("div", { class: "facets" });
  const scales = h("div", { class: "scales" });
  const list = makeList(catalog, byId("results"), { open: openEntry, toggleCompare, sort: (key) => change((one) => { one.sort = key; }) });
  const facets = makeFilters(catalog, filters, (facet, edit) => change((one) => {
    const choice = one.facets.get(facet.key) ?? { on: [], off: [], all: facet.all };
    edit(choice);
    one.facets.set(facet.key, choice);
  }));
  const ranges = makeScales(catalog, scales, setRange);
  const drawer = makeDrawer(catalog, dialogs.drawer, { close: closeEntry, open: openEntry, step, toggleCompare, filter: filterBy, uses: showUses });
  const comparison = makeComparison(catalog, dialogs.comparison, {
    close: () => dialogs.comparison.close(), toggleCompare,
    open: (entry) => { dialogs.comparison.close(); openEntry(entry); },
  });

  // ---- drawing

  const drawSelection = () => {
    result = runQuery(catalog, state);
    list.show(result.hits, { ...state });
    facets.update(result, state);
    ranges.update(result, state);
    drawStatus();
    drawChips();
    drawNotice();
    drawTray();
  };
  const drawStatus = () => {
    const total = showGrouped(catalog.size);
    const found = showGrouped(result.hits.length);
    byId("status").replaceChildren(h("b", {}, found), result.hits.length === catalog.size ? " entries" : ` of ${total} entries`);
    for (const view of ["cards", "table"]) setAttribute(byId(`view-${view}`), "aria-pressed", `${state.view === view}`);
    const sort = /** @type {HTMLSelectElement} */ (byId("sort"));
    setText(sort.options[0], wordsOf(state.q).length ? "Best match" : "Newest first");
    if (sort.value !== state.sort) sort.value = state.sort;
  };
  /** @returns {[string, string, () => void][]} each a part of the state: its key, its words, what ends it */
  const parts = () => {
    /** @type {[string, string, () => void][]} */
    const found = [];
    if (state.q.trim()) found.push(["q", `“${state.q.trim()}”`, () => change((one) => { one.q = input.value = ""; })]);
    if (state.uses >= 0) found.push(["uses", `Built from ${catalog.names[state.uses]}`, () => change((one) => { one.uses = -1; })]);
    for (const facet of catalog.facets) {
      const choice = state.facets.get(facet.key);
      const drop = (/** @type {number} */ at, /** @type {boolean} */ off) => () => change(() => choice && flip(choice, at, off));
      const joined = choice && choice.all && choice.on.length > 1 ? " (all)" : "";
      for (const at of choice?.on ?? []) found.push([facet.key, `${facet.title}${joined}: ${facet.options[at].title}`, drop(at, false)]);
      for (const at of choice?.off ?? []) found.push([facet.key, `${facet.title}: not ${facet.options[at].title}`, drop(at, true)]);
    }
    for (const range of catalog.ranges) {
      const bounds = state.ranges.get(range.key);
      if (!bounds) continue;
      const [least, most] = bounds.map((one) => (one === undefined ? "" : showTyped(range.unit, one)));
      const text = least && most ? (least === most ? least : `${least} – ${most}`) : least ? `from ${least}` : `up to ${most}`;
      found.push([range.key, `${range.title}: ${text}`, () => setRange(range.key, null)]);
    }
    return found;
  };
  const clear = (/** @type {State} */ one) => {
    one.q = input.value = "";
    one.uses = -1;
    one.facets.clear();
    one.ranges.clear();
  };
  const clearAll = () => change(clear);
  const drawChips = () => {
    const found = parts();
    const chips = found.map(([, text, end]) => button(text, end, "chip", { "aria-label": `Remove ${text}` }));
    byId("chips").replaceChildren(...(found.length ? [...chips, button("Clear all", clearAll, "link")] : [h("span", { class: "hint" }, "No filters. Every selection you make has its own link.")]));
    const picked = found.filter((one) => one[0] !== "q").length;
    byId("open-filters").textContent = picked ? `Filters (${picked})` : "Filters";
  };
  const drawNotice = () => {
    /** @type {HTMLElement[]} */
    const notes = [];
    if (unknown.length) notes.push(h("p", { class: "notice" }, `Not in this catalog: ${unknown.slice(0, 6).join(", ")}${unknown.length > 6 ? " …" : ""}. The rest of the link is applied.`));
    if (!result.hits.length) notes.push(nothingFound());
    byId("notice").replaceChildren(...notes);
  };
  const nothingFound = () => {
    const better = suggest(catalog, state.q);
    const ways = parts().filter(([key]) => result.without.get(key)).map(([key, text, end]) => h("li", {}, button(`Without ${text}`, end, "link"), ` (${showGrouped(result.without.get(key) ?? 0)})`));
    return h("div", { class: "nothing" }, h("h2", {}, "Nothing matches"),
      better ? h("p", {}, "Did you mean ", button(better, () => change((one) => { one.q = input.value = better; }), "link strong"), "?") : null,
      ways.length ? h("ul", {}, ...ways) : null,
      h("p", {}, button("Show all entries", clearAll)));
  };
  const drawTray = () => {
    const tray = byId("tray");
    tray.hidden = !state.compare.length;
    document.body.classList.toggle("has-tray", !tray.hidden);
    const chips = state.compare.map((entry) => button(catalog.names[entry], () => toggleCompare(entry), "chip", { "aria-label": `Do not compare ${catalog.names[entry]}` }));
    tray.replaceChildren(h("span", { class: "picked-names" }, ...chips),
      button(state.compare.length > 1 ? `Compare ${state.compare.length}` : "Choose one more", () => comparison.show(state.compare), "button primary", { disabled: state.compare.length < 2 }),
      button("Clear", () => [...state.compare].forEach(toggleCompare), "button"));
  };
  const drawDialogs = () => {
    if (state.entry >= 0) return drawer.show(state.entry, state, result.hits.indexOf(state.entry), result.hits.length);
    if (!dialogs.drawer.open) return;
    dialogs.drawer.close();
    if (opener?.isConnected) opener.focus();
    opener = null;
  };

  // ---- wiring

  const sort = byId("sort");
  sort.append(...sortsOf(catalog).map(([value, label]) => h("option", { value }, label)));
  sort.addEventListener("change", () => change((one) => { one.sort = /** @type {HTMLSelectElement} */ (sort).value; }));
  for (const view of ["cards", "table"]) byId(`view-${view}`).addEventListener("click", () => change((one) => { one.view = view; }));
  byId("share").addEventListener("click", () => {
    write();
    copy(location.href, "Link");
  });
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-as]"))) {
    one.addEventListener("click", () => {
      exportAs(catalog, result.hits, one.dataset.as ?? "");
      one.closest("details")?.removeAttribute("open");
    });
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => changeSoon((one) => { one.q = input.value; }), SEARCH_DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && input.value) {
      event.preventDefault();
      change((one) => { one.q = input.value = ""; });
    }
    if (event.key === "Enter" && result.hits.length) {
      clearTimeout(waiting);
      change((one) => { one.q = input.value; });
      if (result.hits.length) openEntry(result.hits[0]);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !isTyping(event.target) && !document.querySelector("dialog[open]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
    if (event.key === "Escape") document.querySelector("details.menu[open]")?.removeAttribute("open");
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
    }
  });
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  const readAddress = () => {
    ({ selection: state, unknown } = fromHash(catalog, location.hash));
    input.value = state.q;
    drawSelection();
    drawDialogs();
  };
  window.addEventListener("popstate", readAddress);
  themeButton();

  // The filters stand at the side where there is room, else in a sheet of their own.
  const done = h("div", { class: "sheet-bar" }, h("h2", {}, "Filters"), button("Show entries", () => dialogs.sheet.close(), "button primary"));
  const wide = window.matchMedia("(min-width: 60rem)");
  const arrange = () => {
    if (wide.matches) {
      if (dialogs.sheet.open) dialogs.sheet.close();
      byId("side").append(filters);
      byId("scales-place").append(scales);
    } else dialogs.sheet.append(done, scales, filters);
  };
  wide.addEventListener("change", arrange);
  arrange();
  closeOutside(dialogs.sheet, () => dialogs.sheet.close());
  byId("open-filters").addEventListener("click", () => dialogs.sheet.showModal());

  input.value = state.q;
  drawSelection();
  if (state.entry >= 0) drawDialogs();
  // What is suggested where nothing is found is got ready before anybody types so far.
  setTimeout(() => vocabularyOf(catalog), 500);
};

/** @param {string} id */
const dialogOf = (id) => /** @type {HTMLDialogElement} */ (byId(id));

/** @param {Catalog} catalog @param {number[]} hits @param {string} kind */
const exportAs = (catalog, hits, kind) => {
  const texts = {
    csv: () => download("selection.csv", "text/csv", `\ufeff${toCsv(catalog, hits)}`),
    json: () => download("selection.json", "application/json", toJson(catalog, hits)),
    bib: () => download("selection.bib", "application/x-bibtex", bibtexOf(catalog, hits)),
  };
  texts[/** @type {keyof typeof texts} */ (kind)]();
  toast(`${counted(hits.length, "entry", "entries")} exported`);
};

const themeButton = () => {
  const toggle = byId("theme");
  const names = { "": "as the system", light: "light", dark: "dark" };
  const order = ["", "light", "dark"];
  let theme = readTheme();
  const say = () => {
    toggle.setAttribute("aria-label", `Theme: ${names[/** @type {keyof typeof names} */ (theme)] ?? theme}`);
    toggle.title = toggle.getAttribute("aria-label") ?? "";
    toggle.dataset.theme = theme;
  };
  toggle.addEventListener("click", () => {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    setTheme(theme);
    try {
      localStorage.setItem("issuesync-theme", theme);
    } catch {
      // Where nothing can be kept, the theme lasts while the page is open.
    }
    say();
  });
  toggle.hidden = false;
  say();
};

startPage();
