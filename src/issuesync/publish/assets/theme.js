"use strict";
// The chosen theme, before anything is painted. Where nothing can be kept, it lasts while the page is open.

/** @returns {string} */
const readTheme = () => {
  try {
    return localStorage.getItem("issuesync-theme") ?? "";
  } catch {
    return "";
  }
};

/** @param {string} theme */
const setTheme = (theme) => {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
};

setTheme(readTheme());
