"""Licences as SPDX writes them; the list of them comes from the library license-expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from issuesync.fields.base import (
    FieldType,
    Reading,
    after_bullet,
    bare_line,
    fold,
)
from issuesync.fields.link import url_fault
from issuesync.fields.signs import without_comments
from issuesync.fields.spelling import nearest
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from license_expression import Licensing

_LONGEST = 300
_PHRASES = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bgnu affero general public\b|\baffero general public\b", "agpl "),
        (r"\bgnu (?:lesser|library) general public\b|\blesser general public\b", "lgpl "),
        (r"\b(?:gnu )?general public\b", "gpl "),
        (r"\bcreative ?commons\b", "cc "),
        (r"\battribution\b", "by "),
        (r"\bnon-?commercial\b", "nc "),
        (r"\bshare-?alike\b", "sa "),
        (r"\bno-?deriv(?:ative)?s?\b", "nd "),
        (r"\bmozilla public\b", "mpl "),
        (r"\beclipse public\b", "epl "),
        (r"\bopen database\b", "odbl "),
        (r"\bboost software\b", "bsl "),
        (r"\bzero\b|(?<=cc)zero\b", "0 "),
        (r",?\s*\bor\s+(?:any\s+)?later(?: versions?)?\b|(?<=[0-9])\s*\+", " orlater "),
        (r"\bv(?:ersion|er\.?)?[ .]*(?=[0-9])|(?<=[a-z])v(?=[0-9])", " "),
    )
)
_FILLERS = re.compile(
    r"\b(?:the|gnu|licen[cs]ed?|under|public|international|intl|unported|universal|software|foundation)\b"
)
_SQUEEZED = re.compile(r"[^a-z0-9]+")
_POINT_ZERO = re.compile(r"(?<=[0-9])\.0(?![0-9.])")
_ALIASES = {
    "bsd3": "BSD-3-Clause", "3clausebsd": "BSD-3-Clause", "newbsd": "BSD-3-Clause",
    "modifiedbsd": "BSD-3-Clause", "bsd3clauseneworrevised": "BSD-3-Clause",
    "bsd2": "BSD-2-Clause", "2clausebsd": "BSD-2-Clause", "simplifiedbsd": "BSD-2-Clause",
    "bsd2clausesimplifiedorfreebsd": "BSD-2-Clause", "cc0": "CC0-1.0", "cc010": "CC0-1.0",
    "cc01": "CC0-1.0", "expat": "MIT", "boost10": "BSL-1.0", "mozilla20": "MPL-2.0",
    "eclipse20": "EPL-2.0", "affero30": "AGPL-3.0-only",
}  # fmt: skip
_COMMON = (
    "MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "GPL-3.0-only", "GPL-3.0-or-later",
    "GPL-2.0-only", "LGPL-3.0-only", "AGPL-3.0-only", "MPL-2.0", "EPL-2.0", "CDDL-1.0", "ISC",
    "Unlicense", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0",
    "CC-BY-NC-ND-4.0", "CC0-1.0", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0",
)  # fmt: skip
_ADVICE = "give an SPDX identifier such as MIT or CC-BY-4.0: https://spdx.org/licenses/"
_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_HAS_DIGIT = re.compile("[0-9]")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((\S+?)\)")
_NOTE = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*\Z")
_BLANK = frozenset({"none", "unknown", "unspecified", "not specified", "no license", "no licence"})
_PARTS = re.compile(r"[,;，；\n]|\band\b(?=[^,;]*\b(?:data|code)\b)", re.IGNORECASE)
_OF = {
    "data": frozenset({"data", "dataset", "datasets", "annotation", "annotations", "images"}),
    "code": frozenset({"code", "software", "source", "scripts", "model", "models"}),
}
_WORD = re.compile(r"[a-z]+")
_ADDRESSES = tuple(
    (re.compile(pattern, re.IGNORECASE), template)
    for pattern, template in (
        (r"opensource\.org/licenses?/([\w.+-]+)", r"\1"),
        (r"spdx\.org/licenses/([\w.+-]+?)(?:\.html)?", r"\1"),
        (r"choosealicense\.com/licenses/([\w.+-]+)", r"\1"),
        (r"creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)(?:/.*)?", r"CC-\1-\2"),
        (r"creativecommons\.org/publicdomain/zero/1\.0(?:/.*)?", "CC0-1.0"),
        (r"apache\.org/licenses/LICENSE-2\.0(?:\.\w+)?", "Apache-2.0"),
        (r"gnu\.org/licenses/([al]?gpl-[0-9]\.[0-9])(?:\.[\w-]+)*", r"\1"),
        (r"mozilla\.org/(?:\S*/)?MPL/2\.0", "MPL-2.0"),
        (r"opendatacommons\.org/licenses/odbl(?:/.*)?", "ODbL-1.0"),
        (r"opendatacommons\.org/licenses/by(?:/.*)?", "ODC-By-1.0"),
        (r"opendatacommons\.org/licenses/pddl(?:/.*)?", "PDDL-1.0"),
        (r"unlicense\.org", "Unlicense"),
    )
)


@dataclass(frozen=True, slots=True)
class License(FieldType[str]):
    """A licence as an SPDX expression; ``of`` says which of several an answer means."""

    of: str = ""

    kind: ClassVar[str] = "license"
    is_shared: ClassVar[bool] = True
    hint: ClassVar[str] = "An SPDX identifier such as MIT or CC-BY-4.0."

    def is_blank(self, text: str) -> bool:
        """Count the words for no licence as no answer."""
        return fold(text).rstrip(".") in _BLANK or FieldType.is_blank(self, text)

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take an SPDX expression, a licence's usual name, or the address of its text."""
        del declared
        lines = [after_bullet(line) for line in without_comments(text).split("\n") if line.strip()]
        whole = bare_line("; ".join(lines))
        if len(whole) > _LONGEST or whole.endswith(("?", "？")):
            return _refused(whole)
        found = _expression(whole)
        if found:
            return Reading(found)
        parts = self._parts(whole)
        if len(parts) != 1:
            return _refused(whole)
        line, note = parts[0]
        found = _expression(line)
        if found is None:
            return _refused(whole, line)
        return Reading(
            found, (Finding("unread-text", f"“{note}” next to the licence"),) if note else ()
        )

    def _parts(self, line: str) -> list[tuple[str, str]]:
        """Return each licence with its note; those of what the field is about, if any say so."""
        parts = [part.strip() for part in _PARTS.split(line) if part.strip()]
        about = {part: _about(part) for part in parts}
        if any(about.values()):
            wanted = [part for part in parts if about[part] in {self.of, "", "both"}]
            return [(_without_subject(part), "") for part in wanted if self.of or len(parts) == 1]
        note = _NOTE.search(line)
        return [(line[: note.start()], note[1])] if note else [(line, "")]

    def show(self, value: str) -> str:
        """Return the expression."""
        return value


