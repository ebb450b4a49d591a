"""A verdict into the one comment of an issue: what to fix, what was read, what happens next.

It speaks to the contributor, who sees fields and not lines, often on a phone: so it names fields,
quotes answers whole, and has lists where a table would have to be scrolled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.tables import issue_url, render_cell
from issuesync.fields.signs import one_line
from issuesync.labels.implied import plan_implied
from issuesync.markdown.escape import NOTHING, escape_code, escape_inline, link
from issuesync.model.plan import AddLabel
from issuesync.model.record import Origin
from issuesync.model.wording import counted, first_few
from issuesync.records.identity import address_keys
from issuesync.submissions.acceptance import Doubt
from issuesync.submissions.forms import asked_fields, describe_field, element_of, options_of
from issuesync.submissions.prefill import prefill
from issuesync.submissions.review import MARKER, Stage, publishes_itself

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.model.problem import Problem
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection, Field, Schema
    from issuesync.submissions.duplicates import Likeness
    from issuesync.submissions.review import Verdict

_LONGEST = 60_000
"""Characters of what is between headline and next step: GitHub takes 65,536 in all."""
_LONGEST_ROW = 6000
LONGEST_QUOTE = 300
MOST_ITEMS = 25
_MOST_UNREAD = 3
_LONGEST_UNREAD = 120
_SIGNATURE = "Written by issuesync, a bot; a maintainer has the last word."


def render_comment(verdict: Verdict, schema: Schema) -> str:
    """Render the comment: safe Markdown, and the same text for the same verdict."""
    parts = (
        *_opening(verdict, schema),
        *_mistakes_part(verdict, schema),
        *_same_part(verdict, schema),
        *_advice_part(verdict),
        *_related_part(verdict, schema),
        "\n".join(filter(None, (_show_row(verdict, schema), _show_labels(verdict, schema)))),
    )
    head, foot = f"{MARKER}\n### {_headline(verdict)}", _next_step(verdict, schema)
    return "\n\n".join([head, *_fitting(filter(None, parts)), f"{foot} {_SIGNATURE}"]) + "\n"


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
    if verdict.is_unread:
        return "✏️ Please use the form"
    if verdict.mistakes:
        return f"✏️ {counted(len(verdict.mistakes), 'thing')} to fix"
    if verdict.same and verdict.stage is Stage.SUBMITTED:
        return "🔁 Is this entry in the catalog already?"
    return "✅ Published" if verdict.stage is Stage.PUBLISHED else "✅ This entry is complete"


def _opening(verdict: Verdict, schema: Schema) -> Iterator[str]:
    """Thank the contributor, or say what an edit that waits has changed."""
    if verdict.stage is Stage.SUBMITTED:
        yield _thanks(verdict, schema)
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
        changes = list(_differences(verdict.accepted, verdict.record, verdict.collection))
        yield _list(changes) if changes else "No field has a new value; only other text changed."


def _thanks(verdict: Verdict, schema: Schema) -> str:
    """Thank for a submission, and lead over to what follows."""
    name = escape_inline(_clipped(verdict.record.name))
    if verdict.is_unread:
        return f"Thank you for “{name}”. {_by_the_form(verdict, schema)}"
    if verdict.mistakes:
        which = "this" if len(verdict.mistakes) == 1 else "these"
        return f"Thank you for “{name}”. Please edit the issue to fix {which}:"
    if verdict.same:
        return f"Thank you for “{name}”. All of it could be read, but it looks like another entry:"
    return f"Thank you for “{name}”. All that the form asks for is there."


def _by_the_form(verdict: Verdict, schema: Schema) -> str:
    """Say how to submit what was written without the form."""
    collection = verdict.collection
    if collection.form is None:
        asked = ", ".join(escape_inline(field.label) for field in asked_fields(collection))
        return (
            f"Nothing in it could be read: state each of these after a heading of its own: {asked}."
        )
    form = link("the form", prefill(verdict.record, collection, schema).url)
    return f"It does not follow the form, so nothing in it could be read. Please use {form}."


def _differences(accepted: Record, record: Record, collection: Collection) -> Iterator[str]:
    """Give the fields that have another value than the accepted version."""
    for field in collection.fields:
        if accepted.value(field.key) != record.value(field.key):
            before, after = (_shown(one, field.key, collection) for one in (accepted, record))
            yield f"**{escape_inline(field.label)}**: {before} → {after}"


def _shown(record: Record, key: str, collection: Collection) -> str:
    """Show a value, cut short where it is long."""
    value = record.value(key)
    if value is None:
        return NOTHING
    return escape_inline(_clipped(collection.by_key[key].type.show(value))) or NOTHING


def _clipped(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Cut a text short."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def _list(items: list[str]) -> str:
    """Render a list of items that are escaped already; those beyond the most are counted."""
    lines = [f"- {item}" for item in items[:MOST_ITEMS]]
    if len(items) > MOST_ITEMS:
        lines += ["", f"And {len(items) - MOST_ITEMS} more."]
    return "\n".join(lines)


def _mistakes_part(verdict: Verdict, schema: Schema) -> Iterator[str]:
    """List what to fix, by field."""
    if verdict.mistakes and not verdict.is_unread:
        head = "" if verdict.stage is Stage.SUBMITTED else "**To fix**\n\n"
        yield head + _list([_mistake(one, verdict, schema) for one in verdict.mistakes])


def _mistake(problem: Problem, verdict: Verdict, schema: Schema) -> str:
    """Say what is wrong with one field, and what would be right."""
    field = verdict.collection.by_key.get(problem.field)
    if field is None:
        return _sentences(problem.message, problem.hint)
    label = f"**{escape_inline(field.label)}**"
    if problem.code == "required":
        return f"{label} is missing. {escape_inline(_clipped(_how(field, schema)))}".rstrip()
    message = problem.message.removeprefix(f"{field.label}: ")
    stated = verdict.record.values.get(field.key)
    answer = one_line(stated.raw) if stated else ""
    quoted = "" if not answer or answer in message else f" You wrote: “{_quoted(answer)}”."
    return f"{label}: {_sentences(message, problem.hint)}{quoted}"


def _how(field: Field, schema: Schema) -> str:
    """Say how to answer a question of the form."""
    options = "; ".join(option.shown for option in options_of(field)[:MOST_ITEMS])
    described = describe_field(field, element_of(field, schema.taxonomy))
    is_listed = not options or options.partition(";")[0] in described
    return described if is_listed else f"{described} One of: {options}.".strip()


def _quoted(text: str) -> str:
    """Return an answer as a comment quotes it."""
    return escape_inline(_clipped(text))


def _sentences(message: str, hint: str) -> str:
    """Put what is wrong and what would be right into sentences."""
    parts = (_sentence(_clipped(part)) for part in (message, hint) if part)
    return " ".join(map(escape_inline, parts))


def _sentence(text: str) -> str:
    """Begin a text with a capital and end it with a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!', '…')) else '.'}"


