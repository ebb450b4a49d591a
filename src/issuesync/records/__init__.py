"""Issues, data files and overrides into the catalog's records."""
