"""The files of a catalog's folder into values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.errors import ConfigurationError, SourceError, UsageError
from issuesync.model.problem import Problem, Severity
from issuesync.records.catalog import build_catalog
from issuesync.schema.build import labels_file, parse_catalog
from issuesync.schema.source import Source, parse_yaml
from issuesync.schema.taxonomy import Taxonomy, parse_taxonomy
from issuesync.store.files import list_names, read_text
from issuesync.store.snapshot import load_snapshot

if TYPE_CHECKING:
    from issuesync.model.issue import Snapshot
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema

CATALOG = "catalog.yaml"
START = "run issuesync init to begin a catalog, or name its folder with -C"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalog's folder read: its records, and the texts that a build starts from."""

    root: Path
    catalog: Catalog
    documents: dict[str, str | None]
    pictures: dict[str, str]


def load(origin: str | None = None) -> Loaded:
    """Read everything that the catalog in this folder declares.

    ``origin`` is what ``--from`` says: ``snapshot``, or the path of another snapshot.
    """
    root = Path()
    schema = load_schema(root)
    snapshot = load_issues(root, schema, origin)
    files = [name for one in schema.collections for name in one.data_files]
    corrections = [one.overrides for one in schema.collections if one.overrides]
    sources, problems = load_sources(root, [*files, *corrections])
    if problems:
        raise ConfigurationError("a data file cannot be used", problems=problems)
    catalog = build_catalog(schema, snapshot, sources, sources)
    documents = {name: read_text(root, name) for name in schema.documents}
    return Loaded(root, catalog, documents, load_pictures(root, schema))


def load_schema(root: Path) -> Schema:
    """Read ``catalog.yaml`` and the taxonomy; raise `ConfigurationError` with every problem."""
    text = read_text(root, CATALOG)
    if text is None:
        raise ConfigurationError(f"there is no {CATALOG} in {root.resolve()}", hint=START)
    taxonomy, problems = load_taxonomy(root, labels_file(text, CATALOG))
    schema, faults = parse_catalog(text, CATALOG, taxonomy)
    problems += faults
    if schema is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise ConfigurationError("the configuration cannot be used", problems=problems)
    return schema


def load_taxonomy(root: Path, name: str) -> tuple[Taxonomy, list[Problem]]:
    """Read ``labels.yaml``; a catalog without one has no labels."""
    text = read_text(root, name)
    return parse_taxonomy(text, name) if text is not None else (Taxonomy(), [])


def load_issues(root: Path, schema: Schema, origin: str | None) -> Snapshot | None:
    """Read the issues from where the catalog, or ``--from``, says."""
    if not any(one.from_issues for one in schema.collections):
        return None
    where = origin or schema.source
    if where == "github":
        raise UsageError(
            "reading from GitHub is not part of this version",
            hint="say source: snapshot in catalog.yaml, or --from snapshot",
        )
    if where == "snapshot":
        return load_snapshot(root / schema.snapshot, schema.snapshot)
    return load_snapshot(Path(where), where)


def load_sources(root: Path, names: list[str]) -> tuple[dict[str, Source], list[Problem]]:
    """Parse the YAML files by name; raise `SourceError` for one that is not there."""
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        text = read_text(root, name)
        if text is None:
            raise SourceError(
                f"{name}: there is no such file", hint=f"create it, or mend {CATALOG}"
            )
        sources[name], faults = parse_yaml(text, name)
        problems += faults
    return sources, problems


def load_pictures(root: Path, schema: Schema) -> dict[str, str]:
    """Read the SVG files in the badges' folder."""
    if schema.badges is None:
        return {}
    names = [name for name in list_names(root, schema.badges.folder) if name.endswith(".svg")]
    return {name: read_text(root, name) or "" for name in names}
