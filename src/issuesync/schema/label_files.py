"""What may be in ``labels.yaml`` and ``overrides.yaml``."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field, RootModel

from issuesync.schema.shapes import Color, Setting, Text, Texts

LONGEST_NAME, LONGEST_DESCRIPTION = 50, 100
"""GitHub's limits: https://docs.github.com/en/rest/issues/labels#create-a-label"""


class LabelFile(Setting):
    """A label: what it means, what it was called, what it implies."""

    short: ClassVar[str] = "is"
    is_: Text | None = Field("", alias="is", description="The description, as GitHub shows it.")
    was: Texts = Field((), description="Former and other names.")
    color: Color | None = Field(None, description="Its own colour; by default the group's.")
    implies: Texts = Field((), description="Labels that an issue with this one should have too.")


_LabelOf = Annotated[
    LabelFile, BeforeValidator(LabelFile.expand, json_schema_input_type=Text | None | LabelFile)
]


class GroupFile(Setting):
    """A group of labels, which is a field of every issue too.

    A group without a colour is reported next to the other colours, not here: its labels' names
    are to be judged all the same.
    """

    model_config = ConfigDict(json_schema_extra={"required": ["color", "labels"]})

    title: Text | None = Field(None, description="What readers call the group; by default its key.")
    color: Color = Field("", description="Six hexadecimal digits.")
    at_least: int = Field(0, ge=0, description="How many of these labels an entry has to have.")
    at_most: int | None = Field(None, ge=1, description="How many of them it may have.")
    labels: dict[str, _LabelOf] = Field(description="The labels by name.")


class LabelsFile(Setting):
    """labels.yaml: every label of the repository, in groups."""

    protect: Texts = Field((), description="Patterns of labels that are never touched.")
    groups: dict[str, GroupFile] = Field(description="The groups by name.")


_Stated = Text | list[Text] | dict[str, Text | list[Text]] | None


class OverridesFile(RootModel[dict[str, dict[str, _Stated] | list[int | Text | dict[str, Text]]]]):
    """overrides.yaml: by issue number, the fields whose value a maintainer states.

    Under row, the Markdown of its row. listed: holds the order of a collection that is as listed.
    """
