"""Every fault at every request of every command: each run ends told, and the next one right.

``python tests/fault_sweep.py`` tries them all and writes its figures into docs/reliability.md.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import typer.main

from github_server import GitHubServer, faults
from issuesync.cli.main import main
from label_worlds import CATALOG, LABELS, README, taxonomy_of
from repositories import SETTINGS, git, publish

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from github_server import Repository
    from github_server.faults import Fault
    from repositories import Remote

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("sync", "--from", "github"),
    ("pull",),
    ("check", "--from", "github"),
    ("labels", "--from", "github", "--issues", "--prune", "--apply"),
    ("review", "--apply"),
    ("absorb", "--from", "github", "--into", "issues", "--apply"),
    ("init", "README.md", "--from", "github", "--rows", "issues", "--apply"),
    ("publish", "--from", "github", "--dashboard-tag", "--apply"),
    ("sync", "--from", "github", "--commit"),
    ("sync", "--from", "github", "--pull-request"),
)
_WITH_GIT = frozenset({"--commit", "--pull-request"})
"""What takes a repository of git for each run: there a fault happens once, not for ever too."""
_LIST = """\
# Cats

## Text

- [An entry](https://example.org/one) ([#1](https://github.com/octo/cat/issues/1))
- [Another](https://example.org/two) ([#2](https://github.com/octo/cat/issues/2))
- [A third one](https://example.org/three), of which there is no issue
"""
_COMMAND = functools.cache(typer.main.get_command)
"""The command line, which is built anew otherwise for each run."""
CHANGING = re.compile(
    r"issuesync:created [0-9a-f]+|127\.0\.0\.1:\d+|sha256:[0-9a-f]+"
    r"|\d{4}-\d\d-\d\dT[0-9:]{8}Z|\d{4}-\d\d-\d\d"
)
"""What is another each time: marks of issues, the server's port, checksums of it, and times."""
TOLD = frozenset({0, 1, 4, 6, 7, 8})
"""The codes of runs that ended well, found something, or say what failed: never a crash's."""


def lasting() -> tuple[Fault, ...]:
    """Return the faults that whoever asks again may meet again."""
    more = (faults.cuts_page(), faults.links_for_ever(), faults.errs_in_graphql())
    slow = (faults.limits_secondary(0), faults.limits_secondary(1), faults.moves_elsewhere())
    refused = (faults.refuses(403), faults.refuses(404), faults.refuses(410), faults.refuses(422))
    return (*faults.passing(), *more, *slow, *refused, *faults.odd_shapes())


def plain(text: str) -> str:
    """Return a text without what is another each time."""
    return CHANGING.sub("", text)


@dataclass
class World:
    """A repository and a folder, made anew for each run."""

    server: GitHubServer
    folder: Path
    remote: Remote | None = None

    @property
    def repository(self) -> Repository:
        found = self.server.github.find("octo/cat")
        assert found is not None
        return found

    def held(self) -> tuple[object, ...]:
        """Return everything on GitHub and in the folder."""
        home = self.repository
        names = {one.id: one.name for one in home.labels.values()}
        issues = [
            (
                one.number,
                one.title,
                plain(one.body or ""),
                one.state,
                sorted(names[id_] for id_ in one.labels),
            )
            for one in home.issues.values()
        ]
        notes = [plain(one.body) for one in home.comments.values()]
        files = {
            str(path.relative_to(self.folder)): plain(path.read_text("utf-8"))
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not {".issuesync", ".git"} & set(path.parts)
        }
        tags = [str(home.tag_objects[sha]["message"]) for sha in home.tags.values()]
        return sorted(names.values()), issues, notes, tags, files, self.branches()

    def branches(self) -> dict[str, tuple[list[str], str]]:
        """Return the subjects of each branch of the remote, and the tree that it comes to."""
        if self.remote is None:
            return {}
        return {
            name: (
                self.remote.log(name),
                plain(git(self.remote.path, "grep", "--text", "", name)),
            )
            for name in self.remote.branches()
        }

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command whose waits move the server's clock; return its code and its words."""

        def sleep(seconds: float) -> None:
            with self.server.lock:
                self.server.github.advance(int(seconds) + 1)

        said = io.StringIO()
        here = Path.cwd()
        os.chdir(self.folder)
        try:
            with (
                mock.patch("issuesync.app.connection.count_down", sleep),
                mock.patch("typer.main.get_command", _COMMAND),
                mock.patch.object(sys, "argv", ["issuesync", *words]),
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(said),
            ):
                try:
                    main()
                except SystemExit as ended:
                    return int(ended.code or 0), said.getvalue()
            return 0, said.getvalue()
        finally:
            os.chdir(here)


@contextlib.contextmanager
def world(words: tuple[str, ...] = ()) -> Iterator[World]:
    """Make a repository with labels to merge, an entry, a submission and a pull request.

    The folder is as a command may meet it: `words` are the command.
    """
    with GitHubServer() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        folder.mkdir()
        home = server.github.add_repository("octo/cat")
        for group in taxonomy_of(LABELS).groups:
            for label in group.labels:
                home.create_label(label.name, label.color, label.description)
        home.create_label("left over")
        body = "### Section\n\nText\n\n### Data Pipeline\n\nHuman\n"
        home.create_issue("An entry", body, labels=["accepted", "visual-qa"])
        home.create_issue("Another", body, labels=["accepted"])
        home.create_pull("A change", labels=["visual-qa"])
        form = "    from: issues\n    form: {name: Add, labels: [new entry]}\n"
        text = CATALOG.replace("    from: issues\n", form)
        labels = LABELS.replace(
            "{accepted: It is in the catalog}",
            "{accepted: It is in the catalog, new entry: Submitted}",
        )
        home.create_label("new entry", "0e8a16", "Submitted")
        home.create_issue("A submission", body, labels=["new entry"], author="sam")
        files = {"catalog.yaml": text, "labels.yaml": labels, "README.md": README}
        if words[:1] == ("init",):
            files = {"README.md": _LIST}
        for path, content in files.items():
            (folder / path).write_text(content, encoding="utf-8")
        given = {"GITHUB_API_URL": server.url, "GITHUB_TOKEN": server.github.token("octo")}
        gone = {"GITHUB_ACTIONS", "GH_TOKEN"}
        kept = {key: value for key, value in os.environ.items() if key not in gone}
        with mock.patch.dict(os.environ, {**kept, **given, **SETTINGS}, clear=True):
            made = World(server, folder)
            if words[:1] == ("absorb",):
                _edit_by_hand(made)
            if _WITH_GIT & set(words):
                made = _publish(made)
            yield made


def _edit_by_hand(made: World) -> None:
    """Bring the documents up to date, and give an entry another name in its row."""
    assert made.run("sync", "--from", "github")[0] == 0
    readme = made.folder / "README.md"
    text = readme.read_text(encoding="utf-8")
    assert "| An entry |" in text
    readme.write_text(text.replace("| An entry |", "| One entry |"), encoding="utf-8")


def _publish(made: World) -> World:
    """Put the folder's files in git, and work in a clone of them."""
    remote = publish(made.folder, made.folder.parent / "octo" / "cat.git")
    made.repository.heads = lambda: {name: remote.head(name) for name in remote.branches()}
    return World(made.server, made.folder, remote)


@dataclass(frozen=True)
class Place:
    """One request of one command, the faults to meet there, and what a calm run ends with."""

    words: tuple[str, ...]
    at: int
    tried: tuple[str, ...]
    times: tuple[int | None, ...]
    expected: tuple[object, ...]


@dataclass
class Figures:
    """What a sweep tried, and what went wrong."""

    positions: Counter[str] = field(default_factory=Counter)
    tried: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, found: Figures) -> None:
        """Add what was found at one place."""
        self.tried += found.tried
        self.codes += found.codes
        self.wrong += found.wrong


def sweep(
    commands: tuple[tuple[str, ...], ...],
    tried: tuple[Fault, ...],
    *,
    times: tuple[int | None, ...] = (1, None),
    processes: int = 1,
) -> Figures:
    """Try faults, once and for ever, from each request of each command on."""
    figures = Figures()
    places: list[Place] = []
    names = tuple(fault.name for fault in tried)
    for words in commands:
        with world(words) as calm:
            begun = len(calm.server.lines)
            calm.run(*words)
            count = len(calm.server.lines) - begun
            calm.run(*words)
            expected = calm.held()
        figures.positions[" ".join(words)] = count
        often = times[:1] if _WITH_GIT & set(words) else times
        places += (Place(words, at, names, often, expected) for at in range(1, count + 1))
    if processes == 1:
        found: Iterable[Figures] = map(_try_all, places)
    else:
        with ProcessPoolExecutor(processes) as pool:
            found = list(pool.map(_try_all, places))
    for one in found:
        figures.add(one)
    return figures


def _try_all(place: Place) -> Figures:
    """Meet each fault at one place."""
    figures = Figures()
    for fault in lasting():
        if fault.name in place.tried:
            for often in place.times:
                _try(figures, place, fault, often)
    return figures


def _try(figures: Figures, place: Place, fault: Fault, often: int | None) -> None:
    """Meet one fault, then run calmly; note what went wrong."""
    words, at = place.words, place.at
    name = f"{' '.join(words)}, request {at}, {fault.name}, {'once' if often else 'for ever'}"
    with world(words) as made:
        begun = made.server.plan.seen + at
        made.server.plan.planned.append(
            faults.Planned(lambda seen, _: seen == begun if often else seen >= begun, fault, often)
        )
        code, said = made.run(*words)
        made.server.plan.clear()
        figures.tried += 1
        figures.codes[code] += 1
        if code not in TOLD or "Traceback" in said:
            figures.wrong.append(f"{name}: ended with {code}: {said[-300:]}")
            return
        code, said = made.run(*words)
        if made.held() != place.expected:  # what this run wrote is seen by the next
            code, said = made.run(*words)
        if code not in {0, 1} or made.held() != place.expected:
            figures.wrong.append(f"{name}: run again it ended with {code}, otherwise than calmly")


def rendered(figures: Figures, seconds: float) -> str:
    """Return the figures as a table."""
    rows = [f"| `issuesync {words}` | {count} |" for words, count in figures.positions.items()]
    begun = (
        f"{figures.tried:,} runs, {len(lasting())} faults, each once and for ever (once where a run"
        f" pushes), in {seconds:.0f} seconds. {len(figures.wrong)} ended other than they should."
    )
    codes = ", ".join(f"{code}: {count}" for code, count in sorted(figures.codes.items()))
    return "\n".join(
        [
            begun,
            "",
            "| command | requests of a calm run |",
            "| --- | ---: |",
            *rows,
            "",
            f"Exit codes of the runs that met the fault: {codes}.",
            "",
        ]
    )


def _main() -> int:
    """Try everything, write the figures, and name what went wrong."""
    begun = time.monotonic()
    figures = sweep(COMMANDS, lasting(), processes=os.cpu_count() or 1)
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    table = rendered(figures, time.monotonic() - begun)
    PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")
    sys.stdout.write("\n".join([*figures.wrong, table]))
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(_main())
