"""Rows and issues into pairs: by the issue that a row links to, by its addresses, by its name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from issuesync.bodies.read import read_body
from issuesync.fields.base import fold
from issuesync.fields.link import DANGLING
from issuesync.fields.text import Title
from issuesync.markdown.links import issue_links
from issuesync.model.problem import Location, Problem
from issuesync.records.identity import (
    ADDRESS,
    ARXIV,
    DOI,
    REPOSITORY,
    LikeNames,
    address_keys,
    is_like,
)
from issuesync.schema.catalog import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.markdown.inline import Content
    from issuesync.markdown.tables import Entry
    from issuesync.model.issue import Issue
    from issuesync.records.identity import Key

_ADDRESSES = re.compile(r"https?://[^\s<>\"'`\])]+")
_MOST_ADDRESSES = 50
"""How many addresses of one body count: further ones are sources, not what the entry is."""

_NAME = (Field("name", "Name", Title()),)
"""What is read of a body before anybody knows its fields."""

_ORDER = (ARXIV, DOI, REPOSITORY, ADDRESS)


class Certainty(StrEnum):
    """How surely a row and an issue are one entry."""

    SURE = "sure"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class AdoptedRow:
    """A row that is to be matched: where it stands, its name, what it states and links to."""

    sheet: int
    values: Mapping[str, str]
    entry: Entry

    @property
    def line(self) -> int:
        """The line that it stands in, from 0."""
        return self.entry.line

    @property
    def cells(self) -> tuple[Content, ...]:
        """Its cells."""
        return self.entry.cells

    @property
    def name(self) -> str:
        """What the row is called."""
        return self.values.get("name", "")


@dataclass(frozen=True, slots=True)
class Match:
    """A row, by its index, and its issue: by what they were found to be one, and how surely."""

    row: int
    number: int
    by: str
    certainty: Certainty


@dataclass(slots=True)
class Matches:
    """The pairs by the row's index, and everything that stands against them."""

    by_row: dict[int, Match] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    repository: str = ""
    """The repository whose issues the rows link to, as they name it."""


def match_rows(
    rows: Sequence[AdoptedRow], issues: Sequence[Issue], repository: str, path: str
) -> Matches:
    """Match rows to issues, the surest first; each issue has one row and each row one issue."""
    matcher = _Matcher(rows, {issue.number: issue for issue in issues if not issue.is_pull}, path)
    matcher.by_link(repository)
    matcher.by_keys()
    matcher.by_name()
    return matcher.found


@dataclass(slots=True)
class _Holders:
    """The issues that lead to one thing: those without a row by number, and all by their names."""

    free: dict[int, Issue] = field(default_factory=dict)
    names: LikeNames = field(default_factory=LikeNames)

    def add(self, issue: Issue, names: Iterable[str]) -> None:
        """Add an issue with what it calls its entry."""
        self.free[issue.number] = issue
        for name in names:
            self.names.add(name, issue.number)


