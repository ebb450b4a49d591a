// The facets at the side. Rows keep their order and place whatever is chosen.

const SHOWN = 7;
const LISTED = 40;
const OPEN_FACETS = 7;

/** Build the facets once, and update their numbers and boxes.
 * @param {Catalog} catalog @param {HTMLElement} place
 * @param {(facet: Facet, change: (choice: Choice) => void) => void} act */
const makeFilters = (catalog, place, act) => {
  /** @type {(() => void)[]} */
  const updates = [];
  /** @type {{result: Result | null, state: State}} */
  const now = { result: null, state: emptyState() };

  /** @param {Facet} facet @returns {Choice} */
  const choiceOf = (facet) => now.state.facets.get(facet.key) ?? { on: [], off: [], all: facet.all };

  /** @param {Facet} facet @param {number} index */
  const panel = (facet, index) => {
    const byTotal = facet.options.map((_, at) => at)
      .filter((at) => facet.totals[at])
      .sort((a, b) => facetRank(facet) < 3 ? a - b : facet.totals[b] - facet.totals[a] || compareTexts(fold(facet.options[a].title), fold(facet.options[b].title)));
    const isLong = byTotal.length > SHOWN + 1;
    let isWide = false;
    let wanted = "";
    /** @type {Map<number, {node: HTMLElement, update: () => void}>} */
    const rows = new Map();
    const list = h("ul", {});
    const mode = facet.several ? h("span", { class: "mode", role: "group", "aria-label": `Match in ${facet.title}` },
      ...[false, true].map((all) => button(all ? "all" : "any", () => act(facet, (choice) => { choice.all = all; }), "", { "data-all": all ? "1" : "" }))) : null;
    const search = h("input", { type: "search", class: "find", placeholder: `Find in ${byTotal.length}`, "aria-label": `Find in ${facet.title}`, hidden: true,
      oninput: () => { wanted = fold(search.value).trim(); draw(); } });
    const toggle = button("", () => { isWide = !isWide; wanted = search.value = ""; draw(); if (isWide && !search.hidden) search.focus(); }, "link", { hidden: true });
    const rest = h("p", { class: "rest", hidden: true });
    const title = h("summary", {}, h("span", {}, facet.title), h("span", { class: "picked" }));
    const box = h("details", { class: "facet", ontoggle: () => draw() }, title, mode, search, list, rest, toggle);
    box.open = index < OPEN_FACETS;

    const visible = () => {
      const { on, off } = choiceOf(facet);
      if (wanted) return byTotal.filter((at) => [facet.options[at].title, facet.options[at].about].some((text) => fold(text).includes(wanted)));
      const first = isWide ? byTotal : byTotal.slice(0, isLong ? SHOWN : SHOWN + 1);
      return [...first.slice(0, LISTED), ...byTotal.filter((at) => (on.includes(at) || off.includes(at)) && !first.slice(0, LISTED).includes(at))];
    };

    const draw = () => {
      if (!box.open) {
        list.replaceChildren();
        rows.clear();
        return update();
      }
      const found = visible();
      const most = found.slice(0, LISTED + 8);
      const wantedRows = most.map((at) => {
        const known = rows.get(at) ?? rowOf(facet, at);
        rows.set(at, known);
        return known.node;
      });
      if (wantedRows.length !== list.children.length || wantedRows.some((node, at) => node !== list.children[at])) {
        const focused = document.activeElement;
        list.replaceChildren(...wantedRows);
        for (const at of [...rows.keys()]) if (!most.includes(at)) rows.delete(at);
        if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
      }
      search.hidden = !isWide || byTotal.length < 15;
      toggle.hidden = !isLong;
      setText(toggle, isWide ? "Show fewer" : `Show all ${byTotal.length}`);
      const hidden = (wanted ? found.length : isWide ? byTotal.length : most.length) - most.length;
      rest.hidden = hidden <= 0 && found.length > 0;
      setText(rest, found.length ? `and ${hidden} more: type to find them` : "None is called so");
      update();
    };

    const update = () => {
      const choice = choiceOf(facet);
      const picked = choice.on.length + choice.off.length;
      setText(/** @type {HTMLElement} */ (title.lastElementChild), picked ? `${picked} chosen` : "");
      for (const one of mode?.children ?? []) setAttribute(one, "aria-pressed", `${choice.all === !!(/** @type {HTMLElement} */ (one).dataset.all)}`);
      for (const row of rows.values()) row.update();
    };

    /** @param {Facet} one @param {number} at */
    const rowOf = (one, at) => {
      const { title: name, about, color } = one.options[at];
      const input = h("input", { type: "checkbox", onchange: () => act(one, (choice) => flip(choice, at, false)) });
      const most = Math.max(...one.totals);
      const number = h("span", { class: "count" });
      const label = h("label", { title: about || null }, input, h("span", { class: color ? "dot" : "" }, name), number);
      if (/^[0-9a-f]{6}$/i.test(color)) label.style.setProperty("--dot", `#${color}`);
      const exclude = button("", () => act(one, (choice) => flip(choice, at, true)), "exclude", { "aria-label": `Exclude ${name}`, title: "Exclude" });
      const node = h("li", {}, label, exclude);
      const updateRow = () => {
        const choice = choiceOf(one);
        const count = now.result?.facets.get(one.key)?.[at] ?? one.totals[at];
        const isOff = choice.off.includes(at);
        input.checked = choice.on.includes(at);
        setText(number, showGrouped(count));
        setAttribute(node, "class", isOff ? "off" : count || input.checked ? "" : "none");
        setAttribute(exclude, "aria-pressed", `${isOff}`);
        const share = `${Math.round((100 * count) / most)}%`;
        if (label.style.getPropertyValue("--share") !== share) label.style.setProperty("--share", share);
      };
      return { node, update: updateRow };
    };

    updates.push(draw);
    return box;
  };

  place.append(...catalog.facets.map(panel));
  /** @param {Result} result @param {State} state */
  const update = (result, state) => {
    now.result = result;
    now.state = state;
    for (const one of updates) one();
  };
  return { update };
};

/** Choose or exclude an option, or let it go. @param {Choice} choice @param {number} at @param {boolean} exclude */
const flip = (choice, at, exclude) => {
  const [own, other] = exclude ? [choice.off, choice.on] : [choice.on, choice.off];
  const found = own.indexOf(at);
  if (found >= 0) own.splice(found, 1);
  else own.push(at);
  if (other.includes(at)) other.splice(other.indexOf(at), 1);
};
