"""The file of voices: reactions and comments by issue, apart from the snapshot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from issuesync.errors import SourceError
from issuesync.model.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HINT = "remove the file: the next sync --voices writes it again"


def load_voices(path: Path, name: str) -> dict[int, Voices]:
    """Read the voices by issue number; none where there is no file.

    Raises `SourceError` for a file that does not hold them.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = {int(number): Voices.from_json(raw) for number, raw in dict(content).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise SourceError(f"{name}: cannot be read: {error}", hint=_HINT) from error
    return {number: voices for number, voices in found.items() if voices is not None}


def voices_text(voices: Mapping[int, Voices]) -> str:
    """Write voices, an issue a line, so that a thumb changes one line."""
    lines = (
        f' "{number}": {json.dumps(voices[number].to_json(), sort_keys=True)}'
        for number in sorted(voices)
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"
