"""What is built from what, for people and machines: of one entry, of two, of two sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.model.wording import counted
from issuesync.records.lineage import SharingAnswer
from issuesync.records.mentions import MentionKind
from issuesync.records.references import Unlisted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.model.record import Record
    from issuesync.records.lineage import Comparison, SharedSource
    from issuesync.records.references import Reference, References

CAVEAT = "A shared source is not yet a leak, and entries may share sources that they do not name."


def voices_line(record: Record) -> Iterator[str]:
    """Say how many thumbs and comments an entry has, where that is known."""
    if "comments" in record.tallies:
        thumbs, comments = record.tallies["thumbs"], record.tallies["comments"]
        yield f"  Voices: {thumbs} 👍, {counted(comments, 'comment')}"


def relation_lines(record: Record, references: References) -> Iterator[str]:
    """Say what an entry is built from, what is built from it, and what else is the same work."""
    sources = references.sources(record)
    if references.of(record):
        yield f"  Built from {_counted(sources)}{_listed(sources)}"
        indirect = _indirect_sources(record, references)
        if indirect:
            yield f"  Through them from {_counted(indirect)}{_listed(indirect)}"
    if record.collection in references.named:
        users = references.users(record)
        yield f"  Used by {_counted(users)}{_listed(users)}"
    same = references.same_work(record)
    if same:
        yield f"  Same work: {', '.join(f'{one.title} ({one.collection})' for one in same)}"


def _indirect_sources(record: Record, references: References) -> tuple[Record, ...]:
    """Return the entries that an entry is built from without naming them."""
    return tuple(
        references.records[node]
        for node, namer in references.reach(record).items()
        if not isinstance(node, Unlisted) and namer not in {None, record.key}
    )


def _counted(records: Sequence[Record]) -> str:
    """Return how many entries there are."""
    return counted(len(records), "entry", "entries")


def _listed(records: Iterable[Record]) -> str:
    """Return the entries after a colon, where there are any."""
    names = ", ".join(record.title for record in records)
    return f": {names}" if names else ""


def relations_json(record: Record, references: References) -> dict[str, Any]:
    """Return the same as values: every mention as written, users, and entries of the same work."""
    return {
        "sources": [_mention_json(one) for one in references.of(record)],
        "used_by": _named_json(references.users(record)),
        "same_work": _named_json(references.same_work(record)),
    }


def _mention_json(one: Reference) -> dict[str, Any]:
    """Return a mention with the entry that it names, or those that it may mean."""
    is_entry = one.kind is MentionKind.ENTRY
    return {
        "text": one.text,
        "is": one.kind.value,
        "entry": _named_json(one.entries)[0] if is_entry else None,
        "candidates": [] if is_entry else _named_json(one.entries),
    }


def _named_json(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return what tells entries apart."""
    return [{"collection": r.collection, "number": r.number, "name": r.name} for r in records]


def comparison_lines(one: Comparison) -> Iterator[str]:
    """Say in words what two entries share."""
    pair = f"{one.first.title} and {one.second.title}"
    match one.answer:
        case SharingAnswer.SHARES:
            yield f"{pair} share {counted(len(one.shared), 'source')}:"
            yield from (f"  {_shared_line(shared, one)}" for shared in one.shared)
        case SharingAnswer.NONE_NAMED:
            yield f"{pair}: none named. They name no source in common."
        case SharingAnswer.UNKNOWN:
            silent = " and ".join(record.title for record in one.silent)
            verb = "does" if len(one.silent) == 1 else "do"
            yield f"{pair}: unknown. {silent} {verb} not say what it is built from."
    if one.is_one_work:
        yield "They are one work: they have the same arXiv identifier or DOI."
    yield CAVEAT


def _shared_line(shared: SharedSource, pair: Comparison) -> str:
    """Say how both entries come to a source, or that one of them is the other's."""
    if shared.entry is not None and shared.entry.key in {pair.first.key, pair.second.key}:
        way = shared.ours or shared.theirs
        user = pair.first if shared.entry.key == pair.second.key else pair.second
        return f"{user.title} is built from {shared.name}{_through(way)}"
    if shared.is_direct:
        return f"{shared.name}: directly"
    ways = ((pair.first, shared.ours), (pair.second, shared.theirs))
    through = (f"{entry.title}{_through(way)}" for entry, way in ways if way)
    return f"{shared.name}: {', '.join(through)}"


def _through(way: Sequence[Record]) -> str:
    """Say which entries lead to a source, the nearest first."""
    return f" through {', then '.join(record.title for record in way)}" if way else ""


def comparison_json(one: Comparison) -> dict[str, Any]:
    """Return a comparison as values."""
    return {
        "first": _named_json([one.first])[0],
        "second": _named_json([one.second])[0],
        "answer": one.answer.value,
        "directly": one.is_direct if one.answer is SharingAnswer.SHARES else None,
        "shared": [
            {
                "name": shared.name,
                "entry": _named_json([shared.entry])[0] if shared.entry else None,
                "directly": shared.is_direct,
                "first_through": _named_json(shared.ours),
                "second_through": _named_json(shared.theirs),
            }
            for shared in one.shared
        ],
        "one_work": one.is_one_work,
        "name_no_sources": _named_json(one.silent),
    }


def comparison_cell(one: Comparison) -> str:
    """Return the answer in a few words: ``shares directly: DIOR, DOTA``."""
    ways = {
        "directly": [shared.name for shared in one.shared if shared.is_direct],
        "through others": [shared.name for shared in one.shared if not shared.is_direct],
    }
    parts = (f"{how}: {', '.join(names)}" for how, names in ways.items() if names)
    return f"{one.answer.value} {'; '.join(parts)}".rstrip()


def matrix_rows(matrix: Sequence[Sequence[Comparison]]) -> Iterator[list[str]]:
    """Give the head and the rows of a table of comparisons; entries have their titles."""
    if matrix:
        yield ["", *(one.second.title for one in matrix[0])]
    for row in matrix:
        yield [row[0].first.title, *map(comparison_cell, row)]
