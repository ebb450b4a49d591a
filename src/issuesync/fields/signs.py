"""Take off the signs that people and Markdown put around a value, and know what is no answer."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
"""Zero-width and bidirectional control characters: they change how text looks, not what it says."""

_QUOTE = re.compile(r" {0,3}>(?![0-9=])[ \t]?")
_MOST_QUOTES = 3
_BREAK = re.compile(r"<br[ \t]{0,5}/?>|</?(?:li|ul|ol)(?:[ \t][^<>]{0,200})?>", re.IGNORECASE)
"""What ends a line, as an item of a list does."""
_STRUCK_TAG = re.compile(r"<(s|del|strike)>[^<]{0,2000}</\1>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|code|kbd|tt|span|font|small|big|mark|center|p|div|ins)"
    r"(?:[ \t\n][^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TO_ESCAPE = re.compile(r"[!-/:-@\[-`{-~]")
_WRAPPINGS = (
    ("***", "***"), ("___", "___"), ("**", "**"), ("__", "__"), ("*", "*"), ("_", "_"),
    ("```", "```"), ("``", "``"), ("`", "`"),
)  # fmt: skip
_QUOTATION_MARKS = (
    ('"', '"'), ("'", "'"), ("“", "”"), ("„", "“"), ("„", "”"), ("‘", "’"), ("«", "»"), ("»", "«"),
    ("‹", "›"), ("「", "」"), ("『", "』"), ("”", "”"), ("``", "''"),
)  # fmt: skip
_FIRST_SIGNS = frozenset(opening[0] for opening, _ in (*_WRAPPINGS, *_QUOTATION_MARKS))
_MOST_WRAPPINGS = 8
_EMOJI = frozenset({"So", "Sk", "Cn", "Co"})
_JOINERS = "\ufe0e\ufe0f\u200d\u20e3"
CROSSES = "✗✘❌✖✕❎☒🚫⛔👎"
"""What says no: next to a name such a sign is no ornament."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_ABBREVIATED = frozenset(
    {"inc", "ltd", "co", "corp", "al", "etc", "jr", "sr", "st", "no", "vol", "ver", "dept", "univ",
     "gmbh", "e.v", "int", "assoc", "bros", "plc", "llc", "trans", "proc", "conf", "j"}
)  # fmt: skip

_NO_ANSWERS = frozenset(
    word
    for line in """
    ? | n/a | na | n.a | n/a. | n.a. | nil | null | nan | - | – | — | tbd | t.b.d | tba | t.b.a
    tbc | t.b.c | todo | to do | xxx | coming soon | comming soon | to be announced | to be added
    to be determined | to be confirmed | to be decided | to be defined | to be released
    to be updated | to be provided | to be filled | to come | will be added | will be added later
    not available | not applicable | not available yet | not yet available | not specified
    not stated | not provided | not known | unspecified | etc | k.a | k. a | keine angabe | s/o
    无 | 暂无 | 待定 | 待补充 | 待更新 | 待公布 | 未定
    即将发布 | 敬请期待 | なし | 없음 | нет данных
    """.strip().split("\n")
    for word in map(str.strip, line.split("|"))
)
_LEADS = (
    "add", "briefly", "brief description", "choose", "click", "copy", "describe", "description of",
    "enter", "explain", "fill", "give", "if applicable", "if any", "if available", "include",
    "indicate", "insert", "leave", "link to", "list", "mention", "name of", "number of", "optional",
    "paste", "please", "provide", "put", "replace", "select", "short description", "size of",
    "specify", "state", "suggest", "summarise", "summarize", "tell", "title of", "type", "url of",
    "url to", "write", "year of", "your",
)  # fmt: skip
_SLOTS = frozenset({"name", "title", "url", "link", "here", "text", "year", "venue", "description"})
_MOST_SLOT_WORDS = 4
"""A few words in brackets of which one is such are a place to fill in: ``[dataset name]``."""
_EXAMPLE = re.compile(
    r"(?:e\. ?g\.?|eg\.|z\. ?b\.|p\. ?ex\.)[ ,:：]"
    r"|(?:for example|for instance|example|ex|例如|例)[:：,]"
)
_BRACKETS = {"[": "]", "<": ">", "{": "}", "【": "】", "［": "］"}
_MARKS_ALONE = ".?-–—…"
_LONGEST_NO_ANSWER = max(map(len, _NO_ANSWERS))
_TRAILING = " .!。！…)）"
_LEADING = _FIRST_SIGNS | _BRACKETS.keys() | frozenset("()（） .?-–—…")
"""What may stand before and after the words for no answer."""


