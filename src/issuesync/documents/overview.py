"""The catalog at a glance: contents with counts, news by day, and totals."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from issuesync.documents.tables import issue_url
from issuesync.markdown.escape import escape_inline, link
from issuesync.markdown.regions import Rendering
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.markdown.document import Document
    from issuesync.markdown.headings import Heading
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import News

_COUNTED = ("table", "list")


def render_contents(document: Document, depth: int) -> Rendering:
    """List a document's headings below the first level, with the rows that are under each.

    ``document`` is as it will be, but for the region of the contents: what was written there
    before holds no heading.
    """
    headings = document.headings
    own = next((r.begin for r in document.regions if r.name == "contents"), -1)
    over_own = max((h.line for h in headings if h.line < own), default=-1)
    listed = [
        (index, heading)
        for index, heading in enumerate(headings)
        if 2 <= heading.level <= depth and heading.line != over_own and escape_inline(heading.text)  # noqa: PLR2004 - below the title
    ]
    above: list[int] = []
    lines: list[str] = []
    for index, heading in listed:
        above = [level for level in above if level < heading.level]
        count = _shown_count(_rows_under(headings, index, document))
        lines.append(f"{'  ' * len(above)}- {link(heading.text, f'#{heading.anchor}')}{count}")
        above.append(heading.level)
    return Rendering("\n".join(lines))


def _shown_count(rows: int) -> str:
    """Show how many rows are under a heading, where any do."""
    return f" ({rows})" if rows else ""


def _rows_under(headings: Sequence[Heading], index: int, document: Document) -> int:
    """Sum the rows of the tables and lists between a heading and the next of its level."""
    start, level = headings[index].line, headings[index].level
    end = next((h.line for h in headings[index + 1 :] if h.level <= level), len(document.lines))
    total = 0
    for region in document.regions:
        kind, _, address = region.name.partition(" ")
        if kind not in _COUNTED or region.end <= start or region.begin >= end:
            continue
        if region.begin > start and region.end < end:
            total += region.rows or 0
        elif "/" not in address:
            total += sum(
                start < row < end for row in _row_lines(document, region.begin, region.end)
            )
    return total


def _row_lines(document: Document, begin: int, end: int) -> Iterator[int]:
    """Give the lines of a region's rows: bullets, and pipes below a rule of dashes."""
    in_table = False
    for index in range(begin + 1, end):
        line = document.lines[index].strip()
        if not line.startswith("|"):
            in_table = False
            if line.startswith("- "):
                yield index
        elif in_table:
            yield index
        elif set(line) <= set("|:- "):
            in_table = True


def render_news(catalog: Catalog, news: News) -> Rendering:
    """List the newest entries by the day they were published, newest first."""
    by_day = _published_by_day(catalog.in_collection(news.collection))
    if not by_day:
        return Rendering("")
    newest = date.fromisoformat(max(by_day))
    oldest = (newest - timedelta(days=news.days)).isoformat()
    repository = catalog.schema.repository
    lines = [
        f"- **{day}**: {', '.join(link(r.name, issue_url(r, repository)) for r in by_day[day])}"
        for day in sorted(by_day, reverse=True)
        if day > oldest
    ]
    return Rendering("\n".join(lines))


def _published_by_day(records: Sequence[Record]) -> dict[str, list[Record]]:
    """Collect the records by the day of their publication, each day's by issue number."""
    by_day: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda one: one.number or 0):
        if record.number is not None and _is_day(record.published_at[:10]):
            by_day.setdefault(record.published_at[:10], []).append(record)
    return by_day


def _is_day(text: str) -> bool:
    """Say whether a text is a date; what GitHub did not write may be none."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def render_totals(catalog: Catalog) -> Rendering:
    """List the totals by collection, section and group of labels, and the newest entry's date."""
    collections = catalog.schema.collections
    total = sum(len(catalog.in_collection(one.key)) for one in collections)
    newest = max((record.published_at[:10] for record in catalog), default="")
    entries = counted(total, "entry", "entries")
    dated = f", the newest of {newest}" if newest else ""
    lines = [f"- **{entries}** in {counted(len(collections), 'collection')}{dated}"]
    lines += [_summary_line(catalog, collection) for collection in collections]
    lines += _group_lines(catalog)
    return Rendering("\n".join(lines))


def _summary_line(catalog: Catalog, collection: Collection) -> str:
    """State one collection's total and those of its sections."""
    sections = [
        f"{escape_inline(section.title)} {len(catalog.in_section(collection.key, section.key))}"
        for section in collection.sections
    ]
    parts = f": {', '.join(sections)}" if sections else ""
    count = len(catalog.in_collection(collection.key))
    return f"- {escape_inline(collection.title)} ({count}){parts}"


def _group_lines(catalog: Catalog) -> Iterator[str]:
    """State how many entries have each label, most first, by group; labels on all say nothing."""
    publish = {one.publish for one in catalog.schema.collections} | {*catalog.schema.review.labels}
    counts = Counter(name for record in catalog for name in record.labels)
    for group in catalog.schema.taxonomy.groups:
        names = [label.name for label in group.labels if label.name not in publish]
        used = sorted((name for name in names if counts[name]), key=lambda n: (-counts[n], n))
        if used:
            shown = ", ".join(f"{escape_inline(name)} {counts[name]}" for name in used)
            yield f"- Labels, {escape_inline(group.title)}: {shown}"
