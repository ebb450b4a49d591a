"""Issues into records: which are published, and what each states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.bodies.lines import split_page
from issuesync.bodies.read import Body, ParsedField, read_body
from issuesync.fields.choices import Labels
from issuesync.fields.spelling import suggest
from issuesync.labels.rules import canonical_labels, check_rules
from issuesync.model.problem import Location, Problem
from issuesync.model.record import FieldValue, Implied, Origin, Record
from issuesync.records.overrides import ROW
from issuesync.records.values import fill_defaults, label_values, place_finding, read_value

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from issuesync.model.issue import Issue
    from issuesync.records.overrides import Override
    from issuesync.schema.catalog import Collection, Field
    from issuesync.schema.taxonomy import Taxonomy


def is_published(issue: Issue, collection: Collection, taxonomy: Taxonomy) -> bool:
    """Say whether the issue is in the collection: its state fits and a maintainer said so."""
    is_fit = issue.has_text and collection.has_state_of(issue)
    return is_fit and is_marked(issue, collection, taxonomy)


def is_marked(issue: Issue, collection: Collection, taxonomy: Taxonomy) -> bool:
    """Say whether the issue, in whatever state, is of the collection: by its type and its label."""
    if issue.is_pull or not collection.has_type_of(issue):
        return False
    if collection.publish is None:
        return True
    return any(
        (label := taxonomy.find(name)) is not None and label.name == collection.publish
        for name in issue.labels
    )


def build_record(
    issue: Issue,
    collection: Collection,
    taxonomy: Taxonomy,
    overrides: Mapping[str, Override],
    marks: Container[str] = (),
) -> Record:
    """Turn one issue into a record; an override beats a label, a label the body, it the default.

    ``marks`` are labels that say where an issue stands and nothing of the entry.
    """
    place = Location(issue=issue.number)
    body = read_body(issue.body, collection.fields)
    labels, findings = canonical_labels(issue.labels, taxonomy)
    broken = check_rules(labels, taxonomy, are_all_known=issue.are_labels_known)
    problems = [Problem.of(finding, place) for finding in (*findings, *broken)]
    stated_values = _issue_field_values(issue, collection, place, problems)
    problems += _body_problems(body, collection, {*overrides, *stated_values}, place)
    labels = tuple(name for name in labels if name not in marks)
    values = _body_values(body, issue.number)
    values |= stated_values
    for key, value in label_values(collection, labels, taxonomy).items():
        values[key] = FieldValue(value, Origin.LABEL, place)
    name = collection.by_key.get(collection.naming)
    title = issue.title[len(collection.title_prefix(issue.title)) :]
    if name is not None and values.get(name.key) is None and title.strip():
        values[name.key] = FieldValue(name.type.read(title).value, Origin.TITLE, place)
    problems += _apply_overrides(collection, values, overrides)
    asked = {key: Location(issue=issue.number, line=one.first) for key, one in body.stated.items()}
    problems += fill_defaults(collection, values, place, asked)
    problems += _name_problems(name, values, place)
    shown = values.get(collection.naming)
    row = overrides.get(ROW) if ROW not in collection.by_key else None
    return Record(
        collection=collection.key,
        name=str(shown.value) if shown and shown.value else f"#{issue.number}",
        number=issue.number,
        values=values,
        labels=labels,
        url=issue.url,
        state=issue.state,
        created_at=issue.created_at,
        updated_at=issue.updated_at,
        published_at=issue.published_at,
        place=place,
        extras=body.extras,
        implied=(
            *_stated_labels(issue, body, collection, labels),
            *_implied_labels(labels, taxonomy, place),
        ),
        are_labels_known=issue.are_labels_known,
        tallies=issue.voices.tallies if issue.voices else {},
        problems=tuple(problems),
        row=row.text if row else None,
        row_place=row.place if row else place,
    )


def _issue_field_values(
    issue: Issue, collection: Collection, place: Location, problems: list[Problem]
) -> dict[str, FieldValue]:
    """Return what the issue says in GitHub's own fields, for the fields that name one."""
    stated = {one.name.casefold(): one for one in issue.field_values}
    found: dict[str, FieldValue] = {}
    for field in collection.fields:
        own = stated.get(field.issue_field.casefold()) if field.issue_field else None
        if own is not None:
            several = len(own.texts) > 1
            text = "\n".join(f"- {one}" for one in own.texts) if several else own.texts[0]
            found[field.key] = read_value(field, text, Origin.ISSUE_FIELD, place, problems)
    return found


