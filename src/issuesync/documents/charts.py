"""The charts of ``catalog.yaml`` into pictures in light and dark, and into regions."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from issuesync.documents.badges import OWN_MARK
from issuesync.documents.chart_counts import (
    ChartCount,
    count_by_year,
    count_options,
    count_pairs,
    count_values,
    count_years,
    keys_of,
    number_of,
    year_of,
)
from issuesync.documents.chart_frame import WIDTH, ChartHeading
from issuesync.documents.chart_rows import draw_bars, draw_grid, draw_together
from issuesync.documents.chart_tree import draw_tree
from issuesync.documents.chart_years import Point, Timeline, draw_years
from issuesync.documents.drawing import THEMES, build_specification, plain_words
from issuesync.fields.choice import Choice
from issuesync.fields.choices import Choices
from issuesync.markdown.escape import escape_xml
from issuesync.markdown.regions import Rendering
from issuesync.model.output import OutputFile
from issuesync.model.problem import Location, Problem
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from issuesync.documents.drawing import Drawing
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Chart

    Draw = Callable[[str], str]
    """Turns a Vega-Lite specification into SVG."""

_FORMAT = "1"
"""Changes where the same specification is to be drawn anew."""
_MOST_ROWS = 24
_MOST_YEARS = 24
_LONGEST_ALT = 2_000
_DIGITS = 16
_MARK = re.compile(r"<!-- of sha256:([0-9a-f]{16}), drawn sha256:([0-9a-f]{16}) -->\n")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn, and what it says in words."""

    title: str
    numbers: str
    drawing: Drawing

    @property
    def words(self) -> str:
        """Return the title and the numbers on one line."""
        text = plain_words(f"{self.title}: {self.numbers}" if self.numbers else self.title)
        return text if len(text) <= _LONGEST_ALT else f"{text[:_LONGEST_ALT].rstrip()}…"


def render_chart(catalog: Catalog, chart: Chart, document: str) -> Rendering:
    """Render the region of a chart: the picture that fits the reader's theme, and its numbers."""
    start = posixpath.dirname(document) or "."
    sources = {
        theme: escape_xml(quote(posixpath.relpath(path, start)))
        for theme, path in chart_files(chart).items()
    }
    alt = escape_xml(build_picture(catalog, chart).words)
    dark = f'<source media="(prefers-color-scheme: dark)" srcset="{sources["dark"]}">'
    light = f'<img alt="{alt}" src="{sources["light"]}" width="{WIDTH}">'
    return Rendering(f"<picture>\n{dark}\n{light}\n</picture>")


def chart_files(chart: Chart) -> dict[str, str]:
    """Return the path of a chart's picture by theme."""
    return {theme: f"{chart.folder}/{chart.name}-{theme}.svg" for theme in THEMES}


def draw_charts(
    catalog: Catalog, pictures: Mapping[str, str], draw: Draw | None
) -> tuple[list[OutputFile], list[Problem]]:
    """Return the picture of every chart, drawn anew where it is not of the same specification.

    ``pictures`` are those there are. Without ``draw`` they are left as they are, and those that
    are not up to date are reported.
    """
    files: list[OutputFile] = []
    problems: list[Problem] = []
    for chart in catalog.schema.charts:
        picture = build_picture(catalog, chart)
        for theme, path in chart_files(chart).items():
            specification = build_specification(picture.drawing, theme)
            of = _hash(_FORMAT, picture.title, picture.words, specification)
            existing = pictures.get(path, "")
            if _is_current(existing, of):
                files.append(OutputFile(path, existing))
            elif draw is not None:
                files.append(OutputFile(path, _finish(draw(specification), picture, of)))
            else:
                message = f"the picture of the chart “{chart.name}” is not up to date"
                hint = 'run issuesync sync; drawing needs pip install "issuesync[charts]"'
                problems.append(Problem("chart-stale", message, Location(path), hint))
    return files, problems


