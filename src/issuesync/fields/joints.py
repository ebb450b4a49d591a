"""The words that join names, in the languages that people write."""

from __future__ import annotations

import re

_WORDS = "(?i:and|or|und|oder|sowie|et|ou|og|och|en|ve|ja|oraz|или)|[&yeoи및]"
_GLUED = (
    r"以及|或者|还有|還有|(?<![埃普涉波遍危累])及(?![格时時其])|(?<![饱飽共总總温溫柔缓緩调調祥])和(?![平谐諧解服])"
    r"|(?<![参參给給])[与與](?![会會其])|或(?![许許])|(?<=[^\u3040-\u309f])と(?=[^\u3040-\u309f])"
)
"""Chinese and Japanese put no space around such a word; where it is part of another it is none."""
_JOINT = re.compile(rf" (?:{_WORDS}) (?!al\b)| ?(?:{_GLUED}) ?")
"""“et al.” joins nothing."""
_LEADING = re.compile(rf"\A(?:(?:{_WORDS}) (?!al\b)|(?:{_GLUED}) )")
_IDEOGRAM = re.compile(r"[\u3400-\u9fff]")


def has_joint(text: str) -> bool:
    """Say whether a text holds a word that may join names."""
    return _JOINT.search(text) is not None


def divided_at_joints(text: str) -> list[str]:
    """Divide ``A and B`` into its names; a text without a joint, or with brackets, stays whole."""
    if "(" in text or ")" in text:
        return [text]
    joints = list(_JOINT.finditer(text))
    if not joints:
        return [text.strip()]
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(text)]
    are_names = [_is_name(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    cuts = [i for i in range(len(joints)) if are_names[i] and are_names[i + 1]]
    starts = [0, *(joints[i].end() for i in cuts)]
    ends = [*(joints[i].start() for i in cuts), len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def without_leading_joint(text: str) -> str:
    """Drop the “and” that a text begins with."""
    return _LEADING.sub("", text, count=1)


def _is_name(text: str) -> bool:
    """Say whether a text may be a name: one ideogram is more likely part of a word."""
    text = text.strip()
    return bool(text) and not (len(text) == 1 and _IDEOGRAM.match(text))
