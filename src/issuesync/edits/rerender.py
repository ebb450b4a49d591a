"""The documents as a sync would write them once their hand edits are taken in, next to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from itertools import zip_longest
from typing import TYPE_CHECKING

from issuesync.documents.build import Held, build_documents, hold
from issuesync.edits.model import ORDER, Reason
from issuesync.markdown.document import parse_document
from issuesync.markdown.regions import Rendering, replace_regions
from issuesync.model.output import OutputFile
from issuesync.model.problem import Location, Problem
from issuesync.model.wording import counted
from issuesync.schema.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.edits.base_versions import HandEdit
    from issuesync.edits.materials import Materials
    from issuesync.edits.route import EditRouter
    from issuesync.markdown.document import Document
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog

_LONGEST_LINE = 200
_MOST_LINES = 20
"""How many lines of a region are compared one by one with what a sync writes."""
_MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Settled:
    """The documents with their regions settled, those held, and what looks otherwise."""

    files: tuple[OutputFile, ...]
    held: tuple[Held, ...]
    problems: tuple[Problem, ...]


def settle(
    materials: Materials,
    documents: Mapping[str, Document],
    edits: Sequence[HandEdit],
    taker: EditRouter,
    texts: Mapping[str, str],
) -> Settled:
    """Render the catalog as it will be, and put every region in order whose edits were taken in.

    One with an edit that nothing can say, or that waits for the plan, stays as it is.
    """
    files: list[OutputFile] = []
    held: list[Held] = []
    problems: list[Problem] = []
    is_edited = any(one.is_edited for document in documents.values() for one in document.regions)
    fresh = _fresh_regions(materials, texts) if edits or is_edited else {}
    for path, document in documents.items():
        renderings = _agreeing(document, fresh.get(path, {}))
        for edit in (one for one in edits if one.path == path):
            region = fresh.get(path, {}).get(edit.region.name)
            name = f"{path} {edit.region.name}"
            if region is None or name in taker.refused | taker.waiting or not _is_taken(edit):
                held += [hold(path, edit.region, region.text)] if region else []
                continue
            renderings[edit.region.name] = Rendering(region.text.strip("\n"), region.rows)
            problems += _differing(edit, region, materials.catalog)
        if renderings:
            files.append(OutputFile(path, replace_regions(document, renderings)))
    return Settled(tuple(files), tuple(held), tuple(problems))


def _agreeing(document: Document, fresh: Mapping[str, Region]) -> dict[str, Rendering]:
    """Return the regions whose edits the entries say now: only their end markers are behind."""
    return {
        region.name: Rendering(region.text.strip("\n"), fresh[region.name].rows)
        for region in document.regions
        if region.is_edited and region.name in fresh and region.text == fresh[region.name].text
    }


def _is_taken(edit: HandEdit) -> bool:
    """Say whether the edits of a region are such as can be taken in."""
    return edit.base is not None and edit.region.name.partition(" ")[0] in {"table", "list"}


def _fresh_regions(materials: Materials, texts: Mapping[str, str]) -> dict[str, dict[str, Region]]:
    """Return the regions of each document as a sync would write them with the changed files."""
    catalog, _ = materials.rebuilt({**materials.texts, **texts})
    built = build_documents(catalog, materials.documents, materials.helps, {}, overwrite=True)
    found: dict[str, dict[str, Region]] = {}
    for file in built.files:
        if file.text is not None and file.path in materials.documents:
            found[file.path] = parse_document(file.path, file.text).regions_by_name
    return found


def _differing(edit: HandEdit, fresh: Region, catalog: Catalog) -> Iterator[Problem]:
    """Report each line that a sync writes otherwise than it was edited, and rows out of order."""
    edited, wanted = edit.region.text.split("\n"), fresh.text.split("\n")
    if edited == wanted:
        return
    first, top = edit.region.begin + 2, Location(edit.path, line=edit.region.begin + 1)
    odd, rest = _unmatched(edited, wanted)
    yield from _otherwise(edit.path, [(first + at, line) for at, line in odd], rest)
    if rest and not odd:
        rows = counted(len(rest), "row")
        message = f"{rows} added or changed elsewhere meanwhile will be here too"
        yield Problem("written-otherwise", message, top)
    elif not rest and (at := _first_difference(edited, wanted)) is not None:
        yield _out_of_order(edit, first + at, catalog)
    elif not odd:
        yield Problem("written-otherwise", "a sync writes other blank lines here", top)


def _unmatched(
    edited: Sequence[str], wanted: Sequence[str]
) -> tuple[list[tuple[int, str]], list[str]]:
    """Return the lines, with their numbers, that only the one text has, and that only the other."""
    left = Counter(wanted)
    odd: list[tuple[int, str]] = []
    for number, line in enumerate(edited):
        if left[line] > 0:
            left[line] -= 1
        elif line.strip():
            odd.append((number, line))
    return odd, [line for line, count in left.items() for _ in range(count) if line.strip()]


def _first_difference(edited: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return the first line, from 0, in which two texts differ, blank lines aside."""
    numbered = [(number, line) for number, line in enumerate(edited) if line.strip()]
    others = [line for line in wanted if line.strip()]
    pairs = zip(numbered, others, strict=False)
    return next((number for (number, line), other in pairs if line != other), None)


def _otherwise(
    path: str, odd: Sequence[tuple[int, str]], candidates: Sequence[str]
) -> Iterator[Problem]:
    """Report each line that a sync writes otherwise, and how; many are reported as one."""
    if len(odd) > _MOST_LINES:
        message = f"a sync writes this line and {len(odd) - 1} others otherwise"
        yield Problem("written-otherwise", message, Location(path, line=odd[0][0]))
        return
    for number, line in odd:
        near = get_close_matches(line, candidates[:_MOST_CANDIDATES], n=1, cutoff=0.5)
        how = f"writes this as {near[0][:_LONGEST_LINE]}" if near else "leaves this out"
        yield Problem("written-otherwise", f"a sync {how}", Location(path, line=number))


def first_odd_line(edited: str, wanted: str, order: Sequence[str]) -> tuple[int, Reason] | None:
    """Return the first line, from 0, that a sync would not write as it is, and why."""
    left, right = edited.strip("\n").split("\n"), wanted.strip("\n").split("\n")
    if left == right:
        return None
    first = len(edited) - len(edited.lstrip("\n"))
    pairs = enumerate(zip_longest(left, right))
    at, other = next((at, other or "") for at, (one, other) in pairs if one != other)
    at = min(at, len(left) - 1)
    if sorted(left) == sorted(right) and order:
        why = f"the rows are sorted by {', '.join(order)}, and this one is out of order"
        return first + at, Reason(why, ORDER)
    shown = f"“{other[:_LONGEST_LINE]}”" if other.strip() else "a blank line"
    return first + at, Reason(f"no entry can say this: a sync would write {shown} here")


def _out_of_order(edit: HandEdit, line: int, catalog: Catalog) -> Problem:
    """Report rows that are in another order than the one declared."""
    key = edit.region.address.collection
    collection = catalog.schema.by_key[key]
    names = ", ".join(name for name, _ in collection.sort) or "issue and name"
    message = f"a sync puts the rows in the order of {names}"
    hint = f"change sort: of “{key}” in {CATALOG} for another order"
    return Problem("written-otherwise", message, Location(edit.path, line=line), hint)


def changed_lines(before: str, after: str) -> list[int]:
    """Return the line, from 0, at which each change of a text begins."""
    matcher = SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    return [j1 for tag, _, _, j1, _ in matcher.get_opcodes() if tag != "equal"]
