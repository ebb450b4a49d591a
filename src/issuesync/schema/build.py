"""The settings of ``catalog.yaml`` into the schema, with every name resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING

from issuesync.fields.base import slug, title_of_key
from issuesync.model.problem import sort_problems
from issuesync.schema.catalog import (
    AS_LISTED,
    RESERVED,
    SECTION,
    Collection,
    Export,
    Schema,
)
from issuesync.schema.charts import build_charts
from issuesync.schema.fieldset import Fieldset
from issuesync.schema.files import CatalogFile, CollectionFile
from issuesync.schema.name_resolution import NameTable
from issuesync.schema.parts import About, Section
from issuesync.schema.validate import validate
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.problem import Problem
    from issuesync.schema.parts import Badges, Chart, Column, Form, News, Review
    from issuesync.schema.taxonomy import Taxonomy


def parse_catalog(text: str, file: str, taxonomy: Taxonomy) -> tuple[Schema | None, list[Problem]]:
    """Parse ``catalog.yaml``; return the schema, and every problem with its line."""
    source, problems = parse_yaml(text, file)
    if source.value is None and problems:
        return None, problems
    settings, faults = validate(CatalogFile, source)
    problems += faults
    if settings is None:
        return None, list(sort_problems(problems))
    schema = _Builder(NameTable(settings, source, taxonomy, problems)).build()
    return schema, list(sort_problems(problems))


def labels_file(text: str, file: str) -> str:
    """Return where ``catalog.yaml`` says that the taxonomy stands, or the default."""
    source, _ = parse_yaml(text, file)
    stated = source.value.get("labels") if isinstance(source.value, dict) else None
    return stated if isinstance(stated, str) and stated else "labels.yaml"


@dataclass(frozen=True, slots=True)
class _Builder:
    names: NameTable

    def build(self) -> Schema:
        stated = self.names.settings
        about = stated.about or About.model_construct()
        for name in RESERVED:
            if name in stated.fields:
                message = f"“{name}” is a reserved column name"
                self.names.report("name-clash", message, "fields", name, hint="rename the field")
        collections = tuple(
            self._collection(key, self._inherit(key, one, ()), about.url)
            for key, one in stated.collections.items()
        )
        return Schema(
            repository=stated.repository,
            source=stated.source,
            snapshot=stated.snapshot,
            labels=stated.labels,
            documents=tuple(dict.fromkeys(stated.documents)),
            collections=collections,
            taxonomy=self.names.taxonomy,
            file=self.names.source,
            badges=self._badges(collections),
            charts=self._charts(collections),
            pictures=stated.pictures,
            voices=stated.voices,
            news=self._news(collections),
            depth=stated.contents.depth,
            review=self._review(collections),
            chooser=stated.chooser,
            about=about,
            exports=self._exports(collections),
        )

    def _inherit(self, key: str, one: CollectionFile, seen: tuple[str, ...]) -> CollectionFile:
        """Fill in what ``like`` names, but its title; what the collection states itself wins."""
        if one.like is None:
            return one
        path = ("collections", key, "like")
        if one.like == key or one.like in seen:
            self.names.report("wrong-setting", f"“{one.like}” is like itself", *path)
            return one
        if not self.names.known("collection", one.like, self.names.stated("collections"), *path):
            return one
        if one.like not in self.names.settings.collections:
            return one
        model = self._inherit(one.like, self.names.settings.collections[one.like], (*seen, key))
        names = model.model_fields_set - one.model_fields_set - {"title"}
        inherited = {name: getattr(model, name) for name in names}
        return one.model_copy(update=inherited)

    def _collection(self, key: str, one: CollectionFile, page: str) -> Collection:
        path = ("collections", key)
        if not one.from_ and (*path, "from") not in self.names.source.lines:
            hint = "from: issues, or from: and the path of a data file"
            message = f"“{key}” does not say where its entries come from"
            self.names.report("missing-setting", message, *path, hint=hint)
        sections = self._sections(one)
        self._check_address(key, *path)
        for index, section in enumerate(sections):
            at = (*path, "sections", self.names.item((*path, "sections"), section.key, index))
            self._check_address(section.key, *at)
        self.names.check_shared("section", [(s.key, s.title, *s.was) for s in sections], *path)
        columns: tuple[Column, ...] = tuple(
            column.model_copy(update={"title": title}) for title, column in one.columns.items()
        )
        is_as_listed = one.sort == (AS_LISTED,)
        stated = () if is_as_listed else one.sort
        sort = tuple((name.removeprefix("-"), name.startswith("-")) for name in stated)
        return Collection(
            key=key,
            title=one.title or title_of_key(key),
            from_issues="issues" in one.from_,
            data_files=tuple(name for name in one.from_ if name != "issues"),
            publish=self._publish(key, one),
            state=one.state,
            overrides=one.overrides,
            fields=Fieldset(self.names).build(key, one, sections, sort),
            sections=sections,
            columns=columns,
            sort=sort,
            form=self._form(key, one),
            page=page,
            closed_as=one.closed_as,
            type=one.type or "",
            is_as_listed=is_as_listed,
        )

    def _sections(self, one: CollectionFile) -> tuple[Section, ...]:
        """Return the sections stated, else those that the section's group of labels makes."""
        if one.sections:
            return tuple(s.model_copy(update={"key": key}) for key, s in one.sections.items())
        stated = self.names.settings.fields.get(SECTION)
        group = self.names.taxonomy.by_group.get(stated.group or "") if stated else None
        if group is None or "issues" not in one.from_ or SECTION not in (one.fields or [SECTION]):
            return ()
        return tuple(
            Section(title=label.description or label.name, was=(label.name, *label.was)).model_copy(
                update={"key": slug(label.name)}
            )
            for label in group.labels
        )

    def _publish(self, key: str, one: CollectionFile) -> str | None:
        if one.publish is None or "issues" not in one.from_:
            return None
        return self._label(one.publish, "collections", key, "publish")

    def _label(self, name: str, *path: str | int) -> str:
        """Return a label's present name; note one that labels.yaml does not have."""
        label = self.names.taxonomy.find(name)
        if label is None:
            known = [each.name for each in self.names.taxonomy.labels]
            self.names.known("label of labels.yaml", name, known, *path)
        return label.name if label else name

    def _form(self, key: str, one: CollectionFile) -> Form | None:
        """Return the collection's form; entries of data files are not submitted."""
        stated = one.form
        if stated is None or "issues" not in one.from_:
            return None
        path = ("collections", key, "form", "labels")
        labels = (self._label(name, *path, index) for index, name in enumerate(stated.labels))
        description = stated.description or f"Submit an entry for “{one.title or key}”."
        return stated.model_copy(
            update={"description": description, "labels": tuple(dict.fromkeys(labels))}
        )

    def _review(self, collections: tuple[Collection, ...]) -> Review:
        """Return the review's labels; they say where an issue stands and are no field of it."""
        stated = self.names.settings.review
        publish = {one.publish for one in collections if one.publish}
        named: dict[str, str] = {}
        for key in ("waiting", "incomplete", "duplicate"):
            name = getattr(stated, key)
            if name is None:
                continue
            named[key] = self._label(name, "review", key)
            if named[key] in publish or list(named.values()).count(named[key]) > 1:
                message = f"“{name}” says something else already"
                hint = "give each its own label"
                self.names.report("name-clash", message, "review", key, hint=hint)
        return stated.model_copy(update=named)

    def _check_address(self, key: str, *path: str | int) -> None:
        """Report a key that no region could name: ``table KEY/SECTION`` is an address."""
        if not re.fullmatch(r"[\w.-]+", key):
            message = f"“{key}” cannot name a region"
            self.names.report(
                "wrong-setting", message, *path, hint="letters, digits, -, _ and . only"
            )

    def _only_issues(
        self, collections: tuple[Collection, ...], stated: str | None, key: str
    ) -> str:
        of_issues = [one.key for one in collections if one.from_issues]
        if stated is not None:
            self.names.known("collection", stated, self.names.stated("collections"), key, "of")
            return stated
        is_doubtful = any(problem.code == "wrong-setting" for problem in self.names.problems)
        if len(of_issues) != 1 and not is_doubtful:
            hint = f"of: and one of {', '.join(one.key for one in collections)}"
            self.names.report(
                "missing-setting", f"“{key}” does not say of which collection", key, hint=hint
            )
        return of_issues[0] if of_issues else ""

    def _charts(self, collections: tuple[Collection, ...]) -> tuple[Chart, ...]:
        for name in self.names.settings.charts:
            self._check_address(name, "charts", name)
        return tuple(build_charts(self.names, {one.key: one for one in collections}))

    def _exports(self, collections: tuple[Collection, ...]) -> tuple[Export, ...]:
        """Return what is exported; report a path that something else is kept at."""
        stated = self.names.settings
        owners = dict.fromkeys(stated.documents, "a document")
        owners |= {self.names.source.file: "the configuration", stated.labels: "the labels"}
        owners[stated.snapshot] = "the snapshot"
        owners |= {stated.voices: "the voices"} if stated.voices else {}
        for one in collections:
            owners |= dict.fromkeys(filter(None, (*one.data_files, one.overrides)), "data")
        taken = {normpath(path).casefold(): owner for path, owner in owners.items()}
        exports: list[Export] = []
        for index, item in enumerate(stated.exports):
            for name, path in item.items():
                self._check_export(path, taken, "exports", index, name)
                taken[normpath(path).casefold()] = "another export"
                exports.append(Export(name, normpath(path)))
        return tuple(exports)

    def _check_export(self, path: str, taken: Mapping[str, str], *at: str | int) -> None:
        """Report an export where something else is, or where no data belongs."""
        plain = normpath(path).casefold()
        owner = taken.get(plain)
        if plain.partition("/")[0] in {".git", ".github"}:
            owner = "a folder of GitHub's"
        badges = self.names.settings.badges
        drawn = {self.names.settings.pictures: "the charts' folder"}
        drawn |= {badges.folder: "the badges' folder"} if badges is not None else {}
        for folder, what in drawn.items():
            if plain.startswith(f"{normpath(folder).casefold()}/"):
                owner = what
        if owner:
            message = f"“{path}” cannot be exported to: it is {owner}"
            self.names.report("wrong-setting", message, *at, hint="choose a file of its own")

    def _badges(self, collections: tuple[Collection, ...]) -> Badges | None:
        stated = self.names.settings.badges
        if stated is None:
            return None
        of = self._only_issues(collections, stated.of, "badges")
        present = {
            name: label.name
            for label in self.names.taxonomy.labels
            for name in (label.name, *label.was)
        }
        labels: dict[str, None] = {}
        for index, name in enumerate(stated.labels):
            if self.names.known("label of labels.yaml", name, present, "badges", "labels", index):
                labels[present[name]] = None
        return stated.model_copy(update={"labels": tuple(labels), "collection": of})

    def _news(self, collections: tuple[Collection, ...]) -> News | None:
        stated = self.names.settings.news
        if stated is None:
            return None
        of = self._only_issues(collections, stated.of, "news")
        return stated.model_copy(update={"collection": of})
