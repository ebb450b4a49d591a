"""``issuesync list`` and ``show``: find entries, and where each value came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import From  # noqa: TC001 - typer reads the annotation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Field, Schema


def list_entries(  # noqa: PLR0917 - typer passes flags by name
    text: Annotated[
        str | None, typer.Argument(help="Words that stand in the name or any value.")
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(help="Only entries with this label; may be given again.")
    ] = None,
    section: Annotated[str | None, typer.Option(help="Only this section, by key or title.")] = None,
    collection: Annotated[str | None, typer.Option(help="Only this collection.")] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="Only entries with this value; may be given again."),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with every field.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with typed values.")] = False,
    origin: From = None,
) -> None:
    """Find entries by text, label, section or field.

    Example: issuesync list --label VQA --field year=2024
    """
    from issuesync.app.output import print_data, print_json, say
    from issuesync.app.workspace import load
    from issuesync.reports.csv import render_csv
    from issuesync.reports.json import record_json

    catalog = load(origin).catalog
    _require_names(catalog, collection, section, label or ())
    tests = [_parse_test(one, catalog.schema) for one in field or ()]
    found = [
        record
        for record in catalog
        if (collection is None or record.collection == collection)
        and _has_labels(record, label or (), catalog.schema)
        and (section is None or _is_in_section(record, section, catalog.schema))
        and all(_has_value(record, key, value, catalog.schema) for key, value in tests)
        and (text is None or _says(record, text, catalog.schema))
    ]
    if as_json:
        print_json([record_json(record) for record in found])
    elif as_csv:
        print_data(render_csv(found, catalog.schema))
    else:
        _print_table(found, catalog.schema)
        say(f"{len(found)} of {sum(map(len, catalog.records.values()))} entries")


def _require_names(
    catalog: Catalog, collection: str | None, section: str | None, labels: Iterable[str]
) -> None:
    """Raise `UsageError` for a filter that names what nothing in the catalog is called."""
    schema = catalog.schema
    if collection is not None:
        _require("collection", collection, schema.by_key)
    if section is not None:
        sections = [one for each in schema.collections for one in each.sections]
        names = [name for one in sections for name in (one.title, one.key, *one.was)]
        _require("section", section, names, is_folded=True)
    borne = [name for record in catalog for name in record.labels]
    known = [one.name for group in schema.taxonomy.groups for one in group.labels]
    for name in labels:
        label = schema.taxonomy.find(name)
        _require("label", label.name if label else name, [*known, *borne], is_folded=True)


def _require(what: str, name: str, known: Iterable[str], *, is_folded: bool = False) -> None:
    """Raise `UsageError` for a name that is not known, with the nearest that is."""
    from issuesync.errors import UsageError
    from issuesync.fields.base import fold
    from issuesync.fields.spelling import nearest

    names = list(dict.fromkeys(known))
    if name not in names and not (is_folded and fold(name) in map(fold, names)):
        near = nearest(name, names)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(names)}"
        raise UsageError(f"there is no {what} “{name}”", hint=hint)


def _parse_test(text: str, schema: Schema) -> tuple[str, str]:
    """Divide ``year=2024``; raise `UsageError` where there is no such field."""
    from issuesync.errors import UsageError

    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"“{text}” is no KEY=VALUE", hint="write, say, --field year=2024")
    _require("field", key, dict.fromkeys(f.key for c in schema.collections for f in c.fields))
    return key, value


def _has_labels(record: Record, names: Iterable[str], schema: Schema) -> bool:
    """Say whether the record bears every label, by any of the label's names."""
    borne = {name.casefold() for name in record.labels}
    wanted = ((schema.taxonomy.find(name), name) for name in names)
    return all((label.name if label else name).casefold() in borne for label, name in wanted)


def _is_in_section(record: Record, name: str, schema: Schema) -> bool:
    """Say whether the record stands in a section of this key or title."""
    from issuesync.fields.base import fold
    from issuesync.records.catalog import sections_of

    keys = sections_of(record)
    return any(
        section.key in keys and fold(name) in map(fold, (section.key, section.title, *section.was))
        for section in schema.by_key[record.collection].sections
    )


def _has_value(record: Record, key: str, text: str, schema: Schema) -> bool:
    """Say whether the text reads as the value or a part of it; no text asks for no value."""
    from issuesync.fields.base import fold

    field = schema.by_key[record.collection].by_key.get(key)
    value = record.value(key)
    if field is None or value is None:
        return field is not None and not text
    read = field.type.read(text).value if text else None
    if read == value or (isinstance(read, tuple) and set(read) <= set(_as_tuple(value))):
        return True
    return fold(text) in map(fold, (*field.type.terms(value), field.type.show(value)))


def _as_tuple(value: Value) -> tuple[object, ...]:
    """Return the parts of a value that has several, else the value alone."""
    return value if isinstance(value, tuple) else (value,)