def visible(text: str) -> str:
    """Drop zero-width and bidirectional control characters."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def without_comments(text: str) -> str:
    """Put a space for each HTML comment; one that is never closed is text, as GitHub shows it."""
    if "<!--" not in text:
        return text
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0:
        end = text.find("-->", start + 2)
        if end < 0:
            break
        parts += [text[position:start], " "]
        position = end + 3
    return "".join([*parts, text[position:]])


def one_line(text: str) -> str:
    """Drop comments, and fold every run of white space into one space."""
    return " ".join(without_comments(text).split())


def unquoted(text: str) -> str:
    """Take off the ``>`` of e-mail where every line that is not blank begins with one."""
    for _ in range(_MOST_QUOTES if ">" in text else 0):
        lines = text.split("\n")
        if not all(_QUOTE.match(line) for line in lines if line.strip()) or not text.strip():
            return text
        text = "\n".join(_QUOTE.sub("", line, count=1) for line in lines)
    return text


def without_struck(text: str) -> str:
    """Drop what is struck out: ``~~arXiv~~ CVPR`` says CVPR."""
    if "~~" in text:
        pieces = text.split("~~")
        for index in range(1, len(pieces) - 1, 2):
            inner = pieces[index]
            is_struck = inner and inner == inner.strip() and "\n\n" not in inner
            pieces[index] = " " if is_struck else f"~~{inner}~~"
        if len(pieces) % 2 == 0:
            pieces[-1] = f"~~{pieces[-1]}"
        text = "".join(pieces)
    return _STRUCK_TAG.sub(" ", text) if "</" in text else text


def without_tags(text: str) -> str:
    """Drop HTML tags that only change how text looks; ``<br>`` is a line end."""
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&amp;", "&")
    return _TAG.sub("", _BREAK.sub("\n", text)) if "<" in text else text


def leaves_out(text: str) -> bool:
    """Say whether words of an answer may be struck out, or the target of a link."""
    return "~~" in text or "</" in text


def shown_lines(text: str) -> str:
    """Take comments, tags, invisible and struck-out text off an answer: what people see of it."""
    return without_tags(without_struck(visible(without_comments(text))))


def bare_lines(text: str) -> str:
    """Take off what people do not see of an answer, and the ``>`` before its lines."""
    return shown_lines(unquoted(text))


def bare(text: str) -> str:
    """Fold an answer into one line without the signs around it, its escapes resolved."""
    return unescaped(unwrapped(" ".join(bare_lines(text).split())))


def bare_text(text: str) -> str:
    """Fold an answer into one line as `bare` does, but keep its quotation marks."""
    return unescaped(unwrapped(" ".join(bare_lines(text).split()), ()))


def unwrapped(text: str, marks: tuple[tuple[str, str], ...] = _QUOTATION_MARKS) -> str:
    """Take off emphasis, code signs and quotation marks that hold all of the text."""
    text = text.strip()
    for _ in range(_MOST_WRAPPINGS):
        if text[:1] not in _FIRST_SIGNS:
            break
        inner = _inside(text.removesuffix("."), (*_WRAPPINGS, *marks))
        if inner is None:
            break
        text = inner.strip()
    return text


def _inside(text: str, pairs: tuple[tuple[str, str], ...]) -> str | None:
    """Return what the first pair of signs that holds all of the text holds, or ``None``."""
    for opening, closing in pairs:
        if text.startswith(opening) and text.endswith(closing):
            inner = text[len(opening) : len(text) - len(closing)]
            is_whole = len(text) > len(opening) + len(closing) and inner.strip()
            if is_whole and not _interrupts(inner, opening, closing) and inner[-1] != "\\":
                return inner
    return None


def _interrupts(inner: str, opening: str, closing: str) -> bool:
    """Say whether the signs around a text are two pairs, as in ``*a* and *b*``."""
    if opening in inner or closing in inner:
        return True
    return opening[0] in "*_" and (inner[0].isspace() or inner[-1].isspace())


def without_emphasis(text: str) -> str:
    """Drop the signs of emphasis and code inside a text where they cannot be anything else."""
    return text.replace("**", "").replace("`", "") if "*" in text or "`" in text else text


def unescaped(text: str) -> str:
    r"""Resolve Markdown's escapes: ``Sky\_Net`` says Sky_Net."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def escaped(text: str) -> str:
    """Escape every sign of Markdown, so that `bare` gives the text itself."""
    return _TO_ESCAPE.sub(r"\\\g<0>", text)


