"""The files of a catalog's folder into values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.app.acting import Place, read_line
from issuesync.app.event import is_scheduled, source_of
from issuesync.errors import ConfigurationError, SourceError, UsageError
from issuesync.model.issue import Snapshot
from issuesync.model.output import OutputFile
from issuesync.model.problem import Location, Problem, Severity
from issuesync.model.wording import counted
from issuesync.records.overrides import Overrides, build_overrides
from issuesync.schema.about import with_citation
from issuesync.schema.build import labels_file, parse_catalog
from issuesync.schema.catalog import CATALOG
from issuesync.schema.taxonomy import Taxonomy, parse_taxonomy
from issuesync.store.files import current_text, distinct_files, list_names, read_text
from issuesync.store.snapshot import load_snapshot, snapshot_text
from issuesync.store.staged import is_unfinished
from issuesync.store.voices import load_voices, voices_text
from issuesync.submissions.forms import FOLDER
from issuesync.yamlfile.source import Source, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.app.connection import PullOptions
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema

_VOICES = "catalog/voices.json"
"""Where voices are kept, where catalog.yaml does not say."""
_CITATION = "CITATION.cff"
_NO_LABEL = "is not a label of labels.yaml"
_START = "run issuesync init to begin a catalog, or name its folder with -C"


@dataclass(frozen=True, slots=True)
class IssueSource:
    """The issues, where they came from, and what is to be said of that.

    ``accepted`` is the snapshot file as it is to be, where the issues came from GitHub, and
    ``listed`` everything that GitHub lists. ``is_first`` says that there is no
    snapshot yet. ``read`` says in a line what was read.
    """

    snapshot: Snapshot | None
    read: str
    listed: Snapshot | None = None
    accepted: tuple[OutputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_remote: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalog's folder read: its records, and the texts that a build starts from.

    ``pictures`` are the files in the folders of badges and charts, ``templates`` the issue forms.
    """

    root: Path
    catalog: Catalog
    documents: dict[str, str | None]
    pictures: dict[str, str]
    templates: dict[str, str]
    origin: IssueSource


def load(root: Path, origin: str | None = None, options: PullOptions | None = None) -> Loaded:
    """Read everything that the catalog in a folder declares.

    ``origin`` is what ``--from`` says: ``snapshot``, ``github``, or the path of another snapshot.
    """
    schema = load_schema(root)
    issues = _with_voices(_load_issues(root, schema, origin, options), root, schema, options)
    catalog = read_catalog(root, schema, issues.snapshot)
    documents = {name: read_text(root, name) for name in distinct_files(root, schema.documents)}
    pictures = _load_pictures(root, schema)
    return Loaded(root, catalog, documents, pictures, _load_templates(root), issues)


def _with_voices(
    origin: IssueSource, root: Path, schema: Schema, options: PullOptions | None
) -> IssueSource:
    """Give the issues the voices of their file, or where a run may write it, those of GitHub.

    Raises `UsageError` where voices are asked for and GitHub is not read.
    """
    if origin.snapshot is None:
        return origin
    name = schema.voices or _VOICES
    voices = load_voices(root / name, name)
    is_asked = options is not None and options.voices
    if is_asked and origin.listed is None:
        hint = "add --from github"
        raise UsageError("--voices reads GitHub, and this sync does not", hint=hint)
    accepted = origin.accepted
    if origin.listed is not None and (is_asked or (schema.voices and is_scheduled())):
        shown = {one.number for one in origin.snapshot.issues if one.has_text}
        voices = {
            one.number: one.voices
            for one in origin.listed.issues
            if one.voices is not None and one.number in shown and not one.is_pull
        }
        accepted = (*accepted, OutputFile(name, voices_text(voices)))
    issues = tuple(replace(one, voices=voices.get(one.number)) for one in origin.snapshot.issues)
    return replace(origin, snapshot=replace(origin.snapshot, issues=issues), accepted=accepted)


