"""The hand edits of a folder's documents: what is read for them, and what they are told as."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from issuesync.app.sync import no_help

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.app.sync import HelpText
    from issuesync.app.workspace import Loaded
    from issuesync.edits.absorb import Absorbed
    from issuesync.edits.base_versions import Past
    from issuesync.edits.materials import Materials
    from issuesync.model.problem import Problem


class Into(StrEnum):
    """Where an edit of an issue's row goes."""

    OVERRIDES = "overrides"
    ISSUES = "issues"


@dataclass(frozen=True, slots=True)
class AbsorbOptions:
    """What the command was asked for; ``base`` and ``head`` are revisions of git."""

    origin: str | None
    into: Into
    base: str | None
    head: str | None
    max_wait: float
    help_text: HelpText = no_help


def gather(wants: AbsorbOptions) -> tuple[Loaded, Materials]:
    """Read the catalog, the files that edits may go to, and what the documents were."""
    from issuesync.app.connection import PullOptions
    from issuesync.app.sync import help_texts
    from issuesync.app.workspace import CATALOG, data_files, load, override_files
    from issuesync.edits.materials import Materials
    from issuesync.errors import DocumentError
    from issuesync.store.files import read_text
    from issuesync.store.history import require_revision, text_at

    loaded = load(wants.origin, PullOptions(wants.max_wait))
    root, schema = loaded.root, loaded.catalog.schema
    documents = loaded.documents
    if wants.head is not None:
        commit = require_revision(root, wants.head)
        documents = {name: text_at(root, commit, name) for name in documents}
    names = dict.fromkeys((CATALOG, *data_files(schema), *override_files(schema)))
    texts = {name: read_text(root, name) or "" for name in names}
    helps = help_texts(documents.values(), wants.help_text)
    fresh, faults = _fresh_documents(loaded, documents, helps)
    if faults:
        raise DocumentError("nothing was taken in", problems=faults)
    commit = require_revision(root, wants.base) if wants.base is not None else ""
    past = {name: _past_of(root, name, text, commit) for name, text in fresh.items()}
    return loaded, Materials(
        catalog=loaded.catalog,
        snapshot=loaded.origin.snapshot,
        texts=texts,
        documents=documents,
        past=past,
        helps=helps,
        into_issues=wants.into is Into.ISSUES,
    )


def _fresh_documents(
    loaded: Loaded, documents: dict[str, str | None], helps: dict[str, str]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the documents as a sync would write them, and what is wrong with their markers."""
    from issuesync.documents.build import build_documents

    built = build_documents(loaded.catalog, documents, helps, {}, overwrite=True)
    texts = {file.path: file.text for file in built.files if file.path in documents and file.text}
    return texts, built.faults


def _past_of(root: Path, name: str, fresh: str, commit: str) -> Past:
    """Gather what a document was: before a run that was broken off, and in git where needed."""
    from itertools import chain

    from issuesync.edits.base_versions import Past
    from issuesync.store.history import text_at, versions
    from issuesync.store.saved_renderings import load_rendered

    base = text_at(root, commit, name) if commit else None
    kept = [text for path, text in load_rendered(root) if path == name]
    return Past(fresh, lambda: chain(kept, versions(root, name)), base)


def tell_taken(absorbed: Absorbed) -> None:
    """Say what each edit means; inside Actions as an annotation of its line."""
    from issuesync.app.output import in_actions, report_problems, say
    from issuesync.model.problem import Problem

    told = [(one.place, f"{one.what} → {one.into}") for one in absorbed.taken]
    if in_actions():
        report_problems(Problem("hand-edit", words, place) for place, words in told)
    else:
        for place, words in told:
            say(f"{place}: {words}")
