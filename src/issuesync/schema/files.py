"""What may be in ``catalog.yaml``.

These models are the door: they say which keys there are and what each may hold. The JSON
Schemas for editors are generated from them.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from issuesync.schema.shapes import (
    Duration,
    FilePath,
    FilePaths,
    FolderPath,
    Origins,
    Setting,
    Text,
    Texts,
    WebLink,
    as_list,
    keyed,
    named,
    owner_and_name,
)

_FieldKind = Literal[
    "title", "text", "markdown", "url", "repository", "year", "country", "choice", "choices",
    "count", "bytes", "list", "entries", "labels", "date", "number", "boolean", "license", "doi",
    "arxiv", "upload",
]  # fmt: skip


class OptionFile(Setting):
    """An option of a choice: what it means, and what else people write for it."""

    short: ClassVar[str] = "is"
    is_: Text | None = Field("", alias="is", description="What the option means; legends show it.")
    was: Texts = Field([], description="Other names that bodies may use.")


_Option = Annotated[
    OptionFile,
    BeforeValidator(OptionFile.expand, json_schema_input_type=Text | None | OptionFile),
]
_Options = Annotated[
    dict[str, _Option],
    BeforeValidator(named, json_schema_input_type=list[Text] | dict[str, _Option]),
]


class FieldFile(Setting):
    """A field: its type, and where bodies name it otherwise than by its key."""

    short: ClassVar[str] = "type"
    type: _FieldKind = Field(description="What kind of value it is.")
    label: Text | None = Field(
        None, description="The name bodies and forms use; by default the key."
    )
    was: Texts = Field([], description="Former labels that bodies may still use.")
    required: bool = Field(default=False, description="Whether an entry has to state it.")
    default: str | None = Field(None, description="The field whose value replaces a missing one.")
    open: bool = Field(default=False, description="Whether values next to the options are kept.")
    options: _Options = Field(
        {}, description="The options of a choice: names, or names with their meanings."
    )
    group: str | None = Field(None, description="The group of labels.yaml that sets the value.")
    unit: Text | None = Field(None, description="The unit of a number; it is shown with it.")
    at_least: Text | None = Field(None, description="The least number that is taken.")
    at_most: Text | None = Field(None, description="The greatest number that is taken.")
    render: Text | None = Field(
        None, description="The language of a text of many lines, which is in a fence."
    )
    accept: Texts = Field([], description="The endings of the files that an upload takes.")
    of: Texts = Field(
        [], description="The collections whose entries are named; of a license: data or code."
    )
    places: Texts = Field(
        [], description="What a field of entries may name that is not an entry: places, satellites."
    )
    description: Text | None = Field(None, description="What the form says below the label.")
    example: Text | None = Field(None, description="What the form shows in the empty box.")
    ask: bool = Field(default=True, description="Whether the form asks for it.")
    relative: bool = Field(
        default=False, description="Whether an address may be that of a file of the repository."
    )
    issue_field: Text | None = Field(
        None, description="The issue field of the organisation that states the value too."
    )


_FieldOf = Annotated[
    FieldFile, BeforeValidator(FieldFile.expand, json_schema_input_type=_FieldKind | FieldFile)
]


class SectionFile(Setting):
    """A section: its title, and the titles it had before."""

    short: ClassVar[str] = "title"
    title: Text = Field(description="The heading.")
    was: Texts = Field([], description="Former titles; bodies and data files may still use them.")
    columns: list[str] | None = Field(
        None, description="The heads of its own table's columns, where it has not all of them."
    )


class ColumnFile(Setting):
    """A table's column: the field it shows, and how."""

    short: ClassVar[str] = "field"
    field: str = Field(
        description="A field, or issue, labels, published, uses, thumbs, reactions or comments."
    )
    link: str | None = Field(None, description="The field whose address the text links to.")
    as_: Text | None = Field(
        None, alias="as", description="stars: a badge; link: the word link; else this very text."
    )
    also: list[str] = Field(
        [], description="Fields whose links follow in the same cell, each under its own label."
    )


_Column = Annotated[
    ColumnFile, BeforeValidator(ColumnFile.expand, json_schema_input_type=str | ColumnFile)
]
_Section = Annotated[
    SectionFile, BeforeValidator(SectionFile.expand, json_schema_input_type=Text | SectionFile)
]
_Sections = Annotated[
    dict[str, _Section],
    BeforeValidator(keyed, json_schema_input_type=list[Text | SectionFile] | dict[str, _Section]),
]


class FormFile(Setting):
    """The issue form by which contributors submit an entry."""

    short: ClassVar[str] = "name"

    name: Text = Field(description="What the chooser calls the form.")
    description: Text | None = Field(None, description="What the chooser says below the name.")
    intro: Text | None = Field(None, description="Markdown that is above the first field.")
    title: Text | None = Field(None, description="What the issue's title begins with.")
    labels: Texts = Field([], description="The labels that a new issue gets, whoever files it.")


_Form = Annotated[
    FormFile, BeforeValidator(FormFile.expand, json_schema_input_type=Text | FormFile)
]


_Reason = Literal["completed", "not_planned", "duplicate"]
_Reasons = Annotated[
    list[_Reason], BeforeValidator(as_list, json_schema_input_type=_Reason | list[_Reason])
]


