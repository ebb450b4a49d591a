"""GitHub Issues are the database; the README is a build product."""

__version__ = "0.1.0"