def read_catalog(root: Path, schema: Schema, snapshot: Snapshot | None) -> Catalog:
    """Build the records of a snapshot and of the data files."""
    from issuesync.records.catalog import build_catalog  # a pull reads no entries

    sources = load_sources(root, [*data_files(schema), *override_files(schema)])
    return build_catalog(schema, snapshot, sources, sources)


def data_files(schema: Schema) -> list[str]:
    """Return the names of the data files."""
    return [name for one in schema.collections for name in one.data_files]


def override_files(schema: Schema) -> list[str]:
    """Return the names of the files with overrides."""
    return [one.overrides for one in schema.collections if one.overrides]


def load_overrides(root: Path, schema: Schema) -> dict[str, Overrides]:
    """Read the overrides of each collection that has some."""
    sources = load_sources(root, override_files(schema))
    return {
        one.key: build_overrides(sources[one.overrides])[0]
        for one in schema.collections
        if one.overrides
    }


def load_schema(root: Path) -> Schema:
    """Read ``catalog.yaml`` and the taxonomy; raise `ConfigurationError` with every problem."""
    if is_unfinished(root):
        hint = "run issuesync init again, with the same document"
        raise SourceError("a run of init was interrupted and is not complete", hint=hint)
    text = read_text(root, CATALOG)
    if text is None:
        raise ConfigurationError(f"there is no {CATALOG} in {root.resolve()}", hint=_START)
    labels = labels_file(text, CATALOG)
    taxonomy, problems = _load_taxonomy(root, labels)
    if problems and not taxonomy.groups:  # else every label that catalog.yaml names is unknown
        raise ConfigurationError("the labels cannot be used", problems=problems)
    schema, faults = parse_catalog(text, CATALOG, taxonomy)
    problems += faults if (root / labels).exists() else _without_labels(faults, labels)
    if schema is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise ConfigurationError("the configuration cannot be used", problems=problems)
    cited = with_citation(schema, read_text(root, _CITATION), _CITATION)
    return replace(cited, warnings=tuple(problems))


def _without_labels(faults: list[Problem], name: str) -> list[Problem]:
    """Say once that there is no taxonomy, not of each label that it would hold."""
    unknown = [one for one in faults if one.message.endswith(_NO_LABEL)]
    if not unknown:
        return faults
    message = f"there is no {name}, and {CATALOG} names {counted(len(unknown), 'label')}"
    hint = f"create it; issuesync labels --from github --export > {name} writes those of GitHub"
    missing = Problem("unknown-name", message, unknown[0].place, hint)
    return [missing, *(one for one in faults if one not in unknown)]


def load_bare_schema(root: Path) -> Schema:
    """Read ``catalog.yaml`` where there need be no taxonomy yet; its labels are not judged."""
    text = read_text(root, CATALOG)
    if text is None:
        raise ConfigurationError(f"there is no {CATALOG} in {root.resolve()}", hint=_START)
    schema, problems = parse_catalog(text, CATALOG, Taxonomy())
    if schema is None:
        raise ConfigurationError("the configuration cannot be used", problems=problems)
    return schema


def _load_taxonomy(root: Path, name: str) -> tuple[Taxonomy, list[Problem]]:
    """Read ``labels.yaml``; a catalog without one has no labels."""
    text = read_text(root, name)
    return parse_taxonomy(text, name) if text is not None else (Taxonomy(), [])


def _load_issues(
    root: Path, schema: Schema, origin: str | None, options: PullOptions | None
) -> IssueSource:
    """Read the issues from where the catalog, or ``--from``, says."""
    if not any(one.from_issues for one in schema.collections):
        return IssueSource(None, _read_files(schema))
    where = source_of(schema, origin)
    if where == "github":
        return _load_github(root, schema, options)
    if where == "snapshot":
        return _read_snapshot(root, schema)
    return _from_snapshot(load_snapshot(Path(where), where), where)


def committed_snapshot(root: Path, schema: Schema) -> Snapshot | None:
    """Read the snapshot that is committed; ``None`` where there is none yet."""
    path = root / schema.snapshot
    return load_snapshot(path, schema.snapshot) if path.exists() else None


