"""Messages for people on stderr, data on stdout, annotations inside Actions."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from issuesync.errors import without_passwords
from issuesync.model.problem import Problem, Severity
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console

    from issuesync.errors import IssuesyncError

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_JOINER = "\u2060"


def in_actions() -> bool:
    """Say whether GitHub Actions reads what we print."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def is_watched() -> bool:
    """Say whether somebody may see colours and progress; what nobody watches needs no rich."""
    return sys.stderr.isatty() or bool(os.environ.get("FORCE_COLOR"))


def people() -> Console:
    """Return the console for people; colours go away where nobody watches, and with NO_COLOR."""
    from rich.console import Console

    is_logged = not sys.stderr.isatty()  # a log keeps its lines, a terminal breaks between words
    return Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=is_logged)


def say(message: str, style: str = "") -> None:
    """Say something to people."""
    _print((safe_line(message), style))


def _print(*parts: tuple[str, str]) -> None:
    """Print a line of texts, each in its style."""
    if not is_watched():
        sys.stderr.write(f"{''.join(text for text, _ in parts)}\n")
        return
    from rich.padding import Padding
    from rich.text import Text

    line, console = Text.assemble(*parts), people()
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    if indent and console.is_terminal and not console.soft_wrap:
        console.print(Padding(line[indent:], (0, 0, 0, indent), expand=False))
    else:
        console.print(line)


def say_first(line: str) -> None:
    """Say what was read, which every command says before anything else; nothing if it is empty."""
    if line:
        say(line, "dim")


def safe_line(text: str) -> str:
    """Return a text that neither a terminal nor the runner takes for a command.

    The runner's commands: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    plain = _CONTROLS.sub("", without_passwords(text))
    return safe_for_runner(plain) if in_actions() else plain


def safe_for_runner(text: str) -> str:
    """Break what the runner would run: ``::`` at the start of a line, ``##[`` anywhere."""
    broken = re.sub(r"((?:^|[\r\n])\s*):(?=:)", rf"\1:{_JOINER}", text)
    return broken.replace("##[", f"##{_JOINER}[")


@contextmanager
def working(message: str) -> Iterator[None]:
    """Show that something is under way, where somebody watches."""
    if not is_watched() or in_actions() or not (console := people()).is_terminal:
        yield
        return
    from rich.text import Text

    with console.status(Text(message)):
        yield


def print_data(text: str) -> None:
    """Print data for machines or readers to stdout; a terminal gets no control characters."""
    shown = _CONTROLS.sub("", text) if sys.stdout.isatty() else text
    sys.stdout.write(safe_for_runner(shown) if in_actions() else shown)


def print_json(value: Any) -> None:
    """Print JSON; inside Actions no line of it can be a command, and it stays the same JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if in_actions():
        text = text.replace("##[", "#\\u0023[").replace("::", ":\\u003a")
    sys.stdout.write(f"{text}\n")


def report_problems(problems: Iterable[Problem], at_least: Severity = Severity.NOTE) -> None:
    """Print each problem with its place and remedy, worst ones last; inside Actions annotate."""
    order = list(Severity)
    shown = [p for p in problems if order.index(p.severity) <= order.index(at_least)]
    if in_actions():
        for problem in shown:
            sys.stdout.write(f"{annotation(problem)}\n")
        return
    for problem in shown:
        _print(
            (safe_line(f"{problem.place}: "), "bold"),
            (f"{problem.severity.value} ", _STYLES[problem.severity]),
            (safe_line(f"[{problem.code}] {problem.message}"), ""),
        )
        if problem.hint:
            _print((safe_line(f"    {problem.hint}"), "dim"))


def annotation(problem: Problem) -> str:
    """Write a problem as the runner's command for an annotation."""
    place = problem.place
    properties = {
        "title": problem.code,
        "file": place.file or None,
        "line": place.line if place.file else None,
    }
    stated = ",".join(f"{k}={_escape_property(str(v))}" for k, v in properties.items() if v)
    where = f"{place}: " if place.issue is not None else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    message = _escape_message(_CONTROLS.sub("", f"{where}{problem.message}{hint}"))
    return f"::{_ANNOTATIONS[problem.severity]} {stated}::{message}"


def _escape_message(text: str) -> str:
    """Escape a command's message as the runner's own toolkit does; break a command within it."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace("##[", f"##{_JOINER}[")


def _escape_property(text: str) -> str:
    """Escape a command's property."""
    return _escape_message(text).replace(":", "%3A").replace(",", "%2C")


def count_problems(problems: Iterable[Problem]) -> str:
    """Say how many problems there are of each severity."""
    listed = list(problems)
    counts = [(sum(p.severity is one for p in listed), one.value) for one in Severity]
    parts = [counted(count, word) for count, word in counts if count]
    return ", ".join(parts) or "no problems"


def report_error(error: IssuesyncError) -> None:
    """Say what is wrong and what to do."""
    report_problems(error.problems)
    if in_actions():
        sys.stdout.write(f"::error::{_escape_message(_CONTROLS.sub('', str(error)))}\n")
    else:
        say(f"issuesync: {error}", style="bold red")
    if error.hint:
        say(f"    {error.hint}")
