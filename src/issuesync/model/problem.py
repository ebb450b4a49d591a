"""A contributor's or maintainer's mistake as a value with a stable code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from issuesync.model.frozen import frozen_dataclass


class Severity(StrEnum):
    """How much a problem matters: an error fails ``check``, a warning fails ``check --strict``."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class _Code:
    """What a problem's code means; ``docs/problems.md`` is written from these."""

    severity: Severity
    meaning: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, _Code] = {
    # Configuration: catalog.yaml, labels.yaml, overrides and data files.
    "yaml-syntax": _Code(_E, "The file is not YAML."),
    "yaml-duplicate-key": _Code(_E, "A key appears twice in one mapping."),
    "yaml-merge-key": _Code(_E, "A YAML merge key or alias is used; state the value itself."),
    "unknown-setting": _Code(_E, "A key that is not a setting."),
    "missing-setting": _Code(_E, "A setting that has to be there is not."),
    "wrong-setting": _Code(_E, "A setting has a value that it cannot have."),
    "name-clash": _Code(_E, "Two things have the same name."),
    "unknown-name": _Code(_E, "A name that is not declared anywhere."),
    "about-missing": _Code(_W, "An export, a citation or a published file needs something that about: does not say."),
    # Bodies and data.
    "required": _Code(_E, "A required field has no value."),
    "unknown-option": _Code(_E, "The value is none of the field's options."),
    "unknown-section": _Code(_E, "The entry's section is none of the collection's, so no table shows it."),
    "not-shown": _Code(_E, "No table or list of any document shows the entry."),
    "twice": _Code(_E, "A data file holds two entries of one name in one section."),
    "listed-twice": _Code(_W, "A list that is kept as it was found names an entry twice."),
    "row-refused": _Code(_W, "A kept row that would break its table or list; it is written anew."),
    "bad-url": _Code(_W, "The text is not an http or https address that can be linked safely."),
    "bad-repository": _Code(_W, "The text names no GitHub repository."),
    "bad-year": _Code(_W, "The text is not a year."),
    "bad-country": _Code(_W, "The text is not a country's name."),
    "bad-date": _Code(_W, "The text is not a date that can be read without guessing."),
    "bad-number": _Code(_W, "The text is not a number, or one outside the range of its field."),
    "bad-boolean": _Code(_W, "The text is neither yes nor no."),
    "bad-license": _Code(_W, "The text is not a licence of SPDX's list."),
    "bad-doi": _Code(_W, "The text is not a DOI."),
    "bad-arxiv": _Code(_W, "The text is not an arXiv identifier."),
    "bad-count": _Code(_W, "The text is not a count that can be read without guessing."),
    "bad-size": _Code(_W, "The text is not a size with a unit."),
    "near-option": _Code(_W, "The value is close to one that is in use: a typo?"),
    "glued-year": _Code(_W, "A year is glued to the value."),
    "repeated-item": _Code(_W, "A list names the same thing twice; it is kept once."),
    "joined-names": _Code(_N, "Names of a list are joined by “and”: the last of several are read as two, others as one."),
    "declared-count": _Code(_W, "The number a body declares is not the number it lists."),
    "repeated-key": _Code(_W, "A key appears twice in a body; the first value counts."),
    "ambiguous-body": _Code(_W, "The body can be read in more than one way; one was chosen."),
    "unclosed-fence": _Code(_W, "A code fence or comment is never closed and hides what follows."),
    "unread-text": _Code(_W, "Text next to a value that its field does not take in."),
    "untouched-example": _Code(_N, "An answer is the form's own example; it is taken for none."),
    "mostly-unread": _Code(_W, "Less than half of a body's lines ended up in fields."),
    "unknown-key": _Code(_N, "A key that no field has; it is kept."),
    "unknown-heading": _Code(_N, "A section that no field has; it is kept."),
    "unlabelled-text": _Code(_N, "Text that is under no key."),
    "issue-type-unknown": _Code(_W, "A collection is chosen by issue type and no issue has one."),
    # References: fields of type entries.
    "reference-typo": _Code(_W, "A list of entries names something that is almost an entry's name."),
    "reference-family": _Code(_W, "A list of entries names something that could be one of several entries."),
    "reference-itself": _Code(_W, "An entry names itself as what it is built from."),
    "reference-version": _Code(_N, "A list of entries names another version or a part of an entry."),
    "reference-outside": _Code(_N, "A list of entries names something that is not an entry of the catalog."),
    # Issues as a whole.
    "no-snapshot": _Code(_N, "The snapshot is not there yet, so no issue is read."),
    "no-label": _Code(_W, "Open issues are there, and none has the label that publishes."),
    # Overrides.
    "override-repeats": _Code(_W, "An override says what the entry says by itself."),
    "override-unknown-issue": _Code(_W, "An override for an issue that is not published."),
    "override-unknown-field": _Code(_E, "An override for a field that the collection does not have."),
    # Labels.
    "label-unknown": _Code(_W, "An issue has a label that labels.yaml does not know."),
    "label-former": _Code(_N, "An issue has a label's former name; it counts as the present one."),
    "label-group-max": _Code(_W, "An issue has more labels of a group than its rule allows."),
    "label-group-min": _Code(_W, "An issue has fewer labels of a group than its rule asks for."),
    "label-implied": _Code(_W, "An issue has a label but not one that it implies."),
    "label-refused": _Code(_W, "GitHub refuses the label's name or description."),
    "label-denied": _Code(_N, "A text names a label and denies it, or names something longer."),
    "label-missing": _Code(_N, "A text names a label that the issue does not have."),
    "label-extra": _Code(_N, "An issue has a label of a group that its text does not name."),
    "label-contradicts": _Code(_W, "A text names a label that the group's rule leaves no room for."),
    # Edits of issues and documents.
    "unwritable": _Code(_E, "No issue can state the value so that it is read back."),
    "no-issue": _Code(_E, "A row leads to an issue that is not there."),
    "hand-edit": _Code(_N, "A hand edit of a generated region: what it says, and where that belongs."),
    "not-absorbed": _Code(_E, "A hand edit that no issue, override, data file or setting can say."),
    "no-base": _Code(_E, "A region was edited by hand and nothing says what it was before."),
    "edit-conflict": _Code(_E, "A hand edit of what was changed elsewhere meanwhile."),
    "written-otherwise": _Code(_N, "A hand edit that was taken in and that a sync writes in another way."),
    # Submissions.
    "form-refused": _Code(_E, "GitHub would refuse the issue form."),
    "form-publishes": _Code(_E, "A form or template gives the label that publishes, whoever files it."),
    "form-kept": _Code(_E, "A form that issuesync did not write is where ours would be; it is left as it is."),
    "duplicate": _Code(_W, "Another entry of the collection leads to the same thing and has a similar name."),
    "edit-held": _Code(_W, "An edit of an accepted issue waits for a maintainer; the accepted version stays."),
    "entry-held": _Code(_W, "An issue was edited after it got the label that publishes; it waits for a maintainer."),
    # GitHub.
    "github-setting": _Code(_W, "A setting, rule or disabled workflow of the repository is in the way."),
    "github-proposals": _Code(_N, "GitHub Actions may not open pull requests."),
    "label-absent": _Code(_W, "The repository lacks a label that a form, a review or publishing uses."),
    "repository-moved": _Code(_W, "The repository has another name now."),
    # Documents.
    "marker": _Code(_E, "A region's markers are missing, doubled, nested, inverted or unknown."),
    "merge-conflict": _Code(_E, "The document holds an unresolved merge conflict."),
    "region-edited": _Code(_E, "A region was edited by hand since it was written; it is left as it is."),
    "drift": _Code(_E, "The document is not what a sync would write."),
    "chart-stale": _Code(_E, "A chart's picture is not of the catalog as it is."),
    "shown-twice": _Code(_W, "A document shows a section twice."),
    "heading-title": _Code(_W, "The heading above a table is not the section's title."),
    "dead-anchor": _Code(_W, "A link to a heading that is not there."),
    "hash-missing": _Code(_W, "A link to a heading lacks its #, so it leads to a file that is not there."),
    "unbalanced-badge": _Code(_W, "A badge's brackets are not balanced, so signs of Markdown show."),
    "empty-link": _Code(_W, "A link leads nowhere."),
    "placeholder-row": _Code(_W, "A row of a table holds nothing."),
    "mixed-blanks": _Code(_W, "A table has several words for what is missing."),
    "mis-decoded": _Code(_W, "Characters were once read in the wrong encoding."),
    "broken-table": _Code(_W, "Lines that were meant for a table do not make one."),
    "reads-otherwise": _Code(_W, "A list that would not read as before once it is adopted; it is left as it is."),
    "not-adopted": _Code(_W, "A table, list or row that could not become entries; it is left as it is."),
    "not-kept": _Code(_W, "A part of a row that no field takes in."),
    "row-without-name": _Code(_W, "A row has nothing in the column that names the others."),
    "row-ambiguous": _Code(_W, "A row could belong to several issues; it was given to none."),
    "row-two-issues": _Code(_W, "A row leads to two issues; the first is taken for its own."),
    "row-twice": _Code(_W, "Two rows lead to one issue; the one of its name and addresses was taken for its entry."),
    "row-without-issue": _Code(_W, "No issue or data file backs a row."),
    "issue-without-row": _Code(_W, "No row shows an issue."),
    "row-differs": _Code(_W, "A row says something other than its entry."),
    "row-removed": _Code(_N, "A row was removed by hand, and its entry with it."),
    "former-repository": _Code(_W, "Links lead to a repository by a name that it no longer has."),
    "too-long": _Code(_W, "GitHub shows no more than some 500 KiB of a README."),
}  # fmt: skip


