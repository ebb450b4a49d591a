"""The catalog into data files and the page, for those who use it."""
