"""What ``catalog.yaml`` declares, as the pure rooms use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

from issuesync.fields.choices import Choices

if TYPE_CHECKING:
    from issuesync.fields.base import FieldType, Reading
    from issuesync.model.issue import Issue
    from issuesync.model.problem import Problem
    from issuesync.schema.parts import (
        About,
        Badges,
        Chart,
        Chooser,
        Column,
        Form,
        News,
        Review,
        Section,
    )
    from issuesync.schema.taxonomy import Taxonomy
    from issuesync.yamlfile.source import Source

CATALOG = "catalog.yaml"

RESERVED = ("issue", "labels", "published")
"""What a column or an order may name besides fields, and no field is called."""

TALLIES = ("uses", "thumbs", "reactions", "comments")
"""What is counted of an entry, where no field has that name."""

COMPUTED = (*RESERVED, *TALLIES)

ALIASES = "aliases"
"""The field that says what else an entry is called, where other entries name it."""

AS_LISTED = "as listed"
"""The order in which the files of a collection list its entries."""

SECTION = "section"
"""The field that says which table an entry is in."""


_SHORT = 100
"""Characters of a text whose reading is remembered."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of a collection; ``labels`` are the names bodies may use, the present one first.

    It is more than what is written of it: a type that reads and shows, from settings of which
    each type has its own. It compares by identity, which is what makes remembered readings cheap.
    ``issue_field`` names the field of GitHub's own that states the value too, empty for none.
    """

    key: str
    label: str
    type: FieldType[Any]
    required: bool = False
    default: str | None = None
    group: str | None = None
    was: tuple[str, ...] = ()
    description: str = ""
    example: str = ""
    asks: bool = True
    retired: tuple[str, ...] = ()
    """The names of fields that the catalog no longer has, whose sections end this one's answer."""
    issue_field: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the names by which a body may state the field."""
        return (self.label, self.key, *self.was)

    def read(self, text: str, declared: int | None = None) -> Reading[Any]:
        """Read a text as the field's type does; of short ones each is read once."""
        if len(text) <= _SHORT:
            return _read_short(self, text, declared)
        return self.type.read(text, declared)

    def read_kept(self, text: str) -> Reading[Any]:
        """Read what a maintainer keeps, as the field's type does; what many state is read once."""
        return self.read(text) if self.type.is_shared else self.type.read_kept(text)

    def is_blank(self, text: str) -> bool:
        """Say whether a text is no answer, as the field's type does; of short ones each once."""
        return _short_is_blank(self, text) if len(text) <= _SHORT else self.type.is_blank(text)


@lru_cache(maxsize=4096)
def _read_short(field: Field, text: str, declared: int | None) -> Reading[Any]:
    """Remember readings: many entries have the same year, venue or country."""
    return field.type.read(text, declared)


@lru_cache(maxsize=4096)
def _short_is_blank(field: Field, text: str) -> bool:
    return field.type.is_blank(text)


@dataclass(frozen=True)
class Collection:
    """Entries of one kind. ``sort`` holds field names with whether their order is reversed.

    What is written of it names fields that are declared elsewhere, and may be half of what it is
    ``like``: all of that is resolved here.
    ``closed_as`` are the reasons for which an issue may have been closed and is still shown;
    ``type`` is the issue type that its issues have, empty for any. ``is_as_listed`` says that
    entries stand as their files list them, and not sorted.
    """

    key: str
    title: str
    from_issues: bool
    data_files: tuple[str, ...]
    publish: str | None
    state: str
    overrides: str | None
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]
    columns: tuple[Column, ...]
    sort: tuple[tuple[str, bool], ...]
    form: Form | None = None
    page: str = ""
    closed_as: tuple[str, ...] = ("completed",)
    type: str = ""
    is_as_listed: bool = False

    def has_state_of(self, issue: Issue) -> bool:
        """Say whether entries are shown in the state of this issue; GitHub may give no reason."""
        if self.state not in {"all", issue.state}:
            return False
        reason = issue.state_reason if issue.state == "closed" else ""
        return not reason or reason in self.closed_as

    def title_prefix(self, title: str) -> str:
        """Return what an issue's title has of the form's own beginning, as it is written there."""
        own = self.form.title.strip() if self.form else ""
        bare = own.rstrip(" :\uff1a")
        own = own if bare[-1:].isalnum() else bare  # “[Cat] ” is enough of “[Cat]: ”
        start = len(title) - len(title.lstrip())
        end = start + len(own)
        if not own or title[start:end].casefold() != own.casefold():
            return ""
        rest = title[end:]
        if own[-1].isalnum() and rest[:1].isalnum():
            return ""  # the form begins a title with “Add”, and this one says “Additional data”
        return title[: len(title) - len(rest.lstrip(" \t:\u3000\uff1a"))]

    def has_type_of(self, issue: Issue) -> bool:
        """Say whether the issue has the type that the collection asks for, if it asks for one."""
        return not self.type or self.type.casefold() == issue.type.casefold()

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Map a field's key to the field."""
        return {field.key: field for field in self.fields}

    @cached_property
    def naming(self) -> str:
        """The field that names an entry: the first of type title, else the one called name."""
        titles = (field.key for field in self.fields if field.type.kind == "title")
        return next(titles, "name")

    def title_of(self, section: str) -> str:
        """Return the title of a section that the collection has, by its key."""
        return next(one.title for one in self.sections if one.key == section)

    def columns_in(self, section: str) -> tuple[Column, ...]:
        """Return the columns of a section's table."""
        own = next((one.columns for one in self.sections if one.key == section), ())
        by_title = {column.title: column for column in self.columns}
        return tuple(by_title[title] for title in own if title in by_title) or self.columns

    def is_computed(self, key: str) -> bool:
        """Say whether a column or an order of this name shows what no field states."""
        return key in COMPUTED and key not in self.by_key

    @property
    def has_several_sections(self) -> bool:
        """Say whether an entry may be in more than one section."""
        section = self.by_key.get(SECTION)
        return section is not None and isinstance(section.type, Choices)

    def stars_of(self, key: str) -> str | None:
        """Return the repository field whose stars a column of this field shows."""
        if key in self.by_key and self.by_key[key].type.kind == "repository":
            return key
        for one in self.fields:
            if one.type.kind == "repository" and one.default == key:
                return one.key
        return None


Format = Literal["jsonl", "csv", "bibtex", "feed", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""The formats of one text in which entries can be exported."""


@dataclass(frozen=True, slots=True)
class Export:
    """A text that a sync keeps in step within the repository: its format and its path.

    Written, it is a line of a mapping.
    """

    format: str
    path: str


@dataclass(frozen=True)
class Schema:
    """Everything ``catalog.yaml`` declares, its names resolved with those of ``labels.yaml``."""

    repository: str
    source: str
    snapshot: str
    labels: str
    documents: tuple[str, ...]
    collections: tuple[Collection, ...]
    taxonomy: Taxonomy
    file: Source
    badges: Badges | None
    charts: tuple[Chart, ...]
    pictures: str
    voices: str | None
    news: News | None
    depth: int
    review: Review
    chooser: Chooser | None
    about: About
    exports: tuple[Export, ...]
    warnings: tuple[Problem, ...] = ()
    """What is wrong with the configuration and does not keep it from being used."""
    by_key: dict[str, Collection] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {one.key: one for one in self.collections})

    @property
    def deciding_labels(self) -> frozenset[str]:
        """The labels that say what is published, which no tool gives by itself."""
        publish = {one.publish for one in self.collections if one.publish}
        return frozenset(publish | set(self.review.labels))