@frozen_dataclass(frozen=True, slots=True)
class Location:
    """Where a problem stands: a file, an issue, or a line of either (counted from 1)."""

    file: str = ""
    issue: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = f"#{self.issue}" if self.issue is not None else self.file
        return f"{where}:{self.line}" if self.line else where


@frozen_dataclass(frozen=True, slots=True)
class Finding:
    """What a field or a reader found, before anybody knows where it stands."""

    code: str
    message: str
    hint: str = ""
    line: int | None = None
    field: str = ""


@frozen_dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, where it stands and what would fix it; ``field`` is the key of its field."""

    code: str
    message: str
    place: Location
    hint: str = ""
    field: str = ""

    @property
    def severity(self) -> Severity:
        """The severity every problem of this code has."""
        return CODES[self.code].severity

    @classmethod
    def of(cls, finding: Finding, place: Location) -> Problem:
        """Put a finding in its place; a line of the finding's own wins."""
        line = finding.line or place.line
        return cls(
            finding.code, finding.message, Location(place.file, place.issue, line), finding.hint
        )


def sort_problems(problems: list[Problem]) -> tuple[Problem, ...]:
    """Order by place, then code, so that no order of the input shows; drop repetitions."""
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda p: (
                p.place.file,
                p.place.issue or 0,
                p.place.line or 0,
                p.code,
                p.message,
            ),
        )
    )
