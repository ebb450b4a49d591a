"""Countries by their ISO 3166 names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import ClassVar

from issuesync.fields.base import Alignment, Element, FieldType, Reading, after_bullet, fold
from issuesync.fields.signs import bare, flag_of, unwrapped, without_emoji
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
    "US": (
        "USA", "U.S.", "U.S.A.", "America", "United States of America", "US of A", "美国", "美國",
        "アメリカ", "미국",
    ),
    "GB": (
        "UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales",
        "Northern Ireland", "英国", "英國", "イギリス", "영국",

    ),
    "RU": ("Russia", "Россия", "俄罗斯"),
    "TR": ("Turkey", "Turkiye"),
    "KR": (
        "Korea", "South Korea", "Republic of Korea", "S. Korea", "ROK", "Korea South",
        "Korea Republic of", "韩国", "韓国", "韓國", "대한민국", "한국",
    ),
    "KP": ("North Korea", "DPRK", "N. Korea", "Korea North", "朝鲜"),
    "AE": ("UAE", "U.A.E.", "Emirates", "The Emirates"),
    "CN": (
        "P.R. China", "PR China", "PRC", "Mainland China", "Chinese Mainland", "PR of China",
        "P.R.C.", "China Mainland", "中国", "中國", "中华人民共和国", "中国大陆", "중국",
    ),
    "TW": ("Taiwan", "台湾", "台灣", "臺灣"),
    "HK": (
        "Hong Kong SAR", "Hongkong", "HKSAR", "Hong Kong China", "Hong Kong SAR China", "香港",
        "中国香港",
    ),
    "MO": ("Macau", "Macau SAR", "Macao SAR", "Macao China", "Macau China", "澳门", "中国澳门"),
    "CZ": ("Czech Republic", "Česko"),
    "NL": ("The Netherlands", "Holland", "Nederland", "荷兰"),
    "SA": ("KSA", "Kingdom of Saudi Arabia", "沙特阿拉伯"),
    "CI": ("Ivory Coast", "Cote d'Ivoire"),
    "CD": ("DRC", "DR Congo", "Democratic Republic of the Congo"),
    "CG": ("Republic of the Congo",),
    "MK": ("Macedonia",),
    "SZ": ("Swaziland",),
    "MM": ("Burma",),
    "CV": ("Cape Verde",),
    "TL": ("East Timor",),
    "DE": ("Deutschland", "德国", "德國", "ドイツ", "독일"),
    "JP": ("日本", "Nippon", "일본"),
    "FR": ("法国", "法國", "フランス"),
    "IT": ("Italia", "意大利"),
    "ES": ("España", "西班牙"),
    "CH": ("Schweiz", "Suisse", "Svizzera", "瑞士"),
    "AT": ("Österreich", "奥地利"),
    "BE": ("België", "Belgique", "比利时"),
    "PT": ("葡萄牙",),
    "PL": ("Polska", "波兰"),
    "SE": ("Sverige", "瑞典"),
    "NO": ("Norge", "挪威"),
    "FI": ("Suomi", "芬兰"),
    "DK": ("Danmark", "丹麦"),
    "GR": ("Ελλάδα", "Hellas", "希腊"),
    "BR": ("Brasil", "巴西"),
    "MX": ("México", "墨西哥"),
    "IN": ("Bharat", "भारत", "印度"),
    "SG": ("新加坡",),
    "MY": ("马来西亚",),
    "TH": ("泰国",),
    "VN": ("Việt Nam", "越南"),
    "ID": ("印度尼西亚",),
    "PK": ("巴基斯坦",),
    "IR": ("伊朗",),
    "AU": ("澳大利亚", "澳洲"),
    "NZ": ("新西兰", "Aotearoa"),
    "CA": ("加拿大"),
    "ZA": ("南非",),
    "IE": ("Republic of Ireland", "Éire"),
    "UA": ("Україна",),
    "PS": ("State of Palestine",),
    "VA": ("Vatican",),
}  # fmt: skip
_UNIONS = {"European Union": ("EU", "E.U.", "Europe", "欧盟")}
"""Names that catalogs use and ISO 3166 does not list as a country."""


_WORDS = frozenset(
    {"no", "in", "it", "is", "so", "me", "my", "at", "be", "am", "as", "by", "do", "to"}
)
"""Codes of countries that are words of English where they are not written in capitals."""
_LONGEST_NAME = 120
_DOT = re.compile(r"[.·]")


@dataclass(frozen=True, slots=True)
class Country(FieldType[str]):
    """A country by its common name; read by exact name, never by likeness."""

    kind: ClassVar[str] = "country"
    is_shared: ClassVar[bool] = True
    hint: ClassVar[str] = "A country's English name."
    alignment: ClassVar[Alignment] = Alignment.CENTER
    element: ClassVar[Element] = Element.INPUT

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Look the name up, without the signs, articles and brackets that people add."""
        del declared
        found = find_country(text)
        if found:
            return Reading(found)
        name, known = bare(text), countries()
        near = get_close_matches(_key(name[:80]), known, n=1, cutoff=0.75)
        hint = f"did you mean {known[near[0]]}?" if near else "give its English name"
        message = f"“{name[:80]}” is not a country"
        return Reading(None, (Finding("bad-country", message, hint),))

    def show(self, value: str) -> str:
        """Return the common name."""
        return value


