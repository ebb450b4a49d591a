"""The parts of ``catalog.yaml`` that are used as they are written.

Each is stated once: a model says what may be written, and its values, frozen, are what the
program uses. The JSON Schemas for editors are generated from them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from issuesync.schema.shapes import (
    Duration,
    FolderPath,
    Names,
    Resolved,
    Setting,
    Text,
    Texts,
    WebLink,
    Words,
)


class Section(Setting):
    """A section: its title, and the titles it had before."""

    short: ClassVar[str] = "title"
    key: Resolved[str] = ""
    title: Text = Field(description="The heading.")
    was: Texts = Field((), description="Former titles; bodies and data files may still use them.")
    columns: Names = Field(
        (), description="The heads of its own table's columns, where it has not all of them."
    )


class Column(Setting):
    """A table's column: the field it shows, and how."""

    short: ClassVar[str] = "field"
    title: Resolved[str] = ""
    field: str = Field(
        description="A field, or issue, labels, published, uses, thumbs, reactions or comments."
    )
    link: str | None = Field(None, description="The field whose address the text links to.")
    as_: Words = Field(
        "", alias="as", description="stars: a badge; link: the word link; else this very text."
    )
    also: tuple[str, ...] = Field(
        (), description="Fields whose links follow in the same cell, each under its own label."
    )

    @property
    def shape(self) -> str:
        """Return how the field is shown; ``as`` cannot be a name in Python."""
        return self.as_


class Form(Setting):
    """The issue form by which contributors submit an entry."""

    short: ClassVar[str] = "name"

    name: Text = Field(description="What the chooser calls the form.")
    description: Words = Field("", description="What the chooser says below the name.")
    intro: Words = Field("", description="Markdown that is above the first field.")
    title: Words = Field("", description="What the issue's title begins with.")
    labels: Texts = Field((), description="The labels that a new issue gets, whoever files it.")


class Badges(Setting):
    """The usage lines with their counts."""

    style: Literal["live", "static", "local", "text"] = Field(
        "local", description="local: an SVG file; static, live: shields.io; text: words only."
    )
    labels: tuple[Text, ...] = Field((), description="The labels to count, in order.")
    of: str | None = Field(None, description="The collection counted.")
    folder: FolderPath = Field("catalog/badges", description="Where local badges are written.")
    collection: Resolved[str] = ""


class News(Setting):
    """The list of the newest entries."""

    of: str | None = Field(None, description="The collection that the news is about.")
    days: int = Field(
        30, ge=1, le=36500, description="How many days, counted back from the newest entry."
    )
    collection: Resolved[str] = ""


class Contents(Setting):
    """The table of contents."""

    depth: int = Field(3, ge=2, le=6, description="The deepest level of heading listed.")


class ContactLink(Setting):
    """A link next to the forms in the chooser."""

    name: Text = Field(description="What the link is called.")
    url: Text = Field(description="Where it leads.")
    about: Text = Field(description="What is below it.")


class Chooser(Setting):
    """What GitHub shows to somebody who opens an issue, next to the forms."""

    blank: bool = Field(default=True, description="Whether an issue may be opened without a form.")
    links: tuple[ContactLink, ...] = Field((), description="Links to other places.")


class Review(Setting):
    """What happens to submitted issues, and of edits of accepted ones."""

    waiting: Text | None = Field(
        None, description="The label of an edit that waits; removing it accepts the edit."
    )
    incomplete: Text | None = Field(None, description="The label of an issue with mistakes.")
    duplicate: Text | None = Field(None, description="The label of an issue that appears twice.")
    edits: Literal["hold", "trust"] = Field(
        "hold", description="hold: an edit of an accepted issue waits; trust: it is published."
    )
    members: Literal["wait", "publish"] = Field(
        "wait", description="publish: owners', members' and collaborators' issues need no label."
    )
    settle: Duration = Field(
        "5m",
        description="How long an edit has to stand before a label accepts it at once: 90s, 5m, 1h.",
    )

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels that a review sets and takes away."""
        return tuple(filter(None, (self.waiting, self.incomplete, self.duplicate)))

    @property
    def holds_edits(self) -> bool:
        """Say whether an edit of an accepted issue waits for a maintainer."""
        return self.edits == "hold"

    @property
    def publishes_members(self) -> bool:
        """Say whether a member's issue is published without a label."""
        return self.members == "publish"

    @property
    def settling(self) -> timedelta:
        """Return how long a stranger's edit has to stand before a label can mean it."""
        units = {"s": 1, "m": 60, "h": 3600}
        if self.settle == "0":
            return timedelta()
        return timedelta(seconds=int(self.settle[:-1]) * units[self.settle[-1]])


class Creator(Setting):
    """A person or an organisation that made the catalog."""

    short: ClassVar[str] = "name"
    name: Text = Field(description="The name, as a citation writes it.")
    url: WebLink = Field("", description="A home page or an ORCID.")
    type: Literal["person", "organization"] = Field("person", description="Which of the two.")

    @property
    def is_person(self) -> bool:
        """Say whether it is a person, whose name has a family name."""
        return self.type == "person"


_CreatorOf = Annotated[
    Creator, BeforeValidator(Creator.expand, json_schema_input_type=Text | Creator)
]


def _on_one_line(text: str) -> str:
    """Join a text that the file breaks over lines."""
    return " ".join(text.split())


def _without_slash(url: str) -> str:
    """Take a page's address without a slash at its end."""
    return url.rstrip("/")


_Line = Annotated[Text, AfterValidator(_on_one_line)]


class About(Setting):
    """The catalog itself, as data files, the page and citations name it."""

    title: _Line = Field("", description="What the catalog is called; CITATION.cff may say it.")
    description: _Line = Field("", description="What it holds, in a sentence or two.")
    license: Text = Field("", description="The licence of the catalog's own data, as in CC-BY-4.0.")
    url: Annotated[WebLink, AfterValidator(_without_slash)] = Field(
        "", description="Where the published page will be."
    )
    creators: tuple[_CreatorOf, ...] = Field(
        (), description="Who made it: names, or names with a url."
    )
    keywords: Texts = Field((), description="What others may look for.")
    version: Resolved[str] = ""
    """``CITATION.cff`` alone states this and the two below; ``released`` is a date."""
    released: Resolved[str] = ""
    doi: Resolved[str] = ""


class Chart(Setting):
    """A picture of the catalog's numbers."""

    name: Resolved[str] = ""
    kind: Literal["years", "bars", "together", "grid", "tree"] = Field(
        description="years: bars by year; bars: a bar a value; together: which values occur with"
        " which; grid: values by year; tree: sections and labels."
    )
    title: Words = Field("", description="The heading; by default the field's label.")
    note: Text = Field("", description="What is below the heading.")
    of: str | None = Field(None, description="The collection counted; by default that of issues.")
    field: str | None = Field(None, description="The field or group of labels counted.")
    year: str | None = Field(None, description="The year; by default the first field that is one.")
    by: str | None = Field(None, description="What years are stacked by; by default the section.")
    size: str | None = Field(None, description="The count or size shown for each entry of a year.")
    collection: Resolved[str] = ""
    folder: Resolved[str] = ""