def _says(record: Record, text: str, schema: Schema) -> bool:
    """Say whether every word stands in the name, a value or a label."""
    from issuesync.fields.base import fold

    fields = schema.by_key[record.collection].by_key
    shown = [
        fields[key].type.show(stated.value)
        for key, stated in record.values.items()
        if stated.value is not None
    ]
    whole = fold(" ".join([record.title, *shown, *record.labels]))
    return all(word in whole for word in fold(text).split())


def _print_table(records: Iterable[Record], schema: Schema) -> None:
    """Print the entries as a table that a terminal shows whole."""
    import sys

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from issuesync.app.output import print_data, safe_line
    from issuesync.records.catalog import sections_of

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("Issue", "Name", "Collection", "Section", "Labels"):
        table.add_column(head, overflow="fold")
    rows = []
    for record in records:
        titles = {s.key: s.title for s in schema.by_key[record.collection].sections}
        sections = ", ".join(titles.get(key, key) for key in sections_of(record))
        number = "" if record.number is None else f"#{record.number}"
        rows.append((number, record.name, record.collection, sections, ", ".join(record.labels)))
    if not sys.stdout.isatty():
        print_data("".join("\t".join(map(safe_line, row)) + "\n" for row in rows))
        return
    for row in rows:
        table.add_row(*(Text(safe_line(cell)) for cell in row))
    Console(markup=False, highlight=False, emoji=False).print(table)


def show(
    entry: Annotated[
        str, typer.Argument(metavar="NUMBER|NAME", help="An issue's number or a name.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with typed values.")] = False,
    prefill: Annotated[
        bool, typer.Option("--prefill", help="Print a link to the form with its values.")
    ] = False,
    origin: From = None,
) -> None:
    """Show one entry: each value, what gave it, and what was wrong.

    Example: issuesync show 57
    """
    from issuesync.app.output import print_data, print_json, report_problems, safe_line
    from issuesync.app.workspace import load
    from issuesync.reports.json import problem_json, record_json

    catalog = load(origin).catalog
    found = _find_entries(catalog, entry)
    if prefill:
        _print_links(found, catalog.schema)
        return
    problems_of = {id(r): [p for p in catalog.problems if _concerns(p.place, r)] for r in found}
    if as_json:
        print_json(
            [
                {**record_json(record), "problems": [*map(problem_json, problems_of[id(record)])]}
                for record in found
            ]
        )
        return
    for record in found:
        fields = catalog.schema.by_key[record.collection].fields
        lines = [record.title, *(_show_line(record, field) for field in fields)]
        lines += [f"kept, {x.label or 'no label'} (line {x.line}): {x.text}" for x in record.extras]
        print_data("".join(f"{safe_line(line)}\n" for line in lines))
        report_problems(problems_of[id(record)])


def _print_links(records: Iterable[Record], schema: Schema) -> None:
    """Print a link to the form for each entry; say what the link cannot fill in."""
    from issuesync.app.output import print_data, say
    from issuesync.errors import UsageError
    from issuesync.submissions.prefill import prefill

    for record in records:
        collection = schema.by_key[record.collection]
        if collection.form is None:
            hint = f"add form: to “{collection.key}” in catalog.yaml"
            raise UsageError(f"“{collection.key}” has no issue form", hint=hint)
        link = prefill(record, collection, schema)
        print_data(f"{link.url}\n")
        if link.left_out:
            say(f"to be filled in by hand: {', '.join(link.left_out)}")


def _concerns(place: object, record: Record) -> bool:
    """Say whether a problem stands with the record or with one of its values."""
    return (
        place == record.place
        or (getattr(place, "issue", None) == record.number is not None)
        or any(place == stated.place for stated in record.values.values())
    )


def _find_entries(catalog: Catalog, entry: str) -> list[Record]:
    """Return the entry of a number, or those of a name; raise `UsageError` where there is none."""
    from issuesync.errors import UsageError
    from issuesync.fields.base import fold
    from issuesync.fields.spelling import nearest

    number = entry.removeprefix("#")
    if number.isascii() and number.isdigit():
        found = [record for record in catalog if str(record.number) == number]
    else:
        found = [record for record in catalog if fold(record.name) == fold(entry)]
    if not found:
        near = nearest(entry, [record.name for record in catalog])
        hint = f"did you mean “{near}”?" if near else "issuesync list shows what there is"
        raise UsageError(f"no published entry is called “{entry}”", hint=hint)
    return found


def _show_line(record: Record, field: Field) -> str:
    """Show one field: its value, and in brackets what gave it and where."""
    stated = record.values.get(field.key)
    if stated is None:
        return f"  {field.label}: —"
    value = "unknown" if stated.value is None else field.type.show(stated.value)
    raw = f" “{' '.join(stated.raw.split())[:200]}”" if stated.raw else ""
    return f"  {field.label}: {value}{raw}  ({stated.origin.value}, {stated.place})"