def _refused(text: str, name: str = "") -> Reading[str]:
    """Report a text that names no licence, with the nearest one."""
    near = _nearest(name or text) if len(text) <= _LONGEST else None
    hint = f"did you mean “{near}”?" if near else _ADVICE
    return Reading(None, (Finding("bad-license", f"“{text[:200]}” is not an SPDX licence", hint),))


def _nearest(text: str) -> str | None:
    """Return the licence that a text may mean: one in common use that it begins, or is like."""
    short = _squeeze(text)
    begun = (name for name in _COMMON if short and _squeeze(name).startswith(short))
    return next(begun, None) or nearest(text, _COMMON)


def _about(part: str) -> str:
    """Return what one part of an answer is about: data, code, or nothing stated."""
    words = set(_WORD.findall(part.casefold()))
    named = [of for of, names in _OF.items() if words & names]
    return named[0] if len(named) == 1 else "both" if named else ""


def _without_subject(part: str) -> str:
    """Return a part without the words for what it is about."""
    words = "|".join(sorted(_OF["data"] | _OF["code"]))
    pattern = rf"[(（]?\b(?:for |the |and )*(?:{words})\b[)）]?\s*[:：-]?"
    return " ".join(re.sub(pattern, " ", part, flags=re.IGNORECASE).split()).strip(" :-")


def _expression(text: str) -> str | None:
    """Return the SPDX expression of a text; ``None`` where it is none."""
    link = _LINK.fullmatch(text)
    if link:
        return _expression(link[1]) or _of_address(link[2])
    if "://" in text:
        return _of_address(text.strip("<>"))
    return _validated(text) or _named(text) or _joined(text)


def _named(text: str) -> str | None:
    """Return the licence of a name that people use."""
    return _names().get(_squeeze(text))


def _joined(text: str) -> str | None:
    """Read names that are joined by OR or AND."""
    parts = re.split(r"\s+(or|and)\s+", text, flags=re.IGNORECASE)
    if len(parts) == 1 or len({part.upper() for part in parts[1::2]}) > 1:
        return None
    names = [_validated(part) or _named(part) for part in parts[::2]]
    joined = f" {parts[1].upper()} ".join(name for name in names if name)
    return _validated(joined) if all(names) else None


def _of_address(url: str) -> str | None:
    """Return the licence whose text is at an address."""
    if url_fault(url):
        return None
    parts = urlsplit(url)
    place = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}".rstrip("/")
    for pattern, template in _ADDRESSES:
        if match := pattern.fullmatch(place):
            name = match.expand(template)
            return _validated(name) or _named(name)
    return None


def _validated(text: str) -> str | None:
    """Return an expression as SPDX writes it; ``None`` where it is not one."""
    if _REFERENCE.fullmatch(text):
        return text
    from boolean.boolean import ParseError
    from license_expression import ExpressionError

    try:
        info = _spdx().validate(text, strict=True)
    except (ParseError, ExpressionError, AttributeError):  # the library's own slip: "MIT OR"
        return None
    found = info.normalized_expression
    if info.errors or not found:
        return None
    return found if _HAS_DIGIT.search(text) or not _HAS_DIGIT.search(found) else None


@lru_cache(maxsize=1)
def _spdx() -> Licensing:
    """Return SPDX's list: it takes a tenth of a second to build."""
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def _squeeze(name: str) -> str:
    """Return a licence's name as names compare: its words in short, without signs."""
    text = fold(name)
    for pattern, short in _PHRASES:
        text = pattern.sub(short, text)
    return _SQUEEZED.sub("", _POINT_ZERO.sub("", _FILLERS.sub(" ", text)))


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Map every name of a licence of SPDX's list, squeezed, to its identifier."""
    from license_expression import get_license_index

    found: dict[str, str] = {}
    for one in get_license_index():
        name = one.get("spdx_license_key") or "LicenseRef-"
        if one.get("is_exception") or name.startswith("LicenseRef-"):
            continue
        others = (other for other in one["other_spdx_license_keys"] if re.search("[0-9]", other))
        found |= {_squeeze(each): name for each in (name, *others) if "LicenseRef" not in each}
    return found | _ALIASES