def find_country(text: str) -> str | None:
    """Return the country that a text names; of ``Germany (DE)`` both have to name it."""
    text = bare(text)
    if not text or len(text) > _LONGEST_NAME:
        return None
    flag = flag_of(text)
    name = unwrapped(without_emoji(after_bullet(text)))
    flagged = countries().get(flag.casefold()) if flag else None
    if flag and name == text and not any(map(str.isalnum, name)):
        return flagged
    found = _find_named(name)
    return None if flag and flagged != found else found


def _find_named(name: str) -> str | None:
    """Look a name up as it is, else ``Name (other name)`` and ``Part, Whole``."""
    known = countries()
    folded = name.casefold()
    if folded == "no" or (folded in _WORDS and not name.isupper()):
        return None
    found = known.get(_key(name))
    first, second = ("", "") if found else _halves(name)
    if not first or not second:
        return found
    joined = known.get(_key(f"{first} {second}"))
    one, other = known.get(_key(first)), known.get(_key(second))
    return joined or (one if one == other else None)


def _halves(name: str) -> tuple[str, str]:
    """Divide ``Korea (South)`` or ``Hong Kong, China`` in two."""
    before, bracket, inside = name.replace("（", "(").replace("）", ")").partition("(")
    if bracket and inside.endswith(")"):
        return before.strip(), inside[:-1].strip()
    before, _, after = name.replace("，", ",").partition(",")
    return before.strip(), after.strip()


def _key(name: str) -> str:
    """Return a name as names compare: without case, dots, hyphens and article."""
    plain = fold(name).replace("’", "'").replace("`", "'").replace("&", "and")
    plain = " ".join(_DOT.sub(" ", plain).replace("-", " ").replace(",", " ").split())
    words = plain.removeprefix("the ").split(" ")
    return "".join(words) if all(len(word) == 1 for word in words) else _join_letters(words)


def _join_letters(words: list[str]) -> str:
    """Join letters that stand alone at the beginning: ``p r china`` is ``pr china``."""
    count = next((index for index, word in enumerate(words) if len(word) > 1), 0)
    return " ".join(["".join(words[:count]), *words[count:]] if count > 1 else words)


@cache
def countries() -> dict[str, str]:
    """Map every known name, as `_key` gives it, to the common name."""
    import pycountry

    names: dict[str, str] = {}
    for country in pycountry.countries:
        code = country.alpha_2
        common = _COMMON_NAMES.get(code) or getattr(country, "common_name", None) or country.name
        official = getattr(country, "official_name", None)
        for name in (country.name, common, official, code, country.alpha_3):
            if name:
                names[_key(name)] = common
    for country in pycountry.countries:
        common = names[country.alpha_3.casefold()]
        names |= {_key(name): common for name in _OTHER_NAMES.get(country.alpha_2, ())}
    for union, others in _UNIONS.items():
        names |= {_key(name): union for name in (union, *others)}
    return names
