"""Prose that names labels into the names that it affirms and those that it denies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.fields.base import fold
from issuesync.fields.signs import CROSSES

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\n]*)\)")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,12}://|www\.)[^\s<>]*"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}"
    r"|(?<![\w/])@[\w-]{1,40}"
    r"|(?<![\w/.-])[\w-]{1,80}\.(?:pdf|py|md|json|csv|txt|html?|zip|png|jpe?g|ya?ml)(?!\w)",
    re.IGNORECASE,
)
"""What names a place, not a thing: addresses, e-mail, mentions, files."""

_MAY_BE_ADDRESS = re.compile(r"@|://|www\.|\.[a-z]", re.IGNORECASE)
"""What such a name has in it somewhere."""

_GIVES_WAY = (
    r"\b(?:replaced|superseded) (?:by|with)\b|被?(?:替换为|替換為|换成|換成|改为|改為|改用)"
)
"""What stands before it was replaced by what follows."""
_CLAUSE = re.compile(
    rf"[.!?](?=\s|$)|[;；。！？，、,:：()（）\n]|{_GIVES_WAY}"
    r"|\b(?:but|however|although|though|while|whereas|yet|then|only|aber|sondern|mais|pero|sino"
    r"|bensì|ma)\b|但是?|而是|只"
)
_SHORTCODE = re.compile(r":(?:x|-1|no_entry(?:_sign)?|heavy_multiplication_x):")
"""How GitHub lets a cross be typed."""
_DENIAL = re.compile(
    rf"[{CROSSES}]|(?<![\w.,])0%?(?= (?!shot)[^\W\d_])"
    r"|\b(?:no|not|non|none|never|zero|without|w/o|nor|neither|cannot|except|excluding|excludes?"
    r"|instead of|rather than|in place of|free of|lacks?|lacking|unlike|absence of|ohne|keine?n?"
    r"|avoid(?:s|ed|ing)?|used to be|formerly|replac(?:es?|ing)|(?:switch|migrat|mov|chang)\w* from"
    r"|outperform(?:s|ed|ing)?|better than|compared (?:to|with)|anything other than"
    r"|sin|sem(?! (?:image|micro|scan|photo|data))|não|nem|pas|ni|nie|değil"
    r"|nicht|sans|aucune?|nessun[oa]?|senza|zonder|geen|bez|utan|ingen|без|не|нет)\b"
    r"|\w{1,20}n['’]t\b|-(?:free|less)\b|[没沒]有?|不是|不用|不含|不使用|未(?:使用|采用|经|用)"
    r"|[无無](?!人机|论|线)需?|(?<!并)非(?!洲|常|线)|除了|[代替取]代|替[换換]|なし|ない|[わせ]ず|なく|없이|않|아닌"
)
_AFFIRMED_ALL_THE_SAME = re.compile(
    r"\b(?:not (?:only|just|merely|simply)|no doubt|without doubt|no less than|nothing but"
    r"|no other than)\b"
    r"|不仅|不但|不只|非常|无论"
)
_NO = re.compile(
    rf"{_GIVES_WAY}"
    rf"|[ \t]*[:：=(（?？-][ \t]*(?:no|none|not used|never|0|false|[{CROSSES}]|否|无|n/a)"
    r"[ \t)）]*(?:[,，.;；\n]|$)"
    r"|[,，][ \t]*no[ \t]*(?:[.;；\n]|$)"
    r"|[ \t]*[,，:：=(（-]?[ \t]*(?:(?:was|were|is|are) )?(?:unused|omitted|excluded|left out)\b"
    r"|[ \t]*[?？]+[ \t)）]*(?:[,，;；\n]|$)"
    rf"|[ \t]*[{CROSSES}]"
)
"""What denies or doubts a name before it."""
_REPLACED = re.compile(
    r"(\b(?:replac(?:es?|ing)|(?:switch|migrat|mov|chang)\w* from)\b[^.;:,\n]{1,60}?)"
    r"\b(?:with|by|to)\b"
)
"""“replacing A with B” denies A alone."""
_LOOK_AHEAD = 20
_GOES_ON = re.compile(r"\b(?:nor|or)\b")
_LONGER = re.compile(
    r"[ _](?:mini|nano|micro|turbo|pro|ultra|max|lite|flash|preview|realtime|omni|opus|sonnet|haiku"
    r"|instruct|coder|thinking|reasoning|large|small|base|tiny|medium|xl|xxl|huge|giant|plus(?! \w)"
    r"|next|beta|alpha|v?[0-9]+(?:\.[0-9]+)*[a-z]{0,2})(?![\w-])"
)
"""What makes another name of a name before it: ``GPT-4o mini`` is not GPT-4o."""


@dataclass(slots=True)
class _Mentions:
    """The folded names that a text affirms, the places where it denies one, and all other text."""

    affirmed: list[str] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    beside: str = ""


def fold_lines(text: str) -> str:
    """Fold a text as `fold` does, but keep its lines apart and leave addresses out."""
    plain = _LINK.sub(r"\1 ", text) if "](" in text else text
    plain = _ADDRESS.sub(" ", plain) if _MAY_BE_ADDRESS.search(plain) else plain
    return "\n".join(fold(line) for line in plain.split("\n"))


def find_mentions(text: str, names: re.Pattern[str]) -> _Mentions:
    """Find each name in a folded text, clause by clause."""
    mentions = _Mentions(beside=names.sub("", text))
    if len(mentions.beside) == len(text):
        return mentions
    is_open = False
    """Whether a denial of an earlier clause goes on where the next begins with “or”."""
    may_deny = any(each.search(text) for each in (_DENIAL, _SHORTCODE))
    for clause, following in _clauses(text):
        found = list(names.finditer(clause))
        denials = [match.start() for match in _DENIAL.finditer(clause)] if may_deny else []
        goes_on = is_open and not denials and _GOES_ON.search(clause) is not None
        first = -1 if goes_on or _NO.match(following) else min(denials, default=len(clause))
        if found and denials and denials[-1] > found[-1].start():
            first = -1  # “humans were not involved” denies what stands before it
        for match in found:
            is_denied = match.start() > first or any(
                each.match(clause, match.end()) for each in (_LONGER, _NO)
            )
            (mentions.denied if is_denied else mentions.affirmed).append(
                clause.strip() if is_denied else match[0]
            )
        is_open = bool(denials) or (goes_on and bool(found))
    return mentions


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Give each clause with the few characters that follow it."""
    text = _AFFIRMED_ALL_THE_SAME.sub(lambda found: "_" * len(found[0]), text)
    text = _SHORTCODE.sub(CROSSES[0], _REPLACED.sub(r"\1;", text))
    start = 0
    for match in _CLAUSE.finditer(text):
        yield text[start : match.start()], text[match.start() : match.start() + _LOOK_AHEAD]
        start = match.end()
    yield text[start:], ""
