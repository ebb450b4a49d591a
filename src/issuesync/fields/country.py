"""Countries by their ISO 3166 names."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import ClassVar

from issuesync.fields.base import Alignment, Element, FieldType, Reading, fold, one_line
from issuesync.model.problem import Finding

_COMMON_NAMES = {
    "BN": "Brunei",
    "CD": "DR Congo",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "HK": "Hong Kong",
    "MO": "Macao",
    "PS": "Palestine",
    "RU": "Russia",
    "SH": "Saint Helena",
    "VA": "Vatican City",
}
"""The name people use, where ``pycountry`` states none."""

_OTHER_NAMES = {
    "US": ("USA", "U.S.", "U.S.A.", "America", "United States of America", "美国"),
    "GB": ("UK", "U.K.", "Great Britain", "Britain", "England", "英国"),
    "RU": ("Russia",),
    "TR": ("Turkey", "Turkiye"),
    "KR": ("Korea", "South Korea", "Republic of Korea", "S. Korea"),
    "KP": ("North Korea",),
    "AE": ("UAE", "U.A.E.", "Emirates"),
    "CN": ("P.R. China", "PR China", "PRC", "Mainland China", "中国"),
    "CZ": ("Czech Republic",),
    "NL": ("The Netherlands", "Holland"),
    "SA": ("KSA",),
    "CI": ("Ivory Coast", "Cote d'Ivoire"),
    "CD": ("DRC", "Democratic Republic of the Congo"),
    "MK": ("Macedonia",),
    "SZ": ("Swaziland",),
    "MM": ("Burma",),
    "CV": ("Cape Verde",),
    "TL": ("East Timor",),
    "DE": ("德国",),
    "JP": ("日本",),
}
_UNIONS = {"European Union": ("EU", "Europe")}
"""Names that catalogs use and ISO 3166 does not list as a country."""


@dataclass(frozen=True, slots=True)
class Country(FieldType[str]):
    """A country by its common name; read by exact name, never by likeness."""

    kind: ClassVar[str] = "country"
    hint: ClassVar[str] = "A country's English name."
    alignment: ClassVar[Alignment] = Alignment.CENTER
    element: ClassVar[Element] = Element.INPUT

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Look the name up."""
        del declared
        name = one_line(text)
        known = countries()
        found = known.get(fold(name))
        if found:
            return Reading(found)
        near = get_close_matches(fold(name[:80]), known, n=1, cutoff=0.75)
        hint = f"did you mean {known[near[0]]}?" if near else "give its English name"
        return Reading(None, (Finding("bad-country", f"“{name[:80]}” is no country", hint),))

    def show(self, value: str) -> str:
        """Return the common name."""
        return value


@cache
def countries() -> dict[str, str]:
    """Map every known name, folded, to the common name."""
    import pycountry

    names: dict[str, str] = {}
    for country in pycountry.countries:
        code = country.alpha_2
        common = _COMMON_NAMES.get(code) or getattr(country, "common_name", None) or country.name
        official = getattr(country, "official_name", None)
        for name in (country.name, common, official, code, country.alpha_3):
            if name:
                names[fold(name)] = common
        for name in _OTHER_NAMES.get(code, ()):
            names[fold(name)] = common
    for union, others in _UNIONS.items():
        names |= {fold(name): union for name in (union, *others)}
    return names
