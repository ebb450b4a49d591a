"""What may stand in ``catalog.yaml``, ``labels.yaml`` and ``overrides.yaml``.

These models are the door: they say which keys there are and what each may hold. The JSON
Schemas for editors are generated from them.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from issuesync.fields.base import slug

FieldKind = Literal[
    "title", "text", "markdown", "url", "repository", "year", "country", "choice", "choices",
    "count", "bytes", "list", "labels",
]  # fmt: skip
LONGEST_NAME, LONGEST_DESCRIPTION = 50, 100
"""GitHub's limits: https://docs.github.com/en/rest/issues/labels#create-a-label"""


class Setting(BaseModel):
    """A mapping of settings; a class with ``short`` may also be given as that one value."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    short: ClassVar[str] = ""

    @classmethod
    def expand(cls, value: object) -> object:
        """Turn the short form into the long one."""
        return {cls.short: value} if cls.short and not isinstance(value, dict) else value


def as_list(value: object) -> object:
    """Take one text for a list of one."""
    return [value] if isinstance(value, str) else value


def keyed(value: object) -> object:
    """Take a list of titles, or of mappings that state one, for a mapping from their keys."""
    if not isinstance(value, list):
        return value
    titles: dict[str, object] = {}
    for index, item in enumerate(value):
        title = item.get("title") if isinstance(item, dict) else item
        key = slug(title) if isinstance(title, str) else f"{index + 1}"
        if key in titles:
            message = "two entries have the key “{key}”"
            raise PydanticCustomError("name_clash", message, {"key": key, "index": index})
        titles[key] = item
    return titles


def named(value: object) -> object:
    """Take a list of names for a mapping from the names themselves."""
    return dict.fromkeys(value, "") if isinstance(value, list) and all_text(value) else value


def all_text(values: list[Any]) -> bool:
    """Say whether all are strings."""
    return all(isinstance(value, str) for value in values)


def inside(path: str) -> str:
    """Accept a path below the catalog's root only."""
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or ".." in parts or not path.strip():
        raise PydanticCustomError("outside", "a path below this folder, with / between its parts")
    return path


def issues_or_file(value: str) -> str:
    """Accept the word ``issues`` or the path of a YAML file."""
    if value == "issues":
        return value
    if not value.endswith((".yaml", ".yml")):
        message = "the word issues, or the path of a YAML file"
        raise PydanticCustomError("origin", message, {"expected": "'issues'"})
    return inside(value)


def owner_and_name(value: str) -> str:
    """Accept ``owner/name``."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}", value):
        raise PydanticCustomError("repository", "an owner and a name, as in octocat/hello-world")
    return value


def six_digits(value: str) -> str:
    """Accept a colour of six hexadecimal digits."""
    digits = value.removeprefix("#")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", digits):
        raise PydanticCustomError("color", "six hexadecimal digits, as in 0e8a16")
    return digits.lower()


SCALARS = {"type": ["string", "number", "boolean"]}
"""We read strings only; an editor may take 2024 or 000000 for a number and no for a truth."""

COLOR_SCHEMA = {"type": ["string", "number"], "pattern": "^#?[0-9A-Fa-f]{6}$"}

Text = Annotated[str, WithJsonSchema(SCALARS)]
Texts = Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=Text | list[Text])]
FilePath = Annotated[str, AfterValidator(inside)]
FilePaths = Annotated[
    list[FilePath], BeforeValidator(as_list, json_schema_input_type=str | list[str])
]
Origins = Annotated[
    list[Annotated[str, AfterValidator(issues_or_file)]],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
]
Color = Annotated[str, AfterValidator(six_digits), WithJsonSchema(COLOR_SCHEMA)]


class OptionFile(Setting):
    """An option of a choice: what it means, and what else people write for it."""

    short: ClassVar[str] = "is"
    is_: Text | None = Field("", alias="is", description="What the option means; legends show it.")
    was: Texts = Field([], description="Other names that bodies may use.")


Option = Annotated[
    OptionFile, BeforeValidator(OptionFile.expand, json_schema_input_type=Text | None | OptionFile)
]
Options = Annotated[
    dict[str, Option],
    BeforeValidator(named, json_schema_input_type=list[Text] | dict[str, Option]),
]


class FieldFile(Setting):
    """A field: its type, and where bodies name it otherwise than by its key."""

    short: ClassVar[str] = "type"
    type: FieldKind = Field(description="What kind of value it is.")
    label: Text | None = Field(
        None, description="The name bodies and forms use; by default the key."
    )
    was: Texts = Field([], description="Former labels that bodies may still use.")
    required: bool = Field(default=False, description="Whether an entry has to state it.")
    default: str | None = Field(
        None, description="The field whose value stands in for a missing one."
    )
    open: bool = Field(default=False, description="Whether values beside the options are kept.")
    options: Options = Field(
        {}, description="The options of a choice: names, or names with their meanings."
    )
    group: str | None = Field(None, description="The group of labels.yaml that sets the value.")
    description: Text | None = Field(None, description="What the form says below the label.")
    example: Text | None = Field(None, description="What the form shows in the empty box.")
    ask: bool = Field(default=True, description="Whether the form asks for it.")


FieldOf = Annotated[
    FieldFile, BeforeValidator(FieldFile.expand, json_schema_input_type=FieldKind | FieldFile)
]


class SectionFile(Setting):
    """A section: its title, and the titles it had before."""

    short: ClassVar[str] = "title"
    title: Text = Field(description="The heading.")
    was: Texts = Field([], description="Former titles; bodies and data files may still use them.")


class ColumnFile(Setting):
    """A table's column: the field it shows, and how."""

    short: ClassVar[str] = "field"
    field: str = Field(description="A field, or issue, labels or published.")
    link: str | None = Field(None, description="The field whose address the text links to.")
    as_: Text | None = Field(
        None, alias="as", description="stars: a badge; link: the word link; else this very text."
    )


