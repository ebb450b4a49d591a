"""Values into text that is safe where it lands: a cell or line of Markdown, an address, XML.

Everything an issue says is hostile until it went through here. A backslash stops Markdown's own
signs; what GitHub links after Markdown is done (mentions, references, bare addresses, commit
hashes, emoji names) is broken by a word joiner, which shows nothing and takes no room.
"""

from __future__ import annotations

import re
from html import escape as escape_html

JOINER = "\u2060"
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, zero-width and bidirectional characters; joiners that scripts and emoji need stay."""

SIGNS = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
PLAIN = re.compile(r"[A-Za-z0-9 .,()/+%'-]*")
SUSPECT = re.compile(r"(?i)\A\s*(?:[+-]|[0-9]+[.)])|www\.|gh-[0-9]|[0-9a-f]{7}")
LINE_START = re.compile(r"(?:[#+=-]|[0-9]{1,9}[.)])")
AUTOLINKS = re.compile(
    r"""
      (?<=@)(?=[A-Za-z0-9])                    # @mention, user@host
    | (?<=\#)(?=[0-9])                         # #12, owner/repo#12
    | (?<=[Gg][Hh]-)(?=[0-9])                  # GH-12
    | (?<=[Ww][Ww][Ww])(?=\.)                  # www.example.org
    | (?<=[A-Za-z]:)(?=//)                     # https://example.org
    | (?<=[Mm][Aa][Ii][Ll][Tt][Oo]:)           # mailto:a@b
    | (?<=[Xx][Mm][Pp][Pp]:)                   # xmpp:a@b
    | (?<=:)(?=[A-Za-z0-9_+-]+:)               # :emoji:
    """,
    re.VERBOSE,
)
COMMIT = re.compile(r"(?<![A-Za-z0-9])([0-9a-f])([0-9a-f]{6,39})(?![A-Za-z0-9])")
ENTITY = re.compile(r"&(?=#?\w+;)")
URL_SIGNS = {"|": "%7C", "{": "%7B", "}": "%7D", "^": "%5E", "(": "\\(", ")": "\\)"}
URL_SIGN = re.compile(r"[|{}^()]")


def escape_inline(text: str) -> str:
    """Return text that Markdown shows as itself, on one line of a paragraph, list or cell."""
    if PLAIN.fullmatch(text) and not SUSPECT.search(text):
        return " ".join(text.split())
    line = " ".join(HIDDEN.sub("", text).split())
    line = AUTOLINKS.sub(JOINER, line)
    line = COMMIT.sub(rf"\1{JOINER}\2", line)
    line = SIGNS.sub(r"\\\g<0>", line)
    start = LINE_START.match(line)
    if start:
        at = start.end() - 1
        line = f"{line[:at]}\\{line[at:]}"
    return f"{line[:-1]}\\!" if line.endswith("!") else line


def escape_url(url: str) -> str:
    """Return an address as a link's destination in Markdown, inside a table too."""
    return ENTITY.sub("&amp;", URL_SIGN.sub(lambda sign: URL_SIGNS[sign[0]], url))


def escape_xml(text: str) -> str:
    """Return text for XML's text and attribute values."""
    return escape_html(" ".join(HIDDEN.sub("", text).split()), quote=True)


def link(text: str, url: str) -> str:
    """Link an unescaped text to an address that a field has judged."""
    return f"[{escape_inline(text)}]({escape_url(url)})"


def image_link(alt: str, image: str, url: str) -> str:
    """Link an image to an address."""
    return f"[![{escape_inline(alt)}]({escape_url(image)})]({escape_url(url)})"
