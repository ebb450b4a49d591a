"""Hand edits of generated documents into the edits of files and issues that they mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.edits.base_versions import HandEdit, find_edits, find_titles
from issuesync.edits.diff import Lines, compare
from issuesync.edits.file_edits import Files, keeps_rows
from issuesync.edits.listed import ListedTaker, may_list
from issuesync.edits.loss import lost_addresses
from issuesync.edits.model import KEEP, Edits, Reason
from issuesync.edits.new_columns import widen
from issuesync.edits.new_sections import divide
from issuesync.edits.rerender import Settled, changed_lines, first_odd_line, settle
from issuesync.edits.reshaped import Reshaped
from issuesync.edits.route import EditRouter, Taken
from issuesync.edits.unsort import can_unsort, unsort
from issuesync.markdown.document import parse_document
from issuesync.model.output import OutputFile
from issuesync.model.plan import AddLabel, CreateIssue, CreateLabel, EditIssue, Plan, RemoveLabel
from issuesync.model.problem import Location, Problem, sort_problems
from issuesync.records.overrides import ROW
from issuesync.yamlfile.edit import UneditableError, edit_yaml
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.documents.build import Held
    from issuesync.edits.materials import Materials
    from issuesync.markdown.document import Document
    from issuesync.markdown.regions import Region
    from issuesync.schema.catalog import Collection, Schema

_ORDER = (CreateLabel, EditIssue, AddLabel, CreateIssue, RemoveLabel)
"""What adds comes first, what takes away last."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What hand edits come to: local files, a plan for the rest, and what nothing can say.

    ``edited`` counts the regions that were edited; ``held`` are those left as they are.
    """

    files: tuple[OutputFile, ...]
    plan: Plan
    taken: tuple[Taken, ...]
    problems: tuple[Problem, ...]
    held: tuple[Held, ...]
    edited: int


def absorb(materials: Materials) -> Absorbed:
    """Take hand edits in; the documents' markers have to be sound."""
    given = Reshaped(materials, {})
    divided = divide(given) or given
    for reshaped in (widen(divided), divided):
        if reshaped is not None and reshaped.bases:
            absorbed = _Absorber(reshaped.materials, reshaped.bases).absorb()
            held = {(one.path, one.region) for one in absorbed.held}
            if not held & reshaped.bases.keys():
                return _with_settings(absorbed, materials, reshaped)
    return _Absorber(materials).absorb()


def _with_settings(absorbed: Absorbed, materials: Materials, reshaped: Reshaped) -> Absorbed:
    """Return what was taken in with the files that declare new columns and sections."""
    written = {file.path for file in absorbed.files}
    changed = [
        OutputFile(name, text)
        for name, text in reshaped.materials.texts.items()
        if text != materials.texts[name] and name not in written
    ]
    return replace(
        absorbed, files=(*changed, *absorbed.files), taken=(*reshaped.taken, *absorbed.taken)
    )