Column = Annotated[
    ColumnFile, BeforeValidator(ColumnFile.expand, json_schema_input_type=str | ColumnFile)
]
Section = Annotated[
    SectionFile, BeforeValidator(SectionFile.expand, json_schema_input_type=Text | SectionFile)
]
Sections = Annotated[
    dict[str, Section],
    BeforeValidator(keyed, json_schema_input_type=list[Text | SectionFile] | dict[str, Section]),
]


class FormFile(Setting):
    """The issue form by which contributors submit an entry."""

    short: ClassVar[str] = "name"

    name: Text = Field(description="What the chooser calls the form.")
    description: Text | None = Field(None, description="What the chooser says below the name.")
    intro: Text | None = Field(None, description="Markdown that stands above the first field.")
    title: Text | None = Field(None, description="What the issue's title begins with.")
    labels: Texts = Field([], description="The labels that a new issue gets, whoever files it.")


Form = Annotated[FormFile, BeforeValidator(FormFile.expand, json_schema_input_type=Text | FormFile)]


class CollectionFile(Setting):
    """A collection: where its entries come from, and how its tables look."""

    from_: Origins = Field([], alias="from", description="issues, data files, or both.")
    like: str | None = Field(None, description="The collection whose settings hold unless stated.")
    title: Text | None = Field(None, description="What readers call it; by default the key.")
    publish: Text | None = Field(None, description="The label that publishes an issue.")
    state: Literal["open", "closed", "all"] = Field(
        "open", description="The state of the issues that stand in the catalog."
    )
    overrides: FilePath | None = Field(None, description="The file of a maintainer's corrections.")
    form: Form | None = Field(None, description="The issue form that sync writes.")
    fields: list[str] | None = Field(None, description="The fields an entry has, in order.")
    sections: Sections = Field(
        {}, description="The sections in order: titles, or keys with their titles."
    )
    columns: dict[str, Column] = Field(
        {}, description="The columns of the tables, in order, by their heads."
    )
    sort: Texts = Field([], description="Fields to sort by; - before one turns its order round.")


class BadgesFile(Setting):
    """The usage lines with their counts."""

    style: Literal["live", "static", "local", "text"] = Field(
        "local", description="local: an SVG file; static, live: shields.io; text: words only."
    )
    labels: list[Text] = Field([], description="The labels to count, in order.")
    of: str | None = Field(None, description="The collection counted.")
    folder: FilePath = Field("catalog/badges", description="Where local badges are written.")


