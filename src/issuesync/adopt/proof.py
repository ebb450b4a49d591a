"""A document before and after it was adopted into the lines that a reader sees otherwise.

GitHub's own parser makes a page of both, and what is on the pages is compared: words with their
emphasis, links with where they lead, pictures, order and depth. It shares no code with the reader
that found the entries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_MARKER = re.compile(r"<!-- issuesync:(?:begin|end)[^\n]*-->")
_POSITION = re.compile(r"([0-9]+):")
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_PARAGRAPH = "p"
"""What a blank line more puts around a bullet's words; it shows nothing by itself."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """The first thing that a page shows otherwise, and its line in the document before, from 0."""

    line: int
    what: str


def first_unlike(before: str, after: str) -> Unlike | None:
    """Return what a reader would see otherwise; nothing where both read the same."""
    pages = (_MARKER.sub("", _html(text, where=False)).split() for text in (before, after))
    if next(pages) == next(pages):
        return None
    left, right = _seen(before), _seen(after)
    for at, (line, thing) in enumerate(left):
        if at >= len(right) or right[at][1] != thing:
            return Unlike(line, _named(thing))
    if len(right) > len(left):
        line = left[-1][0] if left else 0
        return Unlike(line, f"{_named(right[len(left)][1])} that is new")
    return None


def _html(text: str, *, where: bool) -> str:
    """Render a document; ``where`` states the lines of its blocks."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    options = Options.CMARK_OPT_UNSAFE | (Options.CMARK_OPT_SOURCEPOS if where else 0)
    made: str = cmarkgfm.github_flavored_markdown_to_html(text, options=options)
    return made


def _seen(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """List what a reader sees, with the line, from 0, at which its block begins."""
    page = _Page()
    page.feed(_html(text, where=True))
    page.close()
    return page.seen


def _named(thing: tuple[str, ...]) -> str:
    """Name what a reader sees."""
    kind, shown = thing[-2:]
    return f"{kind} “{shown}”" if kind else f"“{shown}”"


@dataclass(slots=True)
class _Page(HTMLParser):
    """Reads a page: each word, link, picture and break with the elements around it."""

    seen: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    around: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        found = _POSITION.match(named.get("data-sourcepos") or "")
        line = int(found[1]) - 1 if found else self.line
        if tag == "img":
            self.add(line, "the picture", named.get("src") or "")
        elif tag == "a":
            self.add(line, "the link to", named.get("href") or "")
        elif tag == "br":
            self.add(line, "the line break", "")
        if tag not in _VOID:
            self.around.append((tag, line))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self.around[-50:]):
            while self.around.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        for word in data.split():
            self.add(self.line, "", word)

    @property
    def line(self) -> int:
        """The line of the innermost block."""
        return self.around[-1][1] if self.around else 0

    def add(self, line: int, kind: str, shown: str) -> None:
        """Note what is seen."""
        path = (name for name, _ in self.around if name != _PARAGRAPH)
        self.seen.append((line, (*path, kind, shown)))