class CollectionFile(Setting):
    """A collection: where its entries come from, and how its tables look."""

    from_: Origins = Field([], alias="from", description="issues, data files, or both.")
    like: str | None = Field(None, description="The collection whose settings hold unless stated.")
    title: Text | None = Field(None, description="What readers call it; by default the key.")
    publish: Text | None = Field(None, description="The label that publishes an issue.")
    state: Literal["open", "closed", "all"] = Field(
        "open", description="The state of the issues that are in the catalog."
    )
    closed_as: _Reasons = Field(
        ["completed"], description="Why a closed issue may have been closed and still be shown."
    )
    type: Text | None = Field(None, description="The issue type of the collection's issues.")
    overrides: FilePath | None = Field(None, description="The file of a maintainer's corrections.")
    form: _Form | None = Field(None, description="The issue form that sync writes.")
    fields: list[str] | None = Field(None, description="The fields an entry has, in order.")
    sections: _Sections = Field(
        {}, description="The sections in order: titles, or keys with their titles."
    )
    columns: dict[str, _Column] = Field(
        {}, description="The columns of the tables, in order, by their heads."
    )
    sort: Texts = Field(
        [],
        description="Fields to sort by; - before one turns its order round. as listed: the order "
        "of the data file, or of listed: in the overrides; new issues follow.",
    )


class BadgesFile(Setting):
    """The usage lines with their counts."""

    style: Literal["live", "static", "local", "text"] = Field(
        "local", description="local: an SVG file; static, live: shields.io; text: words only."
    )
    labels: list[Text] = Field([], description="The labels to count, in order.")
    of: str | None = Field(None, description="The collection counted.")
    folder: FolderPath = Field("catalog/badges", description="Where local badges are written.")


class NewsFile(Setting):
    """The list of the newest entries."""

    of: str | None = Field(None, description="The collection that the news is about.")
    days: int = Field(
        30, ge=1, le=36500, description="How many days, counted back from the newest entry."
    )


class ContentsFile(Setting):
    """The table of contents."""

    depth: int = Field(3, ge=2, le=6, description="The deepest level of heading listed.")


class LinkFile(Setting):
    """A link next to the forms in the chooser."""

    name: Text = Field(description="What the link is called.")
    url: Text = Field(description="Where it leads.")
    about: Text = Field(description="What is below it.")


class ChooserFile(Setting):
    """What GitHub shows to somebody who opens an issue, next to the forms."""

    blank: bool = Field(default=True, description="Whether an issue may be opened without a form.")
    links: list[LinkFile] = Field([], description="Links to other places.")


class ReviewFile(Setting):
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


class _CreatorFile(Setting):
    """A person or an organisation that made the catalog."""

    short: ClassVar[str] = "name"
    name: Text = Field(description="The name, as a citation writes it.")
    url: WebLink = Field("", description="A home page or an ORCID.")
    type: Literal["person", "organization"] = Field("person", description="Which of the two.")


_Creator = Annotated[
    _CreatorFile, BeforeValidator(_CreatorFile.expand, json_schema_input_type=Text | _CreatorFile)
]


class AboutFile(Setting):
    """The catalog itself, as data files, the page and citations name it."""

    title: Text = Field("", description="What the catalog is called; CITATION.cff may say it.")
    description: Text = Field("", description="What it holds, in a sentence or two.")
    license: Text = Field("", description="The licence of the catalog's own data, as in CC-BY-4.0.")
    url: WebLink = Field("", description="Where the published page will be.")
    creators: list[_Creator] = Field([], description="Who made it: names, or names with a url.")
    keywords: Texts = Field([], description="What others may look for.")


class ChartFile(Setting):
    """A picture of the catalog's numbers."""

    kind: Literal["years", "bars", "together", "grid", "tree"] = Field(
        description="years: bars by year; bars: a bar a value; together: which values occur with"
        " which; grid: values by year; tree: sections and labels."
    )
    title: Text | None = Field(None, description="The heading; by default the field's label.")
    note: Text = Field("", description="What is below the heading.")
    of: str | None = Field(None, description="The collection counted; by default that of issues.")
    field: str | None = Field(None, description="The field or group of labels counted.")
    year: str | None = Field(None, description="The year; by default the first field that is one.")
    by: str | None = Field(None, description="What years are stacked by; by default the section.")
    size: str | None = Field(None, description="The count or size shown for each entry of a year.")


_Format = Literal["jsonl", "csv", "bibtex", "feed", "jsonld"]


class CatalogFile(Setting):
    """catalog.yaml: what the catalog holds and which documents show it."""

    repository: Annotated[str, AfterValidator(owner_and_name)] = Field(
        description="The GitHub repository whose issues are the entries, as owner/name."
    )
    source: Literal["snapshot", "github"] = Field(
        "snapshot", description="Where sync reads the issues."
    )
    snapshot: FilePath = Field("catalog/issues.json", description="The accepted state, committed.")
    voices: FilePath | None = Field(
        None, description="The file of reactions and comments, which the daily run writes."
    )
    labels: FilePath = Field("labels.yaml", description="The taxonomy of labels.")
    documents: FilePaths = Field(description="The Markdown files that hold regions.")
    fields: dict[str, _FieldOf] = Field(description="Each field once, for all collections.")
    retired: Texts = Field(
        [], description="Labels of former fields: their sections are read as such, and not shown."
    )
    collections: dict[str, CollectionFile] = Field(description="The collections by name.")
    badges: BadgesFile | None = Field(None, description="The badges region.")
    news: NewsFile | None = Field(None, description="The news region.")
    charts: dict[str, ChartFile] = Field({}, description="The pictures that chart regions show.")
    pictures: FolderPath = Field("catalog/charts", description="Where charts are written.")
    contents: ContentsFile = Field(ContentsFile(), description="The contents region.")
    review: ReviewFile = Field(ReviewFile(), description="What happens to submitted issues.")
    chooser: ChooserFile | None = Field(None, description="What is next to the issue forms.")
    about: AboutFile | None = Field(
        None, description="How data files and the page name the catalog."
    )
    exports: list[dict[_Format, FilePath]] = Field(
        [], description="Data files that sync keeps up to date, each a format and its path."
    )