@dataclass(slots=True)
class _Absorber:
    materials: Materials
    bases: Mapping[tuple[str, str], Region] = field(default_factory=dict)
    """What edited regions were, where columns or sections are declared since."""
    documents: dict[str, Document] = field(default_factory=dict)
    edits: list[HandEdit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    listed: set[tuple[str, str]] = field(default_factory=set)
    """The regions, with their documents, whose rows data files hold as they were edited."""
    exact: set[tuple[str, str]] = field(default_factory=set)
    """The regions that are to be written as they were edited: those, and rows of issues kept."""
    unsorted: set[str] = field(default_factory=set)
    """The collections whose rows are in an order of their own since they were edited."""

    @property
    def schema(self) -> Schema:
        return self.materials.catalog.schema

    def absorb(self) -> Absorbed:
        """Take everything in; what would lose an address is refused, and all else tried again."""
        titles: dict[str, list[tuple[str, str, Location]]] = {}
        for path, text in self.materials.documents.items():
            if text is not None:
                self.read(path, text, titles)
        barred: dict[tuple[str, int], Reason] = {}
        kept: dict[tuple[str, int], str] = {}
        vain: set[tuple[str, int]] = set()
        while True:
            taker = self.routed(titles, Lines(barred, kept))
            texts = self.edited_texts(taker)
            settled = settle(self.materials, self.documents, self.edits, taker, texts)
            odd = self.written_otherwise(settled)
            vain |= odd.keys() & kept.keys()
            wanted = {key: line for key, line in odd.items() if key not in vain | barred.keys()}
            if wanted or vain & kept.keys():
                kept = {key: x for key, x in {**kept, **wanted}.items() if key not in vain}
                continue
            if self.stand_otherwise(settled):
                continue
            lost = self.lost(settled, texts, taker) or self.unlike(settled)
            if lost.keys() <= barred.keys():
                return self.outcome(taker, texts, settled)
            barred |= lost

    def written_otherwise(self, settled: Settled) -> dict[tuple[str, int], str]:
        """Return the edited lines that are not written as they are, and could be kept so."""
        documents = {file.path: file.text or "" for file in settled.files}
        held = {(one.path, one.region) for one in settled.held}
        found: dict[tuple[str, int], str] = {}
        for edit in self.edits:
            if edit.path in documents and (edit.path, edit.region.name) not in held:
                if (edit.path, edit.region.name) in self.listed:
                    continue
                written = set(documents[edit.path].splitlines())
                for at, line in enumerate(edit.region.text.split("\n")):
                    if line.strip() and line not in written:
                        found[edit.path, edit.region.begin + 2 + at] = line
        return found

    def lost(
        self, settled: Settled, texts: Mapping[str, str], taker: EditRouter
    ) -> dict[tuple[str, int], Reason]:
        """Return the lines whose addresses would be nowhere afterwards, each with the reason."""
        documents = {file.path: file.text or "" for file in settled.files}
        held = {(one.path, one.region) for one in settled.held}
        found: dict[tuple[str, int], Reason] = {}
        for edit in self.edits:
            if edit.path not in documents or (edit.path, edit.region.name) in held:
                continue
            written = [documents[edit.path], *map(_stated, texts.values())]
            written += map(repr, taker.changes)
            for line, addresses in lost_addresses(edit, written):
                listed = ", ".join(addresses)
                found[edit.path, line] = Reason(f"no field of the entry takes {listed}", KEEP)
        return found

    def exact_regions(self, settled: Settled) -> Iterator[tuple[HandEdit, str]]:
        """Give the regions to be written as they were edited that are not, with what would be."""
        documents = {one.path: parse_document(one.path, one.text or "") for one in settled.files}
        held = {(one.path, one.region) for one in settled.held}
        for edit in self.edits:
            name = edit.region.name
            if (edit.path, name) in self.exact - held and edit.path in documents:
                text = next(x.text for x in documents[edit.path].regions if x.name == name)
                if text.strip("\n") != edit.region.text.strip("\n"):
                    yield edit, text

    def stand_otherwise(self, settled: Settled) -> bool:
        """Find collections whose edited rows a sort puts elsewhere, and could stand as listed."""
        found = {
            edit.region.address.collection
            for edit, text in self.exact_regions(settled)
            if sorted(edit.region.text.split()) == sorted(text.split())
        }
        by_key, catalog = self.schema.by_key, self.materials.catalog
        able = {key for key in found - self.unsorted if can_unsort(by_key[key], catalog)}
        self.unsorted |= able
        return bool(able)

    def unlike(self, settled: Settled) -> dict[tuple[str, int], Reason]:
        """Return the first line of each region that would not be written as it was edited."""
        found: dict[tuple[str, int], Reason] = {}
        for edit, text in self.exact_regions(settled):
            first = edit.region.begin + 2
            order = [name for name, _ in self.schema.by_key[edit.region.address.collection].sort]
            if odd := first_odd_line(edit.region.text, text, order):
                found[edit.path, first + odd[0]] = odd[1]
        return found

    def routed(
        self,
        titles: Mapping[str, list[tuple[str, str, Location]]],
        lines: Lines,
    ) -> EditRouter:
        """Route every edit to where it is kept."""
        taker = self.taker()
        self.listed = set[tuple[str, str]]()
        self.exact = set[tuple[str, str]]()
        for collection in self.schema.collections:
            wishes = Edits(collection)
            edits = [one for one in self.edits if self.collection_of(one) == collection.key]
            if edits:
                if self.take_listed(collection, edits, taker, lines):
                    self.listed |= {(one.path, one.region.name) for one in edits}
                else:
                    self.exact |= self.kept_exactly(collection, edits)
                    rest = self.unedited(collection.key)
                    wishes = compare(edits, rest, self.materials.catalog, collection.key, lines)
            self.exact |= self.listed
            wishes.titles += titles.get(collection.key, [])
            taker.take(wishes)
            taker.take_order(wishes, self.materials.catalog.in_collection(collection.key))
        for (path, line), reason in lines.barred.items():
            region = next(
                edit.region.name
                for edit in self.edits
                if edit.path == path and edit.region.begin < line <= edit.region.end + 1
            )
            place = Location(path, line=line)
            taker.refused.add(f"{path} {region}")
            if all(problem.place != place for problem in taker.problems):
                taker.problems.append(Problem("not-absorbed", reason.why, place, reason.hint))
        return taker

    def kept_exactly(
        self, collection: Collection, edits: Sequence[HandEdit]
    ) -> set[tuple[str, str]]:
        """Return the regions whose rows overrides keep, and that were not behind their entries."""
        if not keeps_rows(collection, self.materials.catalog.in_collection(collection.key)):
            return set()
        now = {edit.path: self.regions_now(edit.path) for edit in edits}
        return {
            (edit.path, edit.region.name)
            for edit in edits
            if edit.base is not None
            and (fresh := now[edit.path].get(edit.region.name)) is not None
            and edit.base.text.strip("\n") == fresh.text.strip("\n")
        }

    def regions_now(self, path: str) -> dict[str, Region]:
        """Return a document's regions as a sync would write them before the edits."""
        return self.materials.past[path].now.regions_by_name

    def take_listed(
        self, collection: Collection, edits: Sequence[HandEdit], taker: EditRouter, lines: Lines
    ) -> bool:
        """Take edits in as data files hold rows; say whether that is possible."""
        if not may_list(collection, edits):
            return False
        path = edits[0].path
        barred = {line: why for (name, line), why in lines.barred.items() if name == path}
        now = self.materials.past[path].now
        document, catalog = self.documents[path], self.materials.catalog
        is_listed = collection.is_as_listed or collection.key in self.unsorted
        rows = ListedTaker(document, now, catalog, collection, taker, barred, is_listed)
        if not rows.take(edits):
            return False
        if collection.key in self.unsorted:
            place = Location(path, line=edits[0].region.begin + 1)
            unsort(collection, self.schema, taker, place)
        return True

    def read(
        self, path: str, text: str, titles: dict[str, list[tuple[str, str, Location]]]
    ) -> None:
        """Find the hand edits of one document."""
        document = parse_document(path, text)
        self.documents[path] = document
        past = self.materials.past[path]
        for found in find_edits(document, past):
            base = self.bases.get((path, found.region.name), found.base)
            edit = replace(found, base=base)
            if edit.base is None:
                self.problems.append(_without_base(edit))
            elif self.collection_of(edit) is None:
                self.problems += _made_of_entries(edit)
            self.edits.append(edit)
        for title in find_titles(document, past, self.materials.catalog):
            place = Location(path, line=title.line)
            titles.setdefault(title.collection, []).append((title.section, title.title, place))

    def collection_of(self, edit: HandEdit) -> str | None:
        """Return the collection whose rows an edited region shows, where its base is known."""
        address = edit.region.address
        is_of_rows = address.shows_entries and address.collection in self.schema.by_key
        return address.collection if is_of_rows and edit.base is not None else None

    def unedited(self, key: str) -> list[tuple[str, Region]]:
        """Return a collection's regions that nobody edited, with their documents."""
        edited = {(edit.path, edit.region.name) for edit in self.edits}
        return [
            (path, region)
            for path, document in self.documents.items()
            for region in document.regions
            if (path, region.name) not in edited
            and region.address.shows_entries
            and region.address.collection == key
        ]

    def taker(self) -> EditRouter:
        sources = {name: parse_yaml(text, name)[0] for name, text in self.materials.texts.items()}
        names = [region.name for one in self.documents.values() for region in one.regions]
        return EditRouter(
            self.schema,
            self.materials.snapshot,
            Files(sources),
            self.materials.into_issues,
            tuple(names),
            {key: len(records) for key, records in self.materials.catalog.records.items()},
        )

    def edited_texts(self, taker: EditRouter) -> dict[str, str]:
        """Make the changes of the hand-kept files; report a file that cannot be changed safely."""
        texts: dict[str, str] = {}
        for name, edits in taker.files.edits.items():
            try:
                texts[name] = edit_yaml(self.materials.texts[name], edits)
            except UneditableError as error:
                message = f"{name} has to be edited by hand: {error}"
                taker.problems.append(Problem("not-absorbed", message, Location(name)))
                taker.refused |= {f"{edit.path} {edit.region.name}" for edit in self.edits}
        return texts

    def outcome(self, taker: EditRouter, texts: Mapping[str, str], settled: Settled) -> Absorbed:
        changes = sorted(
            dict.fromkeys(taker.changes), key=lambda change: _ORDER.index(type(change))
        )
        files = [OutputFile(name, text) for name, text in texts.items()]
        return Absorbed(
            files=(*files, *settled.files),
            plan=Plan(tuple(changes)),
            taken=tuple(taker.told()),
            problems=sort_problems([*self.problems, *taker.problems, *settled.problems]),
            held=settled.held,
            edited=len(self.edits),
        )


def _stated(text: str) -> str:
    """Return what a YAML file says; a row's Markdown that is behind its entry says nothing."""
    content = parse_yaml(text, "")[0].value
    parts = content if isinstance(content, list) else [content]
    own = ({k: v for k, v in x.items() if k != ROW} if isinstance(x, dict) else x for x in parts)
    return "\n".join(map(repr, own))


def _without_base(edit: HandEdit) -> Problem:
    """Report a region of which nothing says what it was."""
    message = f"nothing says what “{edit.region.name}” was before it was edited"
    hint = "name a revision of git that has it as it was: absorb --base REV"
    return Problem("no-base", message, Location(edit.path, line=edit.region.begin + 1), hint)


def _made_of_entries(edit: HandEdit) -> list[Problem]:
    """Report each edit of a region that shows nothing but what is computed."""
    assert edit.base is not None
    kind = edit.region.name.partition(" ")[0]
    message = f"“{kind}” is computed from the catalog, and no edit of it is taken in"
    hint = "undo this edit, or run sync --overwrite"
    first = edit.region.begin + 2
    lines = changed_lines(edit.base.text, edit.region.text)
    return [
        Problem("not-absorbed", message, Location(edit.path, line=first + line), hint)
        for line in lines
    ]
