"""What a reader of a document sees, by GitHub's own parser and Python's HTML parser.

Neither shares code with the reader that it judges: cmark-gfm makes the page, and what is on it is
listed in order: words with their emphasis, links with their texts, pictures, and how deep each is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

MARKER = re.compile(r"(?m)^<!-- issuesync:(?:begin|end)\b[^\n]*-->\n?")
VOID = frozenset({"br", "img", "hr", "input", "wbr"})


@dataclass(slots=True)
class _Seen(HTMLParser):
    seen: list[tuple[str, ...]] = field(default_factory=list)
    around: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "img":
            shown = (named.get("src") or "", named.get("alt") or "")
            self.seen.append((*self.path(), "picture", *shown))
        elif tag == "a":
            self.seen.append((*self.path(), "link", named.get("href") or ""))
        elif tag == "br":
            self.seen.append((*self.path(), "break"))
        if tag not in VOID:
            self.around.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.around:
            while self.around.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.seen += [(*self.path(), word) for word in data.split()]

    def path(self) -> tuple[str, ...]:
        """Return the elements around, but for paragraphs: a blank line more moves nothing."""
        return tuple(tag for tag in self.around if tag != "p")


def seen(text: str) -> list[tuple[str, ...]]:
    """List what a reader of a Markdown text sees, in order; our markers show nothing."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    page = _Seen()
    page.feed(html)
    page.close()
    return page.seen


def addresses(text: str) -> set[str]:
    """Return every address that a document's links and pictures lead to."""
    html = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    return set(re.findall(r'(?:href|src)="([^"]*)"', html))


def without_markers(text: str) -> str:
    """Return a document without our marker lines."""
    return MARKER.sub("", text)
