"""``labels.yaml`` into the taxonomy: groups of labels with their names, colours and rules."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.fields.base import title_of_key
from issuesync.fields.label_name import four_byte_signs, is_emoji_alone, label_name_key
from issuesync.fields.spelling import suggest
from issuesync.model.problem import sort_problems
from issuesync.schema.label_files import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    GroupFile,
    LabelFile,
    LabelsFile,
)
from issuesync.schema.label_sync_import import translate
from issuesync.schema.validate import validate
from issuesync.yamlfile.source import Source, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.model.problem import Problem
    from issuesync.yamlfile.source import Path


_UNADDRESSABLE = frozenset({".", ".."})
"""Names that are in no request: on the wire ``labels/..`` is the repository itself."""


@dataclass(frozen=True, slots=True)
class TaxonomyLabel:
    """A label as it should be; ``was`` holds former and other names."""

    name: str
    group: str
    description: str
    color: str
    was: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Labels that answer one question, and how many of them an entry may and has to have."""

    key: str
    title: str
    color: str
    labels: tuple[TaxonomyLabel, ...]
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True)
class Taxonomy:
    """Every label the catalog knows. Names compare without case, as GitHub compares them."""

    groups: tuple[Group, ...] = ()
    protect: tuple[str, ...] = ()

    @property
    def labels(self) -> Iterator[TaxonomyLabel]:
        """Give every label, group by group."""
        return (label for group in self.groups for label in group.labels)

    @cached_property
    def by_name(self) -> dict[str, TaxonomyLabel]:
        """Map each name and former name, without case, to its label."""
        return {
            label_name_key(name): label
            for label in self.labels
            for name in (label.name, *label.was)
        }

    @cached_property
    def by_group(self) -> dict[str, Group]:
        """Map a group's key to the group."""
        return {group.key: group for group in self.groups}

    def find(self, name: str) -> TaxonomyLabel | None:
        """Return the label of this name or former name."""
        return self.by_name.get(label_name_key(name))

    def names_of(self, name: str | None) -> frozenset[str]:
        """Return a label's present and former names without case; of an unknown one its own."""
        label = self.find(name) if name else None
        names = (label.name, *label.was) if label else (name,) if name else ()
        return frozenset(one.casefold() for one in names)

    def is_protected(self, name: str) -> bool:
        """Say whether the label is none of our business."""
        folded = name.casefold()
        return any(fnmatchcase(folded, pattern.casefold()) for pattern in self.protect)


def parse_taxonomy(text: str, file: str) -> tuple[Taxonomy, list[Problem]]:
    """Parse ``labels.yaml``, or a file of EndBug/label-sync; return every problem with its line."""
    source, problems = parse_yaml(text, file)
    if source.value is None and problems:
        return Taxonomy(), problems
    source, faults = translate(source)
    settings, more = validate(LabelsFile, source)
    problems += [*faults, *more]
    if settings is None:
        return Taxonomy(), list(sort_problems(problems))
    groups = tuple(_build_group(key, group) for key, group in settings.groups.items())
    taxonomy = Taxonomy(groups, settings.protect)
    problems += [*_check_names(taxonomy, source), *_check_limits(taxonomy, source)]
    return taxonomy, list(sort_problems(problems))


def _build_group(key: str, group: GroupFile) -> Group:
    """Build one group; labels without a colour have the group's."""
    labels = tuple(
        _build_label(key, name, label, group.color) for name, label in group.labels.items()
    )
    title = group.title or title_of_key(key)
    return Group(key, title, group.color, labels, group.at_least, group.at_most)


def _build_label(group: str, name: str, label: LabelFile, color: str) -> TaxonomyLabel:
    """Build one label."""
    return TaxonomyLabel(
        name, group, label.is_ or "", label.color or color, label.was, label.implies
    )


def _labels_with_paths(
    taxonomy: Taxonomy,
) -> Iterator[tuple[TaxonomyLabel, tuple[str, ...]]]:
    """Give each label with the path at which it is in the file."""
    return ((one, ("groups", one.group, "labels", one.name)) for one in taxonomy.labels)


def _check_names(taxonomy: Taxonomy, source: Source) -> Iterator[Problem]:
    """Report every name that two labels would have, and implied labels that are not there."""
    taken: dict[str, tuple[str, int | None]] = {}
    for label, path in _labels_with_paths(taxonomy):
        for index, name in enumerate((label.name, *label.was)):
            at: Path = path if index == 0 else (*path, "was", index - 1)
            earlier = taken.get(label_name_key(name))
            if earlier:
                whose = f"“{earlier[0]}” of line {earlier[1]}"
                message = (
                    f"“{name}” is a name of {whose} too; case does not count"
                    if earlier[0] != label.name
                    else f"“{name}” is a name of “{label.name}” already; case does not count"
                )
                yield source.problem("name-clash", message, *at, hint="each name may appear once")
            elif taxonomy.is_protected(name):
                message = f"“{name}” is protected, so it would never be touched"
                hint = "take it out of protect, or leave it out here"
                yield source.problem("name-clash", message, *at, hint=hint)
            taken.setdefault(label_name_key(name), (label.name, source.line(*at)))
    known = {label.name for label, _ in _labels_with_paths(taxonomy)}
    for label, path in _labels_with_paths(taxonomy):
        for implied in label.implies:
            if implied not in known or implied == label.name:
                message = f"“{label.name}” implies “{implied}”, which is not another label"
                hint = suggest(implied, sorted(known - {label.name}), "name a label of this file")
                yield source.problem("unknown-name", message, *path, "implies", hint=hint)


def _check_signs(label: TaxonomyLabel, path: Path, source: Source) -> Iterator[Problem]:
    """Report emoji where GitHub refuses them: https://docs.github.com/rest/issues/labels."""
    if is_emoji_alone(label.name):
        message = f"GitHub refuses a name of emoji alone: “{label.name}”"
        yield source.problem("label-refused", message, *path, hint="add a word to the name")
    if signs := four_byte_signs(label.description):
        message = f"GitHub refuses “{signs}” in the description of a label"
        hint = "leave emoji to the name"
        yield source.problem("label-refused", message, *path, hint=hint)


def _check_limits(taxonomy: Taxonomy, source: Source) -> Iterator[Problem]:
    """Report what GitHub would refuse in names and descriptions, and groups at odds."""
    for label, path in _labels_with_paths(taxonomy):
        for name in (label.name, *label.was):
            if not name.strip() or len(name) > LONGEST_NAME:
                message = f"the name “{name}” has {len(name)} characters; GitHub takes 1 to 50"
                hint = "choose a shorter name" if name.strip() else "give it a name"
                yield source.problem("wrong-setting", message, *path, hint=hint)
            elif name != name.strip() or name in _UNADDRESSABLE:
                message = f"“{name}” is not a name that a label can have"
                hint = "no spaces at its ends, and more than dots"
                yield source.problem("wrong-setting", message, *path, hint=hint)
        yield from _check_signs(label, path, source)
        if len(label.description) > LONGEST_DESCRIPTION:
            message = f"the description has {len(label.description)} characters; GitHub takes 100"
            yield source.problem("wrong-setting", message, *path, hint="shorten it")
    for group in taxonomy.groups:
        if not group.color and ("groups", group.key, "color") not in source.lines:
            message = f"the group “{group.key}” has no color"
            hint = "color: and six hexadecimal digits"
            yield source.problem("missing-setting", message, "groups", group.key, hint=hint)
        if group.at_most is not None and group.at_least > group.at_most:
            message = f"at least {group.at_least} but at most {group.at_most}"
            yield source.problem("wrong-setting", message, "groups", group.key, "at_least")
