"""Hand edits of generated tables into edits of overrides, data files and issues."""