@dataclass(slots=True)
class _Matcher:
    rows: Sequence[AdoptedRow]
    issues: Mapping[int, Issue]
    path: str
    found: Matches = field(default_factory=Matches)

    def place(self, row: int) -> Location:
        return Location(self.path, line=self.rows[row].line + 1)

    def free_rows(self) -> list[int]:
        """Return the rows that no issue was found for."""
        return [index for index in range(len(self.rows)) if index not in self.found.by_row]

    def free_issues(self) -> list[Issue]:
        """Return the issues that no row was found for."""
        return [one for one in self.issues.values() if one.number not in self.found.numbers]

    def keep(self, row: int, number: int, by: str, certainty: Certainty) -> None:
        self.found.by_row[row] = Match(row, number, by, certainty)
        self.found.numbers.add(number)

    def by_link(self, repository: str) -> None:
        """Take the issue that a row links to; the repository is the one that most links name."""
        linked = [list(issue_links(row.cells)) for row in self.rows]
        counts = Counter(name.casefold() for links in linked for name, _ in links)
        ours = repository.casefold() if repository.casefold() in counts else ""
        ours = ours or next((name for name, _ in counts.most_common(1)), "")
        self.found.repository = next(
            (name for links in linked for name, _ in links if name.casefold() == ours), ""
        )
        claims: dict[int, list[int]] = {}
        for row, links in enumerate(linked):
            numbers = self.linked_numbers(links, ours)
            self.found.problems += self.untaken(row, links, numbers[:1], ours)
            for number in numbers[:1]:
                claims.setdefault(number, []).append(row)
        for number, rows in claims.items():
            issue = self.issues[number]
            owner = max(rows, key=lambda row: (self.likeness(row, issue), -row))
            self.keep(owner, number, "issue link", Certainty.SURE)
            self.found.problems += (
                self.claimed(one, owner, number) for one in rows if one != owner
            )

    def likeness(self, row: int, issue: Issue) -> int:
        """Say by how much a row and an issue are one entry: by name, and by where they lead."""
        name = self.rows[row].name
        has_name = any(is_like(name, other) for other in _names_of(issue))
        return has_name + (not _row_keys(self.rows[row]).isdisjoint(_issue_keys(issue)))

    def claimed(self, row: int, owner: int, number: int) -> Problem:
        """Report a row that leads to the issue of another one."""
        message = (
            f"“{self.rows[row].name}” leads to #{number}, as “{self.rows[owner].name}” "
            f"in line {self.rows[owner].line + 1} does"
        )
        return Problem("row-twice", message, self.place(row), "give each its own issue")

    def linked_numbers(self, links: Sequence[tuple[str, int]], ours: str) -> list[int]:
        """Return the issues that a row links to, else those by another owner of the repository."""
        there = [(name.casefold(), number) for name, number in links if number in self.issues]
        own = [number for name, number in there if name == ours]
        short = ours.partition("/")[2]
        return own or [number for name, number in there if name.partition("/")[2] == short]

    def untaken(
        self, row: int, links: Sequence[tuple[str, int]], taken: Sequence[int], ours: str
    ) -> Iterator[Problem]:
        """Report the issues that a row links to beside the one that is taken for its own."""
        if not self.issues:
            return
        for name, number in dict.fromkeys(links):
            if number in taken and name.partition("/")[2].casefold() == ours.partition("/")[2]:
                continue
            if name.casefold() == ours and number in self.issues:
                message = f"“{self.rows[row].name}” leads to #{number} beside #{taken[0]}"
                hint = "a row has one issue: divide the row, or take the link out"
                yield Problem("row-two-issues", message, self.place(row), hint)
            else:
                where = f"#{number}" if name.casefold() == ours else f"{name}#{number}"
                message = f"“{self.rows[row].name}” leads to {where}, which is not among the issues"
                hint = "mend the link; it is not kept"
                yield Problem("no-issue", message, self.place(row), hint)

    def by_keys(self) -> None:
        """Take the issue whose addresses lead where a row's do; of several the one of its name."""
        holders: dict[Key, _Holders] = {}
        of_issue: dict[int, list[_Holders]] = {}
        for issue in self.free_issues():
            names = _names_of(issue)
            for key in _issue_keys(issue):
                holder = holders.setdefault(key, _Holders())
                holder.add(issue, names)
                of_issue.setdefault(issue.number, []).append(holder)
        free = {row: _row_keys(self.rows[row]) for row in self.free_rows()}
        counts = Counter(key for keys in free.values() for key in keys)
        for row, keys in free.items():
            for key in sorted(keys, key=lambda one: (_ORDER.index(one.kind), one.text)):
                chosen = self.choose(row, holders.get(key), key, is_alone=counts[key] == 1)
                if chosen is not None:
                    self.keep(row, chosen.number, key.kind, Certainty.LIKELY)
                    for holder in of_issue[chosen.number]:
                        del holder.free[chosen.number]
                    break

    def choose(
        self, row: int, holders: _Holders | None, key: Key, *, is_alone: bool
    ) -> Issue | None:
        """Choose among the issues that share a key with a row; report where none is the one."""
        if holders is None or not holders.free:
            return None
        name, able = self.rows[row].name, holders.free
        alike = [number for number in holders.names.like(name) if number in able]
        if len(alike) == 1:
            return able[alike[0]]
        if len(able) == 1 and is_alone:
            return next(iter(able.values()))
        if len(able) > 1 and key.kind != ADDRESS:
            listed = ", ".join(f"#{x.number} {x.title}" for x in islice(able.values(), 5))
            message = f"“{name}” shares its {key.kind} with {listed}"
            hint = "link the row to its issue"
            self.found.problems.append(Problem("row-ambiguous", message, self.place(row), hint))
        return None

    def by_name(self) -> None:
        """Take the issue of a row's very name, where neither stands twice."""
        issues: dict[str, list[Issue]] = {}
        for issue in self.free_issues():
            for name in {fold(name) for name in _names_of(issue)}:
                issues.setdefault(name, []).append(issue)
        rows = Counter(fold(self.rows[row].name) for row in self.free_rows())
        for row in self.free_rows():
            name = fold(self.rows[row].name)
            able = [one for one in issues.get(name, ()) if one.number not in self.found.numbers]
            if name and len(able) == 1 and rows[name] == 1:
                self.keep(row, able[0].number, "name", Certainty.LIKELY)


def _issue_keys(issue: Issue) -> frozenset[Key]:
    """Return what the addresses in an issue's body lead to."""
    found = islice(_ADDRESSES.finditer(issue.body), _MOST_ADDRESSES)
    return frozenset(key for url in found for key in address_keys(url[0].rstrip(DANGLING)))


def _row_keys(row: AdoptedRow) -> frozenset[Key]:
    """Return what a row's addresses and badges lead to."""
    stars = (f"https://github.com/{cell.star}" for cell in row.cells if cell.star)
    urls = (link.url for cell in row.cells for link in cell.links)
    return frozenset(key for url in (*urls, *stars) for key in address_keys(url))


def _names_of(issue: Issue) -> Iterable[str]:
    """Return what an issue calls its entry: its title, and the name that its body states."""
    name = read_body(issue.body, _NAME).values.get("name")
    return (issue.title, str(name)) if name else (issue.title,)


def without_row(
    issues: Iterable[Issue], numbers: set[int], path: str, lines: Mapping[int, int]
) -> Iterator[Problem]:
    """Report the open issues that no row shows; ``lines`` are rows that look like theirs."""
    for issue in issues:
        if issue.is_pull or issue.number in numbers or issue.state != "open":
            continue
        near = lines.get(issue.number)
        seen = f"; line {near + 1} of {path} looks like it" if near is not None else ""
        message = f"no row of {path} shows “{issue.title}”{seen}"
        hint = "add a row, or leave it: it stays unpublished until a maintainer accepts it"
        yield Problem("issue-without-row", message, Location(issue=issue.number), hint)