def _read_snapshot(root: Path, schema: Schema) -> IssueSource:
    """Read the committed snapshot; a new catalog has none yet."""
    snapshot = committed_snapshot(root, schema)
    if snapshot is not None:
        return _from_snapshot(snapshot, schema.snapshot)
    message = f"there is no {schema.snapshot} yet, so no issue is read"
    read = f"read no issues: there is no {schema.snapshot} yet"
    hint = "run issuesync sync --from github: it accepts the issues that have the label"
    place = Location(CATALOG, line=schema.file.line("snapshot"))
    problem = Problem("no-snapshot", message, place, hint)
    empty = Snapshot(schema.repository, (), ())
    return IssueSource(empty, read, problems=(problem,), is_first=True)


def _from_snapshot(snapshot: Snapshot, name: str) -> IssueSource:
    """State issues that a snapshot's file holds."""
    return IssueSource(snapshot, read_line(Place(snapshot.repository, name)))


def _read_files(schema: Schema) -> str:
    """Say what is read where no collection has issues."""
    return f"read {', '.join(data_files(schema) or [CATALOG])}; no collection reads issues"


def _load_github(root: Path, schema: Schema, options: PullOptions | None) -> IssueSource:
    """Read the issues from GitHub, and state those that are accepted as the snapshot."""
    from issuesync.app.acceptance import read_accepted
    from issuesync.app.connection import PullOptions

    wanted = options or PullOptions()
    found, listed, problems = read_accepted(root, schema, wanted)
    read = read_line(Place(listed.repository), str(wanted.meter))
    file = OutputFile(schema.snapshot, snapshot_text(found.snapshot))
    problems = (*problems, *_unlabelled(schema, found.snapshot, listed))
    return IssueSource(found.snapshot, read, listed, (file,), problems, is_remote=True)


def _unlabelled(schema: Schema, accepted: Snapshot, listed: Snapshot) -> Iterator[Problem]:
    """Say that open issues are there and none has the label that publishes."""
    labels = [one.publish for one in schema.collections if one.publish]
    names = {name for one in labels for name in schema.taxonomy.names_of(one)}
    waiting = [one for one in listed.issues if not one.is_pull and one.state == "open"]
    has_one = any(name.casefold() in names for one in waiting for name in one.labels)
    if accepted.issues or not waiting or not labels or has_one:
        return
    count = len(waiting)
    has = "issue, and it does not have" if count == 1 else "issues, and none has"
    message = f"{count} open {has} the label “{labels[0]}”"
    hint = (
        "give it to those that belong in the catalog, in the browser or with"
        f" gh issue edit {waiting[0].number} --add-label {labels[0]}"
    )
    yield Problem("no-label", message, Location(CATALOG), hint)


def load_sources(root: Path, names: list[str]) -> dict[str, Source]:
    """Parse the YAML files by name.

    Raises `SourceError` for one that is not there, `ConfigurationError` with what is wrong.
    """
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        text = read_text(root, name)
        if text is None:
            raise SourceError(f"{name}: there is no such file", hint=f"create it, or fix {CATALOG}")
        sources[name], faults = parse_yaml(text, name)
        problems += faults
    if problems:
        raise ConfigurationError("a data file cannot be used", problems=problems)
    return sources


def _load_pictures(root: Path, schema: Schema) -> dict[str, str]:
    """Read the SVG files in the folders of badges and charts; any other is none of ours."""
    folders = {schema.pictures, *([schema.badges.folder] if schema.badges else [])}
    names = [name for one in sorted(folders) for name in list_names(root, one)]
    names = [name for name in names if name.endswith(".svg")]
    return {name: current_text(root, name) or "" for name in names}


def _load_templates(root: Path) -> dict[str, str]:
    """Read the issue forms and templates, also those that issuesync did not write."""
    return {name: current_text(root, name) or "" for name in list_names(root, FOLDER)}