def _advice_part(verdict: Verdict) -> Iterator[str]:
    """List what is only worth a look, and the parts of the text that no field takes."""
    if verdict.is_unread:
        return
    unread = [extra for extra in verdict.record.extras if one_line(extra.text)]
    items = [_advice(one, verdict) for one in verdict.advice]
    if unread:
        shown = first_few([_unread(one.label, one.text) for one in unread], _MOST_UNREAD, "; ")
        items.append(f"No field asks for this, so the catalog does not show it: {shown}.")
    if items:
        yield f"**Please check**\n\n{_list(items)}"


def _advice(problem: Problem, verdict: Verdict) -> str:
    """Say what may be a typo."""
    field = verdict.collection.by_key.get(problem.field)
    if field is None:
        return _sentences(problem.message, problem.hint)
    message = problem.message.removeprefix(f"{field.label}: ")
    return f"**{escape_inline(field.label)}**: {_sentences(message, problem.hint)}"


def _unread(label: str, text: str) -> str:
    """Quote a part of the text that was not read."""
    quote = f"“{escape_inline(_clipped(one_line(text), _LONGEST_UNREAD))}”"
    under = escape_inline(_clipped(label, _LONGEST_UNREAD))
    return f"{quote} under “{under}”" if under else quote


def _show_row(verdict: Verdict, schema: Schema) -> str:
    """Show the entry as it will read in its table: what each column says of it."""
    record, collection = verdict.record, verdict.collection
    columns = [one for one in collection.columns if one.field != "issue"]
    if not columns or verdict.is_unread or verdict.stage is Stage.HELD:
        return ""
    cells = (
        (column.title, render_cell(record, column, collection, schema.repository))
        for column in columns
    )
    shown = " · ".join(f"**{escape_inline(title)}**: {cell}" for title, cell in cells)
    if len(shown) > _LONGEST_ROW:
        return "Its row is too long to be shown here."
    titles = {section.key: section.title for section in collection.sections}
    value = record.value("section")
    keys = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    sections = ", ".join(escape_inline(titles[str(key)]) for key in keys if str(key) in titles)
    where = f", under {sections}" if sections else ""
    return f"Its row{where}: {shown}"


