"""The settings of ``catalog.yaml`` into the schema, with every name resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.base import label_key, slug
from issuesync.fields.choice import Choice, Choices, Labels, Option
from issuesync.fields.link import Repository, Url
from issuesync.fields.near import nearest
from issuesync.fields.place import Country
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.model.problem import sort_problems
from issuesync.schema.catalog import (
    COMPUTED,
    SECTION,
    Badges,
    Collection,
    Column,
    Field,
    News,
    Schema,
    Section,
)
from issuesync.schema.files import CatalogFile, CollectionFile, FieldFile
from issuesync.schema.source import Source, parse_yaml
from issuesync.schema.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from issuesync.fields.base import FieldType
    from issuesync.model.problem import Problem
    from issuesync.schema.source import Path
    from issuesync.schema.taxonomy import Group, Taxonomy

PLAIN_TYPES: dict[str, FieldType[Any]] = {
    one.kind: one
    for one in (
        Title(), Text(), Markdown(), Url(), Repository(), Year(), Country(), Count(), Bytes(),
        List(),
    )
}  # fmt: skip


def parse_catalog(text: str, file: str, taxonomy: Taxonomy) -> tuple[Schema | None, list[Problem]]:
    """Parse ``catalog.yaml``; return the schema, and every problem with its line."""
    source, problems = parse_yaml(text, file)
    if source.value is None and problems:
        return None, problems
    settings, faults = validate(CatalogFile, source)
    problems += faults
    if settings is None:
        return None, list(sort_problems(problems))
    builder = _Builder(settings, source, taxonomy, problems)
    schema = builder.build()
    return schema, list(sort_problems(builder.problems))


def labels_file(text: str, file: str) -> str:
    """Return where ``catalog.yaml`` says that the taxonomy stands, or the default."""
    source, _ = parse_yaml(text, file)
    stated = source.value.get("labels") if isinstance(source.value, dict) else None
    return stated if isinstance(stated, str) and stated else "labels.yaml"


@dataclass(slots=True)
class _Builder:
    settings: CatalogFile
    source: Source
    taxonomy: Taxonomy
    problems: list[Problem] = field(default_factory=list)

    def build(self) -> Schema:
        stated = self.settings
        for name in COMPUTED:
            if name in stated.fields:
                message = f"“{name}” is what columns call something of every entry"
                self._report("name-clash", message, "fields", name, hint="rename the field")
        collections = tuple(
            self._collection(key, self._inherit(key, one, ()))
            for key, one in stated.collections.items()
        )
        return Schema(
            repository=stated.repository,
            source=stated.source,
            snapshot=stated.snapshot,
            labels=stated.labels,
            documents=tuple(stated.documents),
            collections=collections,
            taxonomy=self.taxonomy,
            file=self.source,
            badges=self._badges(collections),
            news=self._news(collections),
            depth=stated.contents.depth,
        )

    def _report(self, code: str, message: str, *path: str | int, hint: str = "") -> None:
        self.problems.append(self.source.problem(code, message, *path, hint=hint))

    def _stated(self, key: str) -> Iterable[str]:
        """Return the names declared under a key, those with a mistake of their own among them."""
        stated = self.source.value.get(key) if isinstance(self.source.value, dict) else None
        return stated if isinstance(stated, dict) else ()

    def _known(self, what: str, name: str, known: Iterable[str], *path: str | int) -> bool:
        names = list(dict.fromkeys(known))
        if name in names:
            return True
        near = nearest(name, names)
        hint = f"did you mean “{near}”?" if near else f"known: {', '.join(names) or 'none'}"
        if "," in name and all(part.strip().lstrip("-") in names for part in name.split(",")):
            hint = f"several stand in brackets: [{name}]"
        self._report("unknown-name", f"“{name}” is no {what}", *path, hint=hint)
        return False

    def _inherit(self, key: str, one: CollectionFile, seen: tuple[str, ...]) -> CollectionFile:
        """Fill in what ``like`` names, but its title; what the collection states itself wins."""
        if one.like is None:
            return one
        path = ("collections", key, "like")
        if one.like == key or one.like in seen:
            self._report("wrong-setting", f"“{one.like}” is like itself", *path)
            return one
        if not self._known("collection", one.like, self._stated("collections"), *path):
            return one
        if one.like not in self.settings.collections:
            return one
        model = self._inherit(one.like, self.settings.collections[one.like], (*seen, key))
        names = model.model_fields_set - one.model_fields_set - {"title"}
        inherited = {name: getattr(model, name) for name in names}
        return one.model_copy(update=inherited)

    def _collection(self, key: str, one: CollectionFile) -> Collection:
        path = ("collections", key)
        if not one.from_ and (*path, "from") not in self.source.lines:
            hint = "from: issues, or from: and the path of a data file"
            message = f"“{key}” says not where its entries come from"
            self._report("missing-setting", message, *path, hint=hint)
        sections = self._sections(one)
        self._check_address(key, *path)
        for index, section in enumerate(sections):
            at = (*path, "sections", self._item((*path, "sections"), section.key, index))
            self._check_address(section.key, *at)
        self._check_shared("section", [(s.key, s.title, *s.was) for s in sections], *path)
        columns = tuple(
            Column(title, c.field, c.link, c.as_ or "") for title, c in one.columns.items()
        )
        sort = tuple((name.removeprefix("-"), name.startswith("-")) for name in one.sort)
        return Collection(
            key=key,
            title=one.title or key.replace("_", " ").replace("-", " ").capitalize(),
            from_issues="issues" in one.from_,
            data_files=tuple(name for name in one.from_ if name != "issues"),
            publish=self._publish(key, one),
            state=one.state,
            overrides=one.overrides,
            fields=self._fields(key, one, sections, sort),
            sections=sections,
            columns=columns,
            sort=sort,
        )

    def _sections(self, one: CollectionFile) -> tuple[Section, ...]:
        """Return the sections stated, else those that the section's group of labels makes."""
        if one.sections:
            return tuple(Section(key, s.title, tuple(s.was)) for key, s in one.sections.items())
        stated = self.settings.fields.get(SECTION)
        group = self.taxonomy.by_group.get(stated.group or "") if stated else None
        if group is None or "issues" not in one.from_ or SECTION not in (one.fields or [SECTION]):
            return ()
        return tuple(
            Section(slug(label.name), label.description or label.name, (label.name, *label.was))
            for label in group.labels
        )

    def _publish(self, key: str, one: CollectionFile) -> str | None:
        if one.publish is None or "issues" not in one.from_:
            return None
        label = self.taxonomy.find(one.publish)
        if label is None:
            known = [each.name for group in self.taxonomy.groups for each in group.labels]
            self._known("label of labels.yaml", one.publish, known, "collections", key, "publish")
        return label.name if label else one.publish

    def _check_address(self, key: str, *path: str | int) -> None:
        """Report a key that no region could name: ``table KEY/SECTION`` is an address."""
        if not re.fullmatch(r"[\w.-]+", key):
            message = f"“{key}” cannot name a region"
            self._report("wrong-setting", message, *path, hint="letters, digits, -, _ and . only")

    def _check_shared(self, what: str, named: Iterable[tuple[str, ...]], *path: str) -> None:
        """Report names that two sections, or two options, would answer to; keys stand first."""
        at = (*path, f"{what}s")
        taken: dict[str, tuple[int, str]] = {}
        for index, (key, *others) in enumerate(named):
            for name in dict.fromkeys(label_key(name) for name in (key, *others)):
                owner = taken.setdefault(name, (index, key))
                if owner[0] != index:
                    message = f"the {what}s “{owner[1]}” and “{key}” share the name “{name}”"
                    self._report("name-clash", message, *at, self._item(at, key, index))

    def _item(self, path: Path, key: str, index: int) -> str | int:
        """Return what leads to an item of a mapping, or of the list that may stand for one."""
        return key if (*path, key) in self.source.lines else index

    def _fields(
        self,
        key: str,
        one: CollectionFile,
        sections: tuple[Section, ...],
        sort: tuple[tuple[str, bool], ...],
    ) -> tuple[Field, ...]:
        groups = {group.key: group for group in self._groups(one)}
        names = self._field_names(key, one, groups)
        if sections and SECTION not in names:
            names.append(SECTION)
        declared = {SECTION: FieldFile(type="choice"), **self.settings.fields}
        fields = [self._field(name, declared.get(name), sections, groups) for name in names]
        if one.fields is None:
            fields = [each if each.key in shown_by(one) else not_required(each) for each in fields]
        fields += [group_field(group) for group in groups.values() if group.key not in names]
        self._check_labels(key, fields)
        path = ("collections", key)
        known = [*(each.key for each in fields), *COMPUTED]
        for index, (name, _) in enumerate(sort):
            self._check_shown(key, name, known, *path, "sort", index)
        for title, column in one.columns.items():
            self._check_shown(key, column.field, known, *path, "columns", title)
            if column.link:
                self._check_shown(key, column.link, known, *path, "columns", title, "link")
        return tuple(fields)

    def _field_names(self, key: str, one: CollectionFile, groups: Mapping[str, Group]) -> list[str]:
        """Return the fields a collection names, by default all; leave out what there is not."""
        declared = self.settings.fields
        if one.fields is None:
            return list(declared)
        names: list[str] = []
        known = [*self._stated("fields"), *groups]
        for index, name in enumerate(one.fields):
            path = ("collections", key, "fields", index)
            if name in names:
                self._report("name-clash", f"“{name}” stands twice", *path, hint="keep one")
            elif self._known("field", name, known, *path) and (name in declared or name in groups):
                names.append(name)
        return names

    def _check_shown(self, key: str, name: str, known: list[str], *path: str | int) -> None:
        """Report what a column or an order names and the collection does not have."""
        if name in known or (name in self._stated("fields") and name not in self.settings.fields):
            return
        if name in self.settings.fields:
            message = f"“{name}” is no field of “{key}”"
            self._report("unknown-name", message, *path, hint=f"add it to the fields of “{key}”")
        elif name in self.taxonomy.by_group and name not in self._stated("fields"):
            message = f"“{name}” is a group of labels, which the entries of “{key}” do not bear"
            self._report("unknown-name", message, *path, hint="only issues bear labels")
        else:
            self._known("field", name, [*known, *self._stated("fields")], *path)

    def _groups(self, one: CollectionFile) -> Iterable[Group]:
        """Return the groups that are fields: issues bear labels, and no body sets its status."""
        if "issues" not in one.from_:
            return
        published = self.taxonomy.find(one.publish or "")
        for group in self.taxonomy.groups:
            if published is None or published.group != group.key:
                yield group

    def _field(
        self,
        key: str,
        stated: FieldFile | None,
        sections: tuple[Section, ...],
        groups: Mapping[str, Group],
    ) -> Field:
        if stated is None:
            return group_field(groups[key])
        if stated.default is not None:
            self._known("field", stated.default, self._stated("fields"), "fields", key, "default")
        is_section = key == SECTION
        return Field(
            key=key,
            label=stated.label or key.replace("_", " ").capitalize(),
            type=self._type(key, stated, sections),
            required=bool(sections) if is_section else stated.required,
            default=stated.default,
            group=stated.group or (key if stated.type == "labels" else None),
            was=tuple(stated.was),
        )

    def _type(self, key: str, stated: FieldFile, sections: tuple[Section, ...]) -> FieldType[Any]:
        if stated.type in PLAIN_TYPES:
            if stated.options or stated.open:
                self._report("wrong-setting", f"a {stated.type} has no options", "fields", key)
            return PLAIN_TYPES[stated.type]
        if stated.type == "labels":
            name = stated.group or key
            if not self._known("group of labels.yaml", name, self.taxonomy.by_group, "fields", key):
                return Labels()
            return Labels(group_options(self.taxonomy.by_group[name]))
        if key == SECTION and sections:
            options = tuple(Option(s.key, s.title, was=s.was) for s in sections)
        else:
            options = tuple(
                Option(name, name, option.is_ or "", tuple(option.was))
                for name, option in stated.options.items()
            )
            self._check_shared("option", [option.names for option in options], "fields", key)
        if stated.group is not None:
            self._known("group of labels.yaml", stated.group, self.taxonomy.by_group, "fields", key)
        chosen = Choice if stated.type == "choice" else Choices
        return chosen(options, stated.open or not options)

    def _check_labels(self, key: str, fields: Iterable[Field]) -> None:
        taken: dict[str, str] = {}
        for one in fields:
            owner = taken.setdefault(label_key(one.label), one.key)
            if owner != one.key:
                self._report(
                    "name-clash",
                    f"in “{key}”, “{owner}” and “{one.key}” share the label “{one.label}”",
                    "fields", one.key if one.key in self.settings.fields else owner,
                    hint="give one of them a label of its own",
                )  # fmt: skip

    def _only_issues(
        self, collections: tuple[Collection, ...], stated: str | None, key: str
    ) -> str:
        of_issues = [one.key for one in collections if one.from_issues]
        if stated is not None:
            self._known("collection", stated, self._stated("collections"), key, "of")
            return stated
        is_doubtful = any(problem.code == "wrong-setting" for problem in self.problems)
        if len(of_issues) != 1 and not is_doubtful:
            hint = f"of: and one of {', '.join(one.key for one in collections)}"
            self._report("missing-setting", f"“{key}” says not of which collection", key, hint=hint)
        return of_issues[0] if of_issues else ""

    def _badges(self, collections: tuple[Collection, ...]) -> Badges | None:
        stated = self.settings.badges
        if stated is None:
            return None
        of = self._only_issues(collections, stated.of, "badges")
        present = {
            name: label.name
            for group in self.taxonomy.groups
            for label in group.labels
            for name in (label.name, *label.was)
        }
        labels: dict[str, None] = {}
        for index, name in enumerate(stated.labels):
            if self._known("label of labels.yaml", name, present, "badges", "labels", index):
                labels[present[name]] = None
        return Badges(stated.style, tuple(labels), of, stated.folder.rstrip("/"))

    def _news(self, collections: tuple[Collection, ...]) -> News | None:
        stated = self.settings.news
        if stated is None:
            return None
        return News(self._only_issues(collections, stated.of, "news"), stated.days)


def group_field(group: Group) -> Field:
    """Build the field that every group of labels is."""
    return Field(group.key, group.title, Labels(group_options(group)), group=group.key)


def group_options(group: Group) -> tuple[Option, ...]:
    """Build the options of a group: its labels by name."""
    return tuple(
        Option(label.name, label.name, label.description, label.was) for label in group.labels
    )


def shown_by(one: CollectionFile) -> set[str]:
    """Return the fields that a collection's columns and order name, and its section."""
    columns = {name for column in one.columns.values() for name in (column.field, column.link)}
    return {SECTION, *(name for name in columns if name), *(n.removeprefix("-") for n in one.sort)}


def not_required(field: Field) -> Field:
    """Let a field be missing where a collection neither states nor shows it."""
    return replace(field, required=False)
