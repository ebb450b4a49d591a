"""A verdict into the one comment of an issue: the row it becomes, what to mend, what next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.overview import counted
from issuesync.documents.tables import issue_url, join_cells, render_table
from issuesync.labels.implied import plan_implied
from issuesync.markdown.escape import NOTHING, escape_code, escape_inline, link
from issuesync.model.plan import AddLabel
from issuesync.submissions.acceptance import Doubt
from issuesync.submissions.review import MARKER, Stage, publishes_itself

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.model.problem import Problem
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.submissions.duplicates import Likeness
    from issuesync.submissions.review import Verdict

_LONGEST = 60_000
"""Characters of what stands between headline and next step: GitHub takes 65,536 in all."""
_LONGEST_ROW = 6000
LONGEST_CELL = 300
MOST_ROWS = 25


def render_comment(verdict: Verdict, schema: Schema) -> str:
    """Render the comment: safe Markdown, and the same text for the same verdict."""
    parts = (
        *_told(verdict),
        _show_row(verdict, schema),
        *_mistakes_part(verdict),
        *_likeness_part(verdict, schema),
        *_labels_part(verdict, schema),
    )
    head, foot = f"{MARKER}\n### {_headline(verdict)}", _next_step(verdict, schema)
    return "\n\n".join([head, *_fitting(filter(None, parts)), foot]) + "\n"


def _fitting(parts: Iterable[str]) -> Iterator[str]:
    """Give the parts for which a comment has room, and say so where there are more."""
    room = _LONGEST
    for part in parts:
        room -= len(part) + 2
        if room < 0:
            yield "More was found than a comment has room for."
            return
        yield part


def _headline(verdict: Verdict) -> str:
    """Say in a few words where the issue stands."""
    if verdict.stage is Stage.HELD:
        return "⏸️ This edit waits for a maintainer"
    if verdict.stage is Stage.UNSEEN:
        return "⏸️ This entry waits for a maintainer"
    if verdict.mistakes:
        return f"✏️ {counted(len(verdict.mistakes), 'thing')} to mend"
    if verdict.same and verdict.stage is Stage.SUBMITTED:
        return "🔁 Is this entry there already?"
    return "✅ Published" if verdict.stage is Stage.PUBLISHED else "✅ This entry is complete"


def _told(verdict: Verdict) -> Iterator[str]:
    """Say what an edit that waits has changed."""
    if verdict.doubt is Doubt.CUT:
        yield "History unknown: GitHub does not list all of its edits, so a maintainer has to look."
    if verdict.stage is Stage.UNSEEN:
        publish = escape_code(verdict.collection.publish or "")
        if verdict.doubt is Doubt.SETTLING:
            yield f"It was edited shortly before it got the label {publish}, so it waits a little."
        elif verdict.doubt is Doubt.EDITED:
            yield f"It was edited after it got the label {publish}, so nothing of it is shown yet."
    if verdict.stage is Stage.HELD and verdict.accepted is not None:
        yield "The catalog goes on showing the version that was accepted."
        rows = list(_differences(verdict.accepted, verdict.record, verdict.collection))
        if rows:
            yield _table(("Field", "Accepted", "Now"), rows)
        else:
            yield "No field has another value; the text around them was changed."


def _differences(
    accepted: Record, record: Record, collection: Collection
) -> Iterator[tuple[str, str, str]]:
    """Give the fields that have another value than the accepted version."""
    for field in collection.fields:
        if accepted.value(field.key) != record.value(field.key):
            values = (_shown(one, field.key, collection) for one in (accepted, record))
            yield (escape_inline(field.label), *values)  # type: ignore[misc]


def _shown(record: Record, key: str, collection: Collection) -> str:
    """Show a value in a cell, cut short where it is long."""
    value = record.value(key)
    if value is None:
        return NOTHING
    return escape_inline(_clipped(collection.by_key[key].type.show(value))) or NOTHING


def _clipped(text: str) -> str:
    """Cut a text short."""
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _show_row(verdict: Verdict, schema: Schema) -> str:
    """Show the entry as the row that it becomes."""
    record, collection = verdict.record, verdict.collection
    if not collection.columns:
        return ""
    rendered = render_table([record], collection, schema.repository).text
    if len(rendered) > _LONGEST_ROW:
        return "Its row is too long to be shown here."
    titles = {section.key: section.title for section in collection.sections}
    value = record.value("section")
    keys = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    sections = ", ".join(escape_inline(titles[str(key)]) for key in keys if str(key) in titles)
    where = f", under {sections}" if sections else ""
    return f"Its row{where}:\n\n{rendered}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Render a table of cells that are escaped already; rows beyond the most are counted."""
    lines = [join_cells(head), join_cells(["---"] * len(head))]
    lines += [join_cells(row) for row in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        lines += ["", f"And {len(rows) - MOST_ROWS} more."]
    return "\n".join(lines)


def _mistakes_part(verdict: Verdict) -> Iterator[str]:
    """List what to mend, then what is only worth a look."""
    if verdict.mistakes:
        yield f"**To mend**\n\n{_problem_table(verdict.mistakes)}"
    if verdict.advice:
        yield f"**Worth a look**\n\n{_problem_table(verdict.advice)}"


def _problem_table(problems: Iterable[Problem]) -> str:
    """List problems with the line of the text that each stands in."""
    rows = [
        (
            f"line {problem.place.line}" if problem.place.line else NOTHING,
            escape_inline(_clipped(problem.message)),
            escape_inline(_clipped(problem.hint)) or NOTHING,
        )
        for problem in problems
    ]
    return _table(("Where", "What", "What would be right"), rows)


def _likeness_part(verdict: Verdict, schema: Schema) -> Iterator[str]:
    """Name the entries that lead to the same thing."""
    same = [f"- {_like_line(one, schema)}, and a like name" for one in verdict.same[:MOST_ROWS]]
    others = [one for one in verdict.likenesses if not one.is_same]
    if same:
        yield "**The same entry?**\n\n" + "\n".join(same)
    if others:
        lines = [f"- {_like_line(one, schema)}" for one in others[:MOST_ROWS]]
        yield "**Related entries**\n\n" + "\n".join(lines)


def _like_line(one: Likeness, schema: Schema) -> str:
    """Name one entry, and what it shares."""
    record = one.record
    title = _clipped(record.title)
    has_issue = record.number is not None
    name = link(title, issue_url(record, schema.repository)) if has_issue else escape_inline(title)
    return f"{name}: the same {one.by}"


def _labels_part(verdict: Verdict, schema: Schema) -> Iterator[str]:
    """Name the labels that publishing adds."""
    if verdict.stage is not Stage.SUBMITTED:
        return
    names = dict.fromkeys(change.label for change in _implied(verdict, schema))
    if names:
        yield f"Labels that it gets when it is accepted: {', '.join(map(escape_code, names))}."


def _implied(verdict: Verdict, schema: Schema) -> Iterator[AddLabel]:
    """Give the labels that the fields imply and the issue lacks."""
    for change in plan_implied([verdict.record], schema.taxonomy, schema.deciding_labels):
        if isinstance(change, AddLabel):
            yield change


def _next_step(verdict: Verdict, schema: Schema) -> str:
    """Say what happens next."""
    publish = escape_code(verdict.collection.publish or "")
    if verdict.stage is Stage.PUBLISHED:
        return "The entry stands in the catalog. Later edits wait until a maintainer accepts them."
    if verdict.stage in {Stage.HELD, Stage.UNSEEN}:
        return f"**Next:** {_release(verdict, schema)}"
    if not verdict.is_faultless:
        return "**Next:** edit the issue; this comment follows. Then a maintainer reads it."
    if publishes_itself(verdict, schema):
        return "**Next:** nothing to do; it is published at once."
    if verdict.collection.publish is None:
        return "**Next:** nothing to do."
    return f"**Next:** a maintainer reads it, and publishes it with the label {publish}."


def _release(verdict: Verdict, schema: Schema) -> str:
    """Say how a text that waits is accepted."""
    if verdict.doubt is Doubt.SETTLING:
        return "the next scheduled run accepts this text, unless it is edited again."
    publish = escape_code(verdict.collection.publish or "")
    if schema.review.waiting is None:
        return f"a maintainer accepts this text by taking {publish} away and giving it again."
    waiting = escape_code(schema.review.waiting)
    return f"a maintainer accepts this text by taking the label {waiting} away."
