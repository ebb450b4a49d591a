// Elements made by hand: texts only as text, addresses only as http or https.

/** @typedef {Node | string | null | undefined | false | 0} Child */

/** Make an element. Keys that begin with "on" are listeners, `class` and the rest attributes.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, any>} attributes @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]} */
const h = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children) if (child) made.append(child);
  return made;
};

/** Make a link, or plain text where the address must not be linked.
 * @param {string} href @param {string} text @param {string} [look] */
const linkTo = (href, text, look = "") => {
  const safe = safeUrl(href);
  return safe ? h("a", { href: safe, class: look, rel: "noopener noreferrer nofollow" }, text) : h("span", {}, text);
};

/** @param {string} label @param {() => void} act @param {string} [look] @param {Record<string, any>} [more] */
const button = (label, act, look = "button", more = {}) =>
  h("button", { type: "button", class: look, onclick: act, ...more }, label);

/** Divide a text into plain and marked parts.
 * @param {string} text @param {string} q @returns {(Node | string)[]} */
const marked = (text, q) => {
  /** @type {(Node | string)[]} */
  const parts = [];
  let at = 0;
  for (const [start, end] of q ? marksOf(text, q) : []) {
    parts.push(text.slice(at, start), h("mark", {}, text.slice(start, end)));
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
};

/** Show a text with the words of a query marked; what is shown already stays.
 * @param {Element} node @param {string} text @param {string} q */
const markIn = (node, text, q) => {
  const parts = marked(text, q);
  if (parts.length > 1 || node.firstElementChild || node.textContent !== text) node.replaceChildren(...parts);
};

/** Set a text or an attribute only where it is another: the browser lays out what is set.
 * @param {Element} node @param {string} text */
const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

/** @param {Element} node @param {string} name @param {string} text */
const setAttribute = (node, name, text) => {
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
};

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {number} number @param {string} one @param {string} [many] */
const counted = (number, one, many = `${one}s`) => `${showGrouped(number)} ${number === 1 ? one : many}`;

/** @type {number | undefined} */
let toastTimer;

/** Say something for a moment, to eyes and to screen readers. @param {string} text */
const toast = (text) => {
  const place = byId("toast");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.classList.remove("shown"), 2500);
};

/** Copy a text, also where the clipboard is not open to scripts. @param {string} text @param {string} what */
const copy = (text, what) => {
  const byHand = () => {
    const area = h("textarea", { class: "hidden", readonly: true });
    area.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("refused"));
  };
  const copied = navigator.clipboard ? navigator.clipboard.writeText(text).catch(byHand) : byHand();
  copied.then(() => toast(`${what} copied`), () => window.prompt(`Copy ${what.toLowerCase()}:`, text));
};

/** Hand a text to the browser as a file. @param {string} name @param {string} type @param {string} text */
const download = (name, type, text) => {
  const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const anchor = h("a", { download: name });
  anchor.href = href;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
};