def _hash(*texts: str) -> str:
    """Return a short checksum of texts."""
    whole = "\0".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:_DIGITS]


def _is_current(text: str, of: str) -> bool:
    """Say whether a picture is of this specification, and as it was drawn."""
    mark = _MARK.search(text)
    if mark is None or mark[1] != of:
        return False
    return mark[2] == _hash(text[: mark.start()] + text[mark.end() :])


def _finish(svg: str, picture: Picture, of: str) -> str:
    """Add a title, a description and the checksums to what was drawn."""
    start = svg.index(">", svg.index("<svg")) + 1
    head = svg[:start].replace("<svg", '<svg role="img"', 1)
    words = (
        f"<title>{escape_xml(picture.title)}</title>\n<desc>{escape_xml(picture.words)}</desc>\n"
    )
    before, after = f"{head}\n{OWN_MARK}\n", f"{words}{svg[start:].rstrip()}\n"
    return f"{before}<!-- of sha256:{of}, drawn sha256:{_hash(before + after)} -->\n{after}"


# Each kind of chart.


def build_picture(catalog: Catalog, chart: Chart) -> Picture:
    """Draw a chart of the catalog's entries."""
    collection = catalog.schema.by_key[chart.collection]
    records = catalog.in_collection(chart.collection)
    build = {
        "years": _years,
        "bars": _bars,
        "together": _together,
        "grid": _grid,
        "tree": _tree,
    }[chart.kind]
    return build(chart, collection, records)


def _years(chart: Chart, collection: Collection, records: Sequence[Record]) -> Picture:
    """Draw entries by year, stacked by a field, and the amounts of each."""
    year = collection.by_key[chart.year or ""]
    by = collection.by_key.get(chart.by or "")
    size = collection.by_key.get(chart.size or "")
    years = count_years(records, year, size)[-_MOST_YEARS:]
    shown = {one.year for one in years}
    dated = [record for record in records if year_of(record, year) in shown]
    keys = {record.key: next(iter(keys_of(record, by)), "") if by else "" for record in dated}
    blank = sum(not key for key in keys.values())
    series = count_options(dated, by) if by else []
    series += [ChartCount("", "without" if by else collection.title, blank)] if blank else []
    rank = {one.key: index for index, one in enumerate(series)}
    stacks = Counter((year_of(record, year) or 0, keys[record.key]) for record in dated)
    points = [
        Point(year_of(record, year) or 0, rank[keys[record.key]], number, record.name)
        for record in dated
        if size and (number := number_of(record, size)) is not None
    ]
    how = f"by {year.label.lower()}{f' and {by.label.lower()}' if by else ''}"
    parts = [chart.note or _of_entries(len(dated), how)]
    parts += _left_out(len(records) - len(dated), "not shown: no year, or long before")
    parts += _left_out(
        sum(one.unknown for one in years), f"do not say {size.label.lower()}" if size else ""
    )
    parts += _known_in_part(records, by.group if by else None)
    captions = ("Entries", f"{size.label} of each, on a log scale" if size else "")
    drawing = draw_years(
        ChartHeading(chart.title, "; ".join(parts)),
        Timeline([one.year for one in years], series, stacks, points, captions),
    )
    numbers = [f"{one.year} {one.entries}" for one in years]
    numbers += [f"{one.shown} {one.entries}" for one in series if by]
    return Picture(chart.title, ", ".join(numbers), drawing)


def _bars(chart: Chart, collection: Collection, records: Sequence[Record]) -> Picture:
    """Draw how many entries have each value."""
    field = collection.by_key[chart.field or ""]
    counts, heading = _rows(chart, collection, records)
    drawing = draw_bars(heading, counts, len(records))
    return Picture(chart.title, _in_words(count_values(records, field)), drawing)


