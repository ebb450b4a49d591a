"""Text that was once read in the wrong encoding into the text that it was."""

from __future__ import annotations


def mended(text: str) -> str:
    """Return the text with mis-decoded characters as they were meant; most text is fine."""
    if text.isascii():
        return text
    from ftfy import fix_encoding

    return fix_encoding(text)
