"""Text that was once read in the wrong encoding into the text that it was."""

from __future__ import annotations

import re

_MAY_BE_ODD = re.compile(r"[^\x00-\x7f]{2}|[\x80-\x9f]|[^\x00-\x7f\u2000-\u206f\u2190-\u27bf] ")
"""What mis-decoded text has somewhere: of a character's bytes each has become a character.

One of them may have become a space. Dashes, quotes, arrows and ticks by themselves are none.
"""


def mended(text: str) -> str:
    """Return the text with mis-decoded characters as they were meant; most text is fine."""
    if text.isascii() or not _MAY_BE_ODD.search(text):
        return text
    from ftfy import fix_encoding

    return fix_encoding(text)
