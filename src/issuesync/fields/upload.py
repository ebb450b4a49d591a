"""Files that a form lets a contributor attach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from issuesync.fields.base import Element, FieldType, Reading
from issuesync.fields.link import Url
from issuesync.fields.signs import one_line

_IMAGE = re.compile(r"<img\b[^<>]*?\bsrc=[\"']([^\"'<>]+)[\"'][^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload(FieldType[str]):
    """The address of an attached file; ``accept`` are the endings that a form takes."""

    accept: tuple[str, ...] = ()

    kind: ClassVar[str] = "upload"
    element: ClassVar[Element] = Element.UPLOAD
    leads: ClassVar[bool] = True

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take the first file; report what is next to it."""
        del declared
        line = one_line(_IMAGE.sub(r" \1 ", text)).replace("![", "[")
        return Url().read(line)

    def show(self, value: str) -> str:
        """Return the address."""
        return value

    def address(self, value: str) -> str:
        """Return the address."""
        return value