class NewsFile(Setting):
    """The list of the newest entries."""

    of: str | None = Field(None, description="The collection told of.")
    days: int = Field(30, ge=1, description="How many days, counted back from the newest entry.")


class ContentsFile(Setting):
    """The table of contents."""

    depth: int = Field(3, ge=2, le=6, description="The deepest level of heading listed.")


class LinkFile(Setting):
    """A link beside the forms in the chooser."""

    name: Text = Field(description="What the link is called.")
    url: Text = Field(description="Where it leads.")
    about: Text = Field(description="What stands below it.")


class ChooserFile(Setting):
    """What GitHub shows to somebody who opens an issue, beside the forms."""

    blank: bool = Field(default=True, description="Whether an issue may be opened without a form.")
    links: list[LinkFile] = Field([], description="Links to other places.")


class ReviewFile(Setting):
    """What becomes of submitted issues, and of edits of accepted ones."""

    waiting: Text | None = Field(
        None, description="The label of an edit that waits; removing it accepts the edit."
    )
    incomplete: Text | None = Field(None, description="The label of an issue with mistakes.")
    duplicate: Text | None = Field(None, description="The label of an issue that stands twice.")
    edits: Literal["hold", "trust"] = Field(
        "hold", description="hold: an edit of an accepted issue waits; trust: it is published."
    )
    members: Literal["wait", "publish"] = Field(
        "wait", description="publish: owners', members' and collaborators' issues need no label."
    )


class CatalogFile(Setting):
    """catalog.yaml: what the catalog holds and which documents show it."""

    repository: Annotated[str, AfterValidator(owner_and_name)] = Field(
        description="The GitHub repository whose issues are the entries, as owner/name."
    )
    source: Literal["snapshot", "github"] = Field(
        "snapshot", description="Where sync reads the issues."
    )
    snapshot: FilePath = Field("catalog/issues.json", description="The accepted state, committed.")
    labels: FilePath = Field("labels.yaml", description="The taxonomy of labels.")
    documents: FilePaths = Field(description="The Markdown files that hold regions.")
    fields: dict[str, FieldOf] = Field(description="Each field once, for all collections.")
    collections: dict[str, CollectionFile] = Field(description="The collections by name.")
    badges: BadgesFile | None = Field(None, description="The badges region.")
    news: NewsFile | None = Field(None, description="The news region.")
    contents: ContentsFile = Field(ContentsFile(), description="The contents region.")
    review: ReviewFile = Field(ReviewFile(), description="What becomes of submitted issues.")
    chooser: ChooserFile | None = Field(None, description="What stands beside the issue forms.")


class LabelFile(Setting):
    """A label: what it means, what it was called, what it implies."""

    short: ClassVar[str] = "is"
    is_: Text | None = Field("", alias="is", description="The description, as GitHub shows it.")
    was: Texts = Field([], description="Former and other names.")
    color: Color | None = Field(None, description="Its own colour; by default the group's.")
    implies: Texts = Field([], description="Labels that an issue with this one should bear too.")


LabelOf = Annotated[
    LabelFile, BeforeValidator(LabelFile.expand, json_schema_input_type=Text | None | LabelFile)
]


class GroupFile(Setting):
    """A group of labels, which is a field of every issue too.

    A group without a colour is reported beside the other colours, not here: its labels' names
    are to be judged all the same.
    """

    model_config = ConfigDict(json_schema_extra={"required": ["color", "labels"]})

    title: Text | None = Field(None, description="What readers call the group; by default its key.")
    color: Color = Field("", description="Six hexadecimal digits.")
    at_least: int = Field(0, ge=0, description="How many of these labels an entry has to bear.")
    at_most: int | None = Field(None, ge=1, description="How many of them it may bear.")
    labels: dict[str, LabelOf] = Field(description="The labels by name.")


class LabelsFile(Setting):
    """labels.yaml: every label of the repository, in groups."""

    protect: Texts = Field([], description="Patterns of labels that are never touched.")
    groups: dict[str, GroupFile] = Field(description="The groups by name.")


class OverridesFile(
    RootModel[dict[str, dict[str, Text | list[Text] | dict[str, Text | list[Text]] | None]]]
):
    """overrides.yaml: by issue number, the fields whose value a maintainer states."""