def _together(chart: Chart, collection: Collection, records: Sequence[Record]) -> Picture:
    """Draw how many entries have each value, and each two of them."""
    field = collection.by_key[chart.field or ""]
    counts, heading = _rows(chart, collection, records, "and how many have both of two")
    pairs = count_pairs(records, field)
    drawing = draw_together(heading, counts, pairs)
    names = {one.key: one.shown for one in count_values(records, field)}
    both = "; ".join(
        f"{names[first]} and {names[second]} {number}"
        for (first, second), number in sorted(pairs.items(), key=lambda one: (-one[1], one[0]))
    )
    numbers = _in_words(count_values(records, field))
    return Picture(chart.title, f"{numbers}. Together: {both}" if both else numbers, drawing)


def _grid(chart: Chart, collection: Collection, records: Sequence[Record]) -> Picture:
    """Draw how many entries have each value in each year."""
    field, year = collection.by_key[chart.field or ""], collection.by_key[chart.year or ""]
    counts, heading = _rows(chart, collection, records)
    years = [one.year for one in count_years(records, year)][-_MOST_YEARS:]
    cells = count_by_year(records, year, field)
    drawing = draw_grid(heading, counts, years, cells)
    parts = (
        f"{one.shown} {one.entries} ({', '.join(_by_year(one.key, years, cells))})"
        for one in count_values(records, field)
    )
    return Picture(chart.title, "; ".join(parts), drawing)


def _by_year(key: str, years: Sequence[int], cells: Mapping[tuple[int, str], int]) -> Iterator[str]:
    """Give the years in which entries have a value, with their number."""
    yield from (f"{one} {cells[one, key]}" for one in years if cells.get((one, key)))


def _tree(chart: Chart, collection: Collection, records: Sequence[Record]) -> Picture:
    """Draw the collection's sections and groups of labels, and what each holds."""
    branches = [
        (field.label, counts)
        for field in collection.fields
        if isinstance(field.type, Choice | Choices) and (field.type.options or field.group)
        if (chart.field is None or field.key == chart.field)
        if (counts := count_options(records, field))
    ]
    known = _known_in_part(records, "labels")
    parts = [chart.note or _of_entries(len(records), "by section and label"), *known]
    drawing = draw_tree(ChartHeading(chart.title, "; ".join(parts)), collection.title, branches)
    numbers = ". ".join(f"{name}: {_in_words(counts)}" for name, counts in branches)
    return Picture(chart.title, numbers, drawing)


def _rows(
    chart: Chart, collection: Collection, records: Sequence[Record], further: str = ""
) -> tuple[list[ChartCount], ChartHeading]:
    """Return the values that a chart has rows for, and its heading with what is left out."""
    field = collection.by_key[chart.field or ""]
    counts = count_values(records, field)
    how = f"by {field.label.lower()}{f', {further}' if further else ''}"
    parts = [chart.note or _of_entries(len(records), how)]
    silent = sum(not keys_of(record, field) for record in records)
    parts += _left_out(silent, "do not say")
    parts += _left_out(max(0, len(counts) - _MOST_ROWS), "more values not shown")
    parts += _known_in_part(records, field.group)
    return counts[:_MOST_ROWS], ChartHeading(chart.title, "; ".join(parts))


def _of_entries(count: int, how: str) -> str:
    """Say how many entries a chart counts."""
    return f"{counted(count, 'entry', 'entries')} {how}"


def _left_out(count: int, what: str) -> list[str]:
    """Say how many are left out, where any are."""
    return [f"{count} {what}"] if count else []


def _known_in_part(records: Sequence[Record], group: str | None) -> list[str]:
    """Say how many entries may have more labels than are known, where labels count."""
    cut = sum(not record.are_labels_known for record in records) if group else 0
    return [f"{cut} may have more labels than are known"] if cut else []


def _in_words(counts: Sequence[ChartCount]) -> str:
    """List values with their numbers."""
    return ", ".join(f"{one.shown} {one.entries}" for one in counts)
