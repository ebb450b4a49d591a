"""Names of labels as GitHub takes them for one name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHORTCODE = re.compile(r":[A-Za-z0-9_+-]{1,60}:")
_SELECTORS = re.compile("[\ufe0e\ufe0f]")
_BEYOND_THREE_BYTES = 0xFFFF
_EMOJI = frozenset({"So", "Sk", "Cn", "Mn", "Cf"})


@lru_cache(maxsize=1024)
def label_name_key(name: str) -> str:
    """Return a label's name as names compare: without case, ``:sparkles:`` as ✨."""
    return _SELECTORS.sub("", _with_emoji(name)).casefold()


def is_emoji_alone(name: str) -> bool:
    """Say whether a label's name holds emoji and nothing else, which GitHub refuses."""
    shown = _with_emoji(name)
    return bool(shown.strip()) and all(
        char.isspace() or unicodedata.category(char) in _EMOJI for char in shown
    )


def four_byte_signs(text: str) -> str:
    """Return the characters of a text that GitHub refuses in a description: those of four bytes."""
    return "".join(dict.fromkeys(char for char in text if ord(char) > _BEYOND_THREE_BYTES))


def _with_emoji(name: str) -> str:
    """Write emoji for the shortcodes of a name."""
    if not _SHORTCODE.search(name):
        return name
    import emoji

    return emoji.emojize(name, language="alias")