def without_stop(text: str) -> str:
    """Drop a full stop that ends a text and no abbreviation in it."""
    stripped = text.rstrip()
    if stripped.endswith("。"):
        return stripped[:-1].rstrip()
    is_stop = stripped.endswith(".") and stripped.count(".") == 1
    last = stripped[:-1].rpartition(" ")[2]
    is_word = (len(last) > 1 or last == stripped[:-1]) and last.casefold() not in _ABBREVIATED
    return stripped[:-1] if is_stop and is_word else text


def without_emoji(text: str) -> str:
    """Drop emoji and symbols around a text, but those that say no; one of them alone stays."""
    if text.isascii():
        return text
    start, end = 0, len(text)
    while start < end and _is_emoji(text[start]):
        start += 1
    while end > start and _is_emoji(text[end - 1]):
        end -= 1
    return text[start:end] or text


def _is_emoji(char: str) -> bool:
    """Say whether a character is a symbol next to a text, or the space between the two."""
    if char in CROSSES:
        return False
    return char.isspace() or char in _JOINERS or unicodedata.category(char) in _EMOJI


def flag_of(text: str) -> str:
    """Return the two letters that a flag of a country is made of, or nothing."""
    signs = _FLAG.findall(text)
    return "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in signs) if len(signs) == 2 else ""  # noqa: PLR2004 - a pair


def is_placeholder(folded: str) -> bool:
    """Say whether a text, folded, is what a template holds or what people write for no answer."""
    if _is_plainly_one(folded):
        return False
    word = unwrapped(folded)
    bracketed = word[1:-1].strip() if _BRACKETS.get(word[:1]) == word[-1:] else ""
    if bracketed and "://" not in word and not any(sign in bracketed for sign in "<>[]"):
        is_box = len(bracketed) == 1
        return not is_box and (word[0] == word[1] == "{" or _is_instruction(bracketed))
    word = word.strip("()（） ").rstrip(" .!。！…") or word
    return word in _NO_ANSWERS or not word.strip(_MARKS_ALONE) or bool(_EXAMPLE.match(word))


def _is_plainly_one(folded: str) -> bool:
    """Say whether a text is an answer by its length and its first sign alone."""
    return (
        len(folded) > _LONGEST_NO_ANSWER
        and folded[0] not in _LEADING
        and len(folded.rstrip(_TRAILING)) > _LONGEST_NO_ANSWER
        and not _EXAMPLE.match(folded)
    )


def _is_instruction(folded: str) -> bool:
    """Say whether a text, folded, tells somebody what to write."""
    is_led = any(
        folded.startswith(lead) and not folded[len(lead) :][:1].isalpha() for lead in _LEADS
    )
    words = folded.split(" ", _MOST_SLOT_WORDS)
    is_slot = len(words) <= _MOST_SLOT_WORDS and not _SLOTS.isdisjoint(words)
    return is_led or is_slot or bool(_EXAMPLE.match(folded)) or folded in _NO_ANSWERS
