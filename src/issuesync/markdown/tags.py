"""One tag of HTML within a line of Markdown into what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class _Tag:
    """Whether a tag begins or ends a link, shows a picture, or breaks the line."""

    is_anchor: bool = False
    url: str | None = None
    image: str | None = None
    alt: str = ""
    is_break: bool = False


class _TagReader(HTMLParser):
    tag = _Tag()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and "href" in named:
            self.tag = _Tag(is_anchor=True, url=(named["href"] or "").strip())
        elif tag == "img":
            self.tag = _Tag(image=named.get("src") or "", alt=named.get("alt") or "")
        else:
            self.tag = _Tag(is_break=tag in {"br", "p", "div", "li"})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tag = _Tag(is_anchor=tag == "a", is_break=tag in {"p", "div", "li"})


def read_tag(html: str) -> _Tag:
    """Read one tag of HTML; a comment is none."""
    reader = _TagReader()
    reader.feed(html)
    return reader.tag
