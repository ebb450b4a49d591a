"""The fields of one collection: declared once for all, chosen, typed and labelled for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.base import label_key
from issuesync.fields.boolean import Boolean
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.country import Country
from issuesync.fields.date import Date
from issuesync.fields.entries import Entries
from issuesync.fields.identifier import Arxiv, Doi
from issuesync.fields.license import License
from issuesync.fields.link import Repository, Url
from issuesync.fields.number import Number
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.fields.upload import Upload
from issuesync.fields.verbatim import Verbatim
from issuesync.schema.catalog import ALIASES, AS_LISTED, COMPUTED, SECTION, Field
from issuesync.schema.files import CollectionFile, FieldFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from issuesync.fields.base import FieldType
    from issuesync.schema.name_resolution import NameTable
    from issuesync.schema.parts import Section
    from issuesync.schema.taxonomy import Group

_PLAIN_TYPES: dict[str, FieldType[Any]] = {
    one.kind: one
    for one in (
        Title(), Text(), Markdown(), Url(), Repository(), Year(), Country(), Count(), Bytes(),
        List(), Date(), Number(), Boolean(), License(), Doi(), Arxiv(), Upload(),
    )
}  # fmt: skip
_OWN_SETTINGS = {
    "unit": {"number"}, "at_least": {"number"}, "at_most": {"number"},
    "of": {"entries", "license"}, "places": {"entries"},
    "render": {"text", "markdown"}, "accept": {"upload"},
    "options": {"choice", "choices", "labels"}, "open": {"choice", "choices", "labels"},
    "relative": {"url"},
}  # fmt: skip
"""Which types have the settings that not all have."""


@dataclass(frozen=True, slots=True)
class Fieldset:
    """Builds fields from what ``catalog.yaml`` and ``labels.yaml`` declare."""

    names: NameTable

    def build(
        self,
        key: str,
        one: CollectionFile,
        sections: tuple[Section, ...],
        sort: tuple[tuple[str, bool], ...],
    ) -> tuple[Field, ...]:
        """Return the fields of a collection; note every name and label that does not fit."""
        groups = {group.key: group for group in self._groups(one)}
        names = self._field_names(key, one, groups)
        if sections and SECTION not in names:
            names.append(SECTION)
        declared = {SECTION: FieldFile.model_construct(type="choice"), **self.names.settings.fields}
        fields = [self._field(name, declared.get(name), sections, groups) for name in names]
        if one.fields is None:
            fields = [
                each if each.key in _shown_by(one) else _not_required(each) for each in fields
            ]
        asked = {field.group for field in fields}
        fields += [
            replace(_group_field(group), asks=group.key not in asked)
            for group in groups.values()
            if group.key not in names
        ]
        if ALIASES not in names and self._is_named_by_entries(key, fields):
            stated = declared.get(ALIASES) or FieldFile.model_construct(type="list", ask=False)
            fields.append(self._field(ALIASES, stated, sections, groups))
        self._check_labels(key, fields)
        path = ("collections", key)
        known = [*(each.key for each in fields), *COMPUTED]
        for index, (name, _) in enumerate(sort):
            self._check_shown(key, name, known, *path, "sort", index)
        for title, column in one.columns.items():
            self._check_shown(key, column.field, known, *path, "columns", title)
            if column.link:
                self._check_link(key, column.link, fields, *path, "columns", title, "link")
        return tuple(fields)

    def _is_named_by_entries(self, key: str, fields: Iterable[Field]) -> bool:
        """Say whether a field names entries of the collection; one of no label of its own may."""
        is_free = label_key(ALIASES) not in {label_key(each.label) for each in fields}
        stated = [each for each in self.names.settings.fields.values() if each.type == "entries"]
        return is_free and any(key in each.of or not each.of for each in stated)

    def _field_names(self, key: str, one: CollectionFile, groups: Mapping[str, Group]) -> list[str]:
        """Return the fields a collection names, by default all; leave out what there is not."""
        declared = self.names.settings.fields
        if one.fields is None:
            return list(declared)
        names: list[str] = []
        known = [*self.names.stated("fields"), *groups]
        for index, name in enumerate(one.fields):
            path = ("collections", key, "fields", index)
            if name in names:
                self.names.report("name-clash", f"“{name}” appears twice", *path, hint="keep one")
            elif self.names.known("field", name, known, *path) and (
                name in declared or name in groups
            ):
                names.append(name)
        return names

    def _check_shown(self, key: str, name: str, known: list[str], *path: str | int) -> None:
        """Report what a column or an order names and the collection does not have."""
        if name in known or (
            name in self.names.stated("fields") and name not in self.names.settings.fields
        ):
            return
        if name in self.names.settings.fields:
            message = f"“{name}” is not a field of “{key}”"
            self.names.report(
                "unknown-name", message, *path, hint=f"add it to the fields of “{key}”"
            )
        elif name in self.names.taxonomy.by_group and name not in self.names.stated("fields"):
            message = f"“{name}” is a group of labels, which the entries of “{key}” do not have"
            self.names.report("unknown-name", message, *path, hint="only issues have labels")
        else:
            names = [*known, *self.names.stated("fields")]
            line = f"add the line “{name}: text” to fields"
            self.names.known("field", name, names, *path, otherwise=line)

    def _check_link(self, key: str, name: str, fields: list[Field], *path: str | int) -> None:
        """Report what a column links to and has no address."""
        own = next((field for field in fields if field.key == name), None)
        if own is None:
            self._check_shown(key, name, [each.key for each in fields], *path)
        elif not own.type.leads:
            leading = ", ".join(each.key for each in fields if each.type.leads)
            message = f"“{name}” is a {own.type.kind} field, which has no address to link to"
            hint = f"one of: {leading}" if leading else "name a field of type url"
            self.names.report("wrong-setting", message, *path, hint=hint)

    def _groups(self, one: CollectionFile) -> Iterable[Group]:
        """Return the groups that are fields: issues have labels, and no body sets its status."""
        if "issues" not in one.from_:
            return
        review = self.names.settings.review
        states = (one.publish, review.waiting, review.incomplete, review.duplicate)
        found = (self.names.taxonomy.find(name or "") for name in states)
        of_states = {label.group for label in found if label is not None}
        yield from (group for group in self.names.taxonomy.groups if group.key not in of_states)

    def _field(
        self,
        key: str,
        stated: FieldFile | None,
        sections: tuple[Section, ...],
        groups: Mapping[str, Group],
    ) -> Field:
        if stated is None:
            return _group_field(groups[key])
        if stated.default is not None:
            self.names.known(
                "field", stated.default, self.names.stated("fields"), "fields", key, "default"
            )
        is_section = key == SECTION
        return Field(
            key=key,
            label=stated.label or key.replace("_", " ").capitalize(),
            type=self._type(key, stated, sections),
            required=bool(sections) if is_section else stated.required,
            default=stated.default,
            group=stated.group or (key if stated.type == "labels" else None),
            was=stated.was,
            description=stated.description or "",
            example=stated.example or "",
            asks=stated.ask,
            retired=self.names.settings.retired,
            issue_field=stated.issue_field or "",
        )

    def _type(self, key: str, stated: FieldFile, sections: tuple[Section, ...]) -> FieldType[Any]:
        self._check_settings(key, stated)
        if stated.type == "entries":
            return self._entries(key, stated)
        if stated.type in _PLAIN_TYPES:
            return self._with_settings(key, stated)
        if stated.type == "labels":
            group = self.names.group(stated.group or key, "fields", key)
            return Labels(_group_options(group)) if group else Labels()
        if key == SECTION and sections:
            options = tuple(Option(s.key, s.title, was=s.was) for s in sections)
        else:
            options = tuple(
                Option(name, name, option.is_ or "", option.was)
                for name, option in stated.options.items()
            )
            self.names.check_shared("option", [option.names for option in options], "fields", key)
        if stated.group is not None:
            self.names.group(stated.group, "fields", key)
        chosen = Choice if stated.type == "choice" else Choices
        return chosen(options, stated.open or not options)

    def _check_settings(self, key: str, stated: FieldFile) -> None:
        """Report settings that the field's type does not have."""
        for name, kinds in _OWN_SETTINGS.items():
            if getattr(stated, name) and stated.type not in kinds:
                message = f"a {stated.type} has no “{name}”"
                hint = f"types that have it: {', '.join(sorted(kinds))}"
                self.names.report("wrong-setting", message, "fields", key, name, hint=hint)

    def _with_settings(self, key: str, stated: FieldFile) -> FieldType[Any]:
        """Return a type with the settings that are its own."""
        if stated.relative and stated.type in _OWN_SETTINGS["relative"]:
            return Url(relative=True)
        if stated.render and stated.type in _OWN_SETTINGS["render"]:
            return Verbatim(stated.render)
        if stated.type == "number":
            bounds = (self._bound(key, stated, name) for name in ("at_least", "at_most"))
            return Number(stated.unit or "", *bounds)
        if stated.type == "license":
            return self._license(key, stated)
        if stated.type == "upload":
            return Upload(stated.accept)
        return _PLAIN_TYPES[stated.type]

    def _license(self, key: str, stated: FieldFile) -> License:
        """Build the type of a licence; note what it cannot be of."""
        of = " and ".join(stated.of)
        if of and of not in {"data", "code"}:
            message = f"“{of}” is not what a license can be of"
            self.names.report("wrong-setting", message, "fields", key, "of", hint="data or code")
        return License(of)

    def _bound(self, key: str, stated: FieldFile, name: str) -> Decimal | None:
        """Return a bound of a number's range; note one that is no number."""
        text = getattr(stated, name)
        bound = Number().read(text).value if text else None
        if text and bound is None:
            self.names.report("wrong-setting", f"“{text}” is not a number", "fields", key, name)
        return bound

    def _entries(self, key: str, stated: FieldFile) -> Entries:
        """Build the type of a field that names entries; note a collection that there is not."""
        known = [*self.names.stated("collections")]
        for index, name in enumerate(stated.of):
            self.names.known("collection", name, known, "fields", key, "of", index)
        return Entries(stated.of, stated.places)

    def _check_labels(self, key: str, fields: Iterable[Field]) -> None:
        taken: dict[str, str] = {}
        for one in fields:
            owner = taken.setdefault(label_key(one.label), one.key)
            if owner != one.key:
                self.names.report(
                    "name-clash",
                    f"in “{key}”, “{owner}” and “{one.key}” share the label “{one.label}”",
                    "fields", one.key if one.key in self.names.settings.fields else owner,
                    hint="give one of them a label of its own",
                )  # fmt: skip


def _group_field(group: Group) -> Field:
    """Build the field that every group of labels is."""
    return Field(group.key, group.title, Labels(_group_options(group)), group=group.key)


def _group_options(group: Group) -> tuple[Option, ...]:
    """Build the options of a group: its labels by name."""
    return tuple(
        Option(label.name, label.name, label.description, label.was) for label in group.labels
    )


def _shown_by(one: CollectionFile) -> set[str]:
    """Return the fields that a collection's columns and order name, and its section."""
    columns = {name for column in one.columns.values() for name in (column.field, column.link)}
    columns |= {name for column in one.columns.values() for name in column.also}
    keys = {name.removeprefix("-") for name in one.sort if name != AS_LISTED}
    return {SECTION, *(name for name in columns if name), *keys}


def _not_required(field: Field) -> Field:
    """Let a field be missing where a collection neither states nor shows it."""
    return replace(field, required=False)
