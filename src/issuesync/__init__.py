"""GitHub Issues are the database; the README is a build product.

For programs: `load_catalog` reads the catalog of a folder, `to_dicts` gives its entries as
``issuesync list --json`` does, and the types say what there is to walk. ``docs/python.md`` shows
how. These names are kept stable; all others may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from issuesync.app.door import load_catalog, to_dicts
    from issuesync.errors import (
        ConfigurationError,
        GitHubError,
        IssuesyncError,
        SourceError,
        UsageError,
    )
    from issuesync.model.problem import Location, Problem, Severity
    from issuesync.model.record import FieldValue, Origin, Record
    from issuesync.model.value import Amount, Listing
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection, Field, Schema
    from issuesync.schema.parts import Section

__version__ = "0.1.0"

__all__ = [
    "Amount",
    "Catalog",
    "Collection",
    "ConfigurationError",
    "Field",
    "FieldValue",
    "GitHubError",
    "IssuesyncError",
    "Listing",
    "Location",
    "Origin",
    "Problem",
    "Record",
    "Schema",
    "Section",
    "Severity",
    "SourceError",
    "UsageError",
    "__version__",
    "load_catalog",
    "to_dicts",
]

_HOMES = {
    "app.door": ("load_catalog", "to_dicts"),
    "errors": ("ConfigurationError", "GitHubError", "IssuesyncError", "SourceError", "UsageError"),
    "model.problem": ("Location", "Problem", "Severity"),
    "model.record": ("FieldValue", "Origin", "Record"),
    "model.value": ("Amount", "Listing"),
    "records.catalog": ("Catalog",),
    "schema.catalog": ("Collection", "Field", "Schema"),
    "schema.parts": ("Section",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: a command line pays for none of them."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
