"""A contributor's or maintainer's mistake as a value with a stable code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters: an error fails ``check``, a warning fails ``check --strict``."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """What a problem's code means; ``docs/problems.md`` is written from these."""

    severity: Severity
    meaning: str


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, Code] = {
    # Configuration: catalog.yaml, labels.yaml, overrides and data files.
    "yaml-syntax": Code(_E, "The file is not YAML."),
    "yaml-duplicate-key": Code(_E, "A key stands twice in one mapping."),
    "yaml-merge-key": Code(_E, "A YAML merge key or alias is used; state the value itself."),
    "unknown-setting": Code(_E, "A key that no setting bears."),
    "missing-setting": Code(_E, "A setting that has to be there is not."),
    "wrong-setting": Code(_E, "A setting has a value that it cannot have."),
    "name-clash": Code(_E, "Two things bear one name."),
    "unknown-name": Code(_E, "A name that nothing declares."),
    # Bodies and data.
    "required": Code(_E, "A required field has no value."),
    "unknown-option": Code(_E, "The value is none of the field's options."),
    "unknown-section": Code(_E, "The entry's section is none of the collection's, so no table shows it."),
    "not-shown": Code(_E, "No table or list of any document shows the entry."),
    "twice": Code(_E, "A data file holds two entries of one name in one collection."),
    "bad-url": Code(_W, "The text is no http or https address that can be linked safely."),
    "bad-repository": Code(_W, "The text names no GitHub repository."),
    "bad-year": Code(_W, "The text is no year."),
    "bad-country": Code(_W, "The text is no country's name."),
    "bad-count": Code(_W, "The text is no count that can be read without guessing."),
    "bad-size": Code(_W, "The text is no size with a unit."),
    "near-option": Code(_W, "The value is close to one that is in use: a slip of the pen?"),
    "glued-year": Code(_W, "A year is glued to the value."),
    "repeated-item": Code(_W, "A list names the same thing twice; it is kept once."),
    "declared-count": Code(_W, "The number a body declares is not the number it lists."),
    "repeated-key": Code(_W, "A key stands twice in a body; the first value stands."),
    "ambiguous-body": Code(_W, "The body can be read in more than one way; one was chosen."),
    "unclosed-fence": Code(_W, "A code fence or comment is never closed and hides what follows."),
    "unread-text": Code(_W, "Text beside a value that its field does not take in."),
    "unknown-key": Code(_N, "A key that no field bears; it is kept."),
    "unknown-heading": Code(_N, "A section that no field bears; it is kept."),
    "unlabelled-text": Code(_N, "Text that stands under no key."),
    # Overrides.
    "override-repeats": Code(_W, "An override says what the entry says by itself."),
    "override-unknown-issue": Code(_W, "An override for an issue that is not published."),
    "override-unknown-field": Code(_E, "An override for a field that the collection does not have."),
    # Labels.
    "label-unknown": Code(_W, "An issue bears a label that labels.yaml does not know."),
    "label-former": Code(_N, "An issue bears a label's former name; it counts as the present one."),
    "label-group-max": Code(_W, "An issue bears more labels of a group than its rule allows."),
    "label-group-min": Code(_W, "An issue bears fewer labels of a group than its rule asks for."),
    "label-implied": Code(_W, "An issue bears a label but not one that it implies."),
    "label-missing": Code(_N, "A text names a label that the issue does not bear."),
    "label-extra": Code(_N, "An issue bears a label of a group that its text does not name."),
    "label-contradicts": Code(_W, "A text names a label that the group's rule leaves no room for."),
    # Edits of issues and documents.
    "unwritable": Code(_E, "No issue can state the value so that it is read back."),
    "no-issue": Code(_E, "A row leads to an issue that is not there."),
    "hand-edit": Code(_N, "A hand edit of a generated region: what it says, and where that belongs."),
    "not-absorbed": Code(_E, "A hand edit that no issue, override, data file or setting can say."),
    "no-base": Code(_E, "A region was edited by hand and nothing says what it was before."),
    "edit-conflict": Code(_E, "A hand edit of what was changed elsewhere meanwhile."),
    "written-otherwise": Code(_N, "A hand edit that was taken in and that a sync writes in another way."),
    # Submissions.
    "form-refused": Code(_E, "GitHub would refuse the issue form."),
    "form-publishes": Code(_E, "A form or template gives the label that publishes, whoever files it."),
    "form-kept": Code(_E, "A form that issuesync did not write stands where ours would; it is left as it is."),
    "duplicate": Code(_W, "Another entry of the collection leads to the same thing and has a like name."),
    "edit-held": Code(_W, "An edit of an accepted issue waits for a maintainer; the accepted version stays."),
    "entry-held": Code(_W, "An issue was edited after it got the label that publishes; it waits for a maintainer."),
    # GitHub.
    "github-setting": Code(_W, "A setting, rule or disabled workflow of the repository stands in the way."),
    "github-proposals": Code(_N, "GitHub Actions may not open pull requests."),
    "label-absent": Code(_W, "The repository lacks a label that a form, a review or publishing uses."),
    "repository-moved": Code(_W, "The repository has another name by now."),
    # Documents.
    "marker": Code(_E, "A region's markers are missing, doubled, nested, inverted or unknown."),
    "merge-conflict": Code(_E, "The document holds an unresolved merge conflict."),
    "region-edited": Code(_E, "A region was edited by hand since it was written; it is left as it is."),
    "drift": Code(_E, "The document is not what a sync would write."),
    "heading-title": Code(_W, "The heading above a table is not the section's title."),
    "dead-anchor": Code(_W, "A link to a heading that is not there."),
    "hash-missing": Code(_W, "A link to a heading lacks its #, so it leads to a file that is not there."),
    "unbalanced-badge": Code(_W, "A badge's brackets are not balanced, so signs of Markdown show."),
    "empty-link": Code(_W, "A link leads nowhere."),
    "placeholder-row": Code(_W, "A row of a table holds nothing."),
    "mixed-blanks": Code(_W, "A table has several words for what is missing."),
    "mis-decoded": Code(_W, "Characters were once read in the wrong encoding."),
    "broken-table": Code(_W, "Lines that were meant for a table do not make one."),
    "not-adopted": Code(_W, "A table, list or row that could not become entries; it is left as it is."),
    "not-kept": Code(_W, "A part of a row that no field takes in."),
    "row-without-name": Code(_W, "A row has nothing in the column that names the others."),
    "row-ambiguous": Code(_W, "A row could belong to several issues; it was given to none."),
    "row-two-issues": Code(_W, "A row leads to two issues; the first is taken for its own."),
    "row-twice": Code(_W, "Two rows lead to one issue; the first was taken for its entry."),
    "row-without-issue": Code(_W, "No issue or data file backs a row."),
    "issue-without-row": Code(_W, "No row shows an issue."),
    "row-differs": Code(_W, "A row says something other than its entry."),
    "former-repository": Code(_W, "Links lead to a repository by a name that it no longer has."),
    "too-long": Code(_W, "GitHub shows no more than some 500 KiB of a README."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem stands: a file, an issue, or a line of either (counted from 1)."""

    file: str = ""
    issue: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = f"#{self.issue}" if self.issue is not None else self.file
        return f"{where}:{self.line}" if self.line else where


@dataclass(frozen=True, slots=True)
class Finding:
    """What a field or a reader found, before anybody knows where it stands."""

    code: str
    message: str
    hint: str = ""
    line: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, where it stands and what would mend it."""

    code: str
    message: str
    place: Place
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """The severity every problem of this code has."""
        return CODES[self.code].severity

    @classmethod
    def of(cls, finding: Finding, place: Place) -> Problem:
        """Put a finding in its place; a line of the finding's own wins."""
        line = finding.line or place.line
        return cls(
            finding.code, finding.message, Place(place.file, place.issue, line), finding.hint
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
