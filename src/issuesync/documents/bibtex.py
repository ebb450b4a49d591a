"""Texts into an entry of BibTeX that LaTeX shows as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from issuesync.markdown.escape import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"{\textasciitilde}",
    "^": r"{\string^}",  # the sign, where \textasciicircum is an accent to some readers
}

_PAIR = re.compile(r"(?<=[-`'?!<>,])(?=[-`'<>,])")
"""Between two signs of which TeX would make one other: a dash, a quote, an inverted mark."""


def render_entry(key: str, fields: Mapping[str, str], kind: str = "misc") -> str:
    """Render one entry of BibTeX; its title keeps its capitals."""
    lines = [f"  {name} = {{{_value(name, text)}}},\n" for name, text in fields.items()]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"


def _value(name: str, text: str) -> str:
    """Return a field's text: an address word for word, a title in braces, else escaped."""
    if name in {"url", "doi"}:
        return _address(text)
    if name == "author":
        return text  # names that were escaped one by one
    plain = escape_latex(text)
    return f"{{{plain}}}" if name == "title" else plain


def _address(text: str) -> str:
    """Return an address that reads alike with TeX's signs decoded and without.

    ``~``, ``--`` and quotes mean other characters to TeX; encoded, they are the same address.
    """
    encoded = quote(HIDDEN.sub("", text), safe="!#%&()*+,-./:;=?@_[]|")
    encoded = encoded.replace("~", "%7E").replace("--", "-%2D")
    return encoded.replace("%", r"\%").replace("&", r"\&")


def escape_latex(text: str) -> str:
    """Return a text of one line that LaTeX shows as it is."""
    line = " ".join(HIDDEN.sub("", text).split())
    return _PAIR.sub("{}", "".join(_SPECIAL.get(char, char) for char in line))
