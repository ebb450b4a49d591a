"""Values that the type checker keeps frozen, at the price of values that are not.

``dataclass(frozen=True)`` sets each field through ``object.__setattr__``, which takes three times
as long; a catalog is made of a hundred such values an entry. Nobody but a test could tell the two
apart: mypy refuses to change either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

__all__ = ["frozen_dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as frozen_dataclass
else:

    def frozen_dataclass(*, frozen: bool, **options: Any) -> Callable[[type], type]:
        """Make a dataclass with slots or other options whose values compare and hash as frozen."""
        del frozen
        return dataclass(unsafe_hash=True, **options)
