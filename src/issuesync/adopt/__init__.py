"""A document that people wrote by hand into a catalog: its rows, their issues, its settings."""
