"""Values into text that is safe where it lands: a cell or line of Markdown, an address, XML.

Everything an issue says is hostile until it went through here. A backslash stops Markdown's own
signs; what GitHub links after Markdown is done (mentions, references, bare addresses, commit
hashes, emoji names) is broken by a word joiner, which shows nothing and takes no room.
"""

from __future__ import annotations

import re
from html import escape as escape_html
from urllib.parse import quote

JOINER = "\u2060"
NOTHING = "—"
"""The one sign for a value that is not there, or shows nothing."""

HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, fillers, zero-width and bidirectional characters, and what no XML may hold.

White space is not among them; joiners and variation selectors stay, which scripts and emoji need.
"""

JOINERS = "\u200c\u200d "
"""What shows nothing at either end of a line."""

_SIGNS = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_PLAIN = re.compile(r"[A-Za-z0-9 .,()/+%'-]*")
_SUSPECT = re.compile(r"(?i)\A\s*(?:[+-]|[0-9]+[.)])|www\.|gh-[0-9]|[0-9a-f]{7}")
_LINE_START = re.compile(r"(?:[#+=-]|[0-9]{1,9}[.)])")
_LINE_END = re.compile(r"(?:(?<= )#+|!)\Z")
"""Signs that would close a heading, or make an image of a link that follows."""
_AUTOLINKS = re.compile(
    r"""
      (?<=@)                                   # @mention, user@host, owner/repo@commit
    | (?<=\#)(?=[0-9])                         # #12, owner/repo#12
    | (?<=[Gg][Hh]-)(?=[0-9])                  # GH-12
    | (?<=[Ww][Ww][Ww])(?=\.)                  # www.example.org
    | (?<=[A-Za-z]:)(?=//)                     # https://example.org
    | (?<=:)(?=[A-Za-z0-9_+-]+:)               # :emoji:
    """,
    re.VERBOSE,
)
_COMMIT = re.compile(r"(?<![A-Za-z0-9])[0-9a-f]{7,40}(?![A-Za-z0-9])")
_SIX = re.compile(r"[0-9a-f]{6}(?=[0-9a-f])")
"""The longest stretch of a commit's hash that GitHub does not link: seven digits are enough."""

_ENTITY = re.compile(r"&(?=#?\w+;)")
_BACKTICKS = re.compile(r"`+")
_BRACKET = re.compile(r"[()]")
_NOT_IN_URL = re.compile(rf'[\s<>"`\\|{{}}^]|{HIDDEN.pattern}')


def escape_inline(text: str) -> str:
    """Return text that Markdown shows as itself, on one line of a paragraph, list or cell."""
    if _PLAIN.fullmatch(text) and not _SUSPECT.search(text):
        return " ".join(text.split())
    line = " ".join(HIDDEN.sub("", text).split()).strip(JOINERS)
    line = _AUTOLINKS.sub(JOINER, line)
    line = _COMMIT.sub(lambda commit: _SIX.sub(rf"\g<0>{JOINER}", commit[0]), line)
    line = _SIGNS.sub(r"\\\g<0>", line)
    start = _LINE_START.match(line)
    if start:
        at = start.end() - 1
        line = f"{line[:at]}\\{line[at:]}"
    return _LINE_END.sub(r"\\\g<0>", line)


def escape_url(url: str) -> str:
    """Return an address as a link's destination in Markdown, inside a table too."""
    encoded = _NOT_IN_URL.sub(lambda sign: quote(sign[0], errors="replace"), url)
    return _ENTITY.sub("&amp;", _BRACKET.sub(r"\\\g<0>", encoded))


def escape_code(text: str) -> str:
    """Return text as code on one line, between as many back-ticks as it needs."""
    line = " ".join(HIDDEN.sub("", text).split())
    ticks = "`" * (1 + max(map(len, _BACKTICKS.findall(line)), default=0))
    pad = " " * line.startswith("`") or " " * line.endswith("`")
    return f"{ticks}{pad}{line}{pad}{ticks}"


def escape_xml(text: str) -> str:
    """Return text for XML's text and attribute values."""
    return escape_html(" ".join(HIDDEN.sub("", text).split()), quote=True)


def link(text: str, url: str) -> str:
    """Link an unescaped text to an address that a field has judged."""
    return f"[{escape_inline(text) or NOTHING}]({escape_url(url)})"


def autolink(url: str) -> str:
    """Link an address by itself."""
    return f"<{_NOT_IN_URL.sub(lambda sign: quote(sign[0], errors='replace'), url)}>"


def image_link(alt: str, image: str, url: str) -> str:
    """Link an image to an address."""
    return f"[![{escape_inline(alt)}]({escape_url(image)})]({escape_url(url)})"