def _stated_labels(
    issue: Issue, body: Body, collection: Collection, borne: tuple[str, ...]
) -> Iterator[Implied]:
    """Give the labels that the body names; for those that the issue lacks, the lines that do."""
    for key, stated in body.stated.items():
        field = collection.by_key[key]
        if isinstance(field.type, Labels) and isinstance(stated.value, tuple):
            names = tuple(map(str, stated.value))
            lines = {} if set(names) <= set(borne) else _lines_naming(field, issue, stated)
            for name in names:
                line = stated.first if name in borne else lines.get(name, stated.first)
                yield Implied(name, field.label, Location(issue=issue.number, line=line), True)


def _lines_naming(field: Field, issue: Issue, stated: ParsedField) -> dict[str, int]:
    """Map each label to the first line of what the body states that names it by itself."""
    found: dict[str, int] = {}
    lines = split_page(issue.body).lines[stated.first - 1 : stated.last]
    for number, line in enumerate(lines, start=stated.first):
        for name in field.read(line).value or ():
            found.setdefault(name, number)
    return found


def _implied_labels(
    labels: tuple[str, ...], taxonomy: Taxonomy, place: Location
) -> Iterator[Implied]:
    """Give the labels that the labels borne imply."""
    for name in labels:
        label = taxonomy.find(name)
        for implied in label.implies if label else ():
            yield Implied(implied, f"“{name}”", place, False)


def _body_values(body: Body, number: int) -> dict[str, FieldValue]:
    """Return what the body states, with its lines."""
    return {
        key: FieldValue(
            stated.value, Origin.BODY, Location(issue=number, line=stated.first), stated.raw
        )
        for key, stated in body.stated.items()
        if stated.value is not None or stated.raw
    }


def _body_problems(
    body: Body, collection: Collection, settled: Container[str], place: Location
) -> Iterator[Problem]:
    """Place what the reader found; what a maintainer has stated elsewhere is settled already."""
    for finding in body.findings:
        if not finding.field:
            yield Problem.of(finding, place)
        elif finding.field not in settled:
            at = Location(issue=place.issue, line=finding.line)
            yield place_finding(collection.by_key[finding.field], finding, at)


def _apply_overrides(
    collection: Collection, values: dict[str, FieldValue], overrides: Mapping[str, Override]
) -> list[Problem]:
    """Put a maintainer's values over the others; report those that change nothing."""
    problems: list[Problem] = []
    for key, override in overrides.items():
        field = collection.by_key.get(key)
        if field is None and key == ROW:
            continue
        if field is None:
            hint = suggest(key, collection.by_key, f"one of: {', '.join(collection.by_key)}")
            message = f"no field “{key}”"
            problems.append(Problem("override-unknown-field", message, override.place, hint))
            continue
        stated = read_value(field, override.text, Origin.OVERRIDE, override.place, problems)
        earlier = values.get(key)
        if earlier is not None and stated.value is not None and earlier.value == stated.value:
            message = f"{field.label} is “{field.type.show(stated.value)}” by itself"
            problems.append(
                Problem("override-repeats", message, override.place, "remove the override")
            )
        values[key] = stated
    return problems


def _name_problems(
    name: Field | None, values: Mapping[str, FieldValue], place: Location
) -> list[Problem]:
    """Report an entry that nothing names."""
    stated = values.get(name.key) if name is not None else None
    if name is None or (stated is not None and stated.value):
        return []
    return [Problem("required", "the entry has no name", place, "give the issue a title")]
