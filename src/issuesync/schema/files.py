"""What may be in ``catalog.yaml``.

These models are the door: they say which keys there are and what each may hold. What is used as
it is written is in ``parts``; fields, collections and the whole are built from what is here.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from issuesync.schema.catalog import Format
from issuesync.schema.parts import (
    About,
    Badges,
    Chart,
    Chooser,
    Column,
    Contents,
    Form,
    News,
    Review,
    Section,
)
from issuesync.schema.shapes import (
    FilePath,
    FilePaths,
    FolderPath,
    Origins,
    Setting,
    Text,
    Texts,
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
    was: Texts = Field((), description="Other names that bodies may use.")


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
    was: Texts = Field((), description="Former labels that bodies may still use.")
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
    accept: Texts = Field((), description="The endings of the files that an upload takes.")
    of: Texts = Field(
        (), description="The collections whose entries are named; of a license: data or code."
    )
    places: Texts = Field(
        (), description="What a field of entries may name that is not an entry: places, satellites."
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


_Column = Annotated[Column, BeforeValidator(Column.expand, json_schema_input_type=str | Column)]
_Section = Annotated[
    Section, BeforeValidator(Section.expand, json_schema_input_type=Text | Section)
]
_Sections = Annotated[
    dict[str, _Section],
    BeforeValidator(keyed, json_schema_input_type=list[Text | Section] | dict[str, _Section]),
]


_Form = Annotated[Form, BeforeValidator(Form.expand, json_schema_input_type=Text | Form)]


_Reason = Literal["completed", "not_planned", "duplicate"]
_Reasons = Annotated[
    tuple[_Reason, ...], BeforeValidator(as_list, json_schema_input_type=_Reason | list[_Reason])
]


class CollectionFile(Setting):
    """A collection: where its entries come from, and how its tables look."""

    from_: Origins = Field((), alias="from", description="issues, data files, or both.")
    like: str | None = Field(None, description="The collection whose settings hold unless stated.")
    title: Text | None = Field(None, description="What readers call it; by default the key.")
    publish: Text | None = Field(None, description="The label that publishes an issue.")
    state: Literal["open", "closed", "all"] = Field(
        "open", description="The state of the issues that are in the catalog."
    )
    closed_as: _Reasons = Field(
        ("completed",), description="Why a closed issue may have been closed and still be shown."
    )
    type: Text | None = Field(None, description="The issue type of the collection's issues.")
    overrides: FilePath | None = Field(None, description="The file of a maintainer's corrections.")
    form: _Form | None = Field(None, description="The issue form that sync writes.")
    fields: tuple[str, ...] | None = Field(None, description="The fields an entry has, in order.")
    sections: _Sections = Field(
        {}, description="The sections in order: titles, or keys with their titles."
    )
    columns: dict[str, _Column] = Field(
        {}, description="The columns of the tables, in order, by their heads."
    )
    sort: Texts = Field(
        (),
        description="Fields to sort by; - before one turns its order round. as listed: the order "
        "of the data file, or of listed: in the overrides; new issues follow.",
    )


_Export = dict[Format, FilePath]


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
        (), description="Labels of former fields: their sections are read as such, and not shown."
    )
    collections: dict[str, CollectionFile] = Field(description="The collections by name.")
    badges: Badges | None = Field(None, description="The badges region.")
    news: News | None = Field(None, description="The news region.")
    charts: dict[str, Chart] = Field({}, description="The pictures that chart regions show.")
    pictures: FolderPath = Field("catalog/charts", description="Where charts are written.")
    contents: Contents = Field(Contents.model_construct(), description="The contents region.")
    review: Review = Field(
        Review.model_construct(), description="What happens to submitted issues."
    )
    chooser: Chooser | None = Field(None, description="What is next to the issue forms.")
    about: About | None = Field(None, description="How data files and the page name the catalog.")
    exports: tuple[_Export, ...] = Field(
        (), description="Data files that sync keeps up to date, each a format and its path."
    )