def _same_part(verdict: Verdict, schema: Schema) -> Iterator[str]:
    """Name the entries that this one repeats, and say which issue to close or to edit."""
    same = [_like_line(one, schema) for one in verdict.same]
    if same:
        head = "**The same entry?**\n\n" if verdict.mistakes else ""
        advice = _what_to_do(verdict) if verdict.stage is Stage.SUBMITTED else ""
        yield "\n\n".join(filter(None, (f"{head}{_list(same)}", advice)))


def _related_part(verdict: Verdict, schema: Schema) -> Iterator[str]:
    """Name the entries that lead to the same thing under another name."""
    others = [_like_line(one, schema) for one in verdict.likenesses if not one.is_same]
    if others:
        yield f"**Related entries**\n\n{_list(others)}"


def _like_line(one: Likeness, schema: Schema) -> str:
    """Name one entry, and what it shares."""
    also = ", and a similar name" if one.is_same else ""
    return f"{_named(one.record, schema)}: the same {one.by}{also}"


def _named(record: Record, schema: Schema) -> str:
    """Name another entry, linked to its issue."""
    title = _clipped(record.title)
    is_issue = record.number is not None
    return link(title, issue_url(record, schema.repository)) if is_issue else escape_inline(title)


def _what_to_do(verdict: Verdict) -> str:
    """Say whether to close this issue or to edit it: by what it says that the other does not."""
    other, shared = verdict.same[0].record, verdict.same[0].by
    new = [
        escape_inline(field.label)
        for field in verdict.collection.fields
        if field.key != verdict.collection.naming and _is_new(verdict.record, other, field)
    ]
    rest = f"If they are two things, edit this issue: correct its name or its {shared}."
    if not new:
        return f"This one says nothing that the other does not: please close this issue. {rest}"
    where = "there" if other.number is not None else "to the maintainers"
    told = f"say {where} what is new ({', '.join(new[:MOST_ITEMS])})"
    return f"If they are the same, please close this issue and {told}. {rest}"


def _is_new(record: Record, other: Record, field: Field) -> bool:
    """Say whether a body states something that another entry does not say."""
    stated, theirs = record.values.get(field.key), other.value(field.key)
    if stated is None or stated.value is None or stated.origin is not Origin.BODY:
        return False
    if theirs is None or not field.type.leads:
        return stated.value != theirs
    mine, known = (address_keys(field.type.address(one) or "") for one in (stated.value, theirs))
    return not {key for key in mine if key in known}


def _show_labels(verdict: Verdict, schema: Schema) -> str:
    """Name the labels that publishing adds."""
    if verdict.stage is not Stage.SUBMITTED or verdict.is_unread:
        return ""
    names = dict.fromkeys(change.label for change in _implied(verdict, schema))
    shown = ", ".join(map(escape_code, names))
    return f"Labels that it gets when it is accepted: {shown}." if names else ""


def _implied(verdict: Verdict, schema: Schema) -> Iterator[AddLabel]:
    """Give the labels that the fields imply and the issue lacks."""
    for change in plan_implied([verdict.record], schema.taxonomy, schema.deciding_labels):
        if isinstance(change, AddLabel):
            yield change


def _next_step(verdict: Verdict, schema: Schema) -> str:
    """Say what happens next."""
    if verdict.stage is Stage.PUBLISHED:
        return "The entry is in the catalog. Later edits wait until a maintainer accepts them."
    if verdict.stage in {Stage.HELD, Stage.UNSEEN}:
        return f"**Next:** {_release(verdict, schema)}"
    if verdict.is_unread and verdict.collection.form is not None:
        return "**Next:** submit the form, then close this issue."
    if not verdict.is_faultless:
        edit = "edit the issue; this comment follows. Then a maintainer reads it."
        close = "unless you close the issue, a maintainer reads it."
        return f"**Next:** {edit if verdict.mistakes else close}"
    return f"**Next:** {_publication(verdict, schema)}"


def _publication(verdict: Verdict, schema: Schema) -> str:
    """Say who publishes an entry that is complete."""
    publish = escape_code(verdict.collection.publish or "")
    if publishes_itself(verdict, schema):
        return "nothing to do; it is published at once."
    if verdict.collection.publish is None:
        return "nothing to do."
    return f"a maintainer reads it, and publishes it with the label {publish}."


def _release(verdict: Verdict, schema: Schema) -> str:
    """Say how a text that waits is accepted."""
    if verdict.doubt is Doubt.SETTLING:
        return "the next scheduled run accepts this text, unless it is edited again."
    publish = escape_code(verdict.collection.publish or "")
    if schema.review.waiting is None:
        return f"a maintainer accepts this text by taking {publish} away and giving it again."
    waiting = escape_code(schema.review.waiting)
    return f"a maintainer accepts this text by taking the label {waiting} away."
