"""What documents were before their edits were carried out, for a run that was broken off."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from issuesync.store.files import write_whole
from issuesync.store.mirror import FOLDER, made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME = "rendered.jsonl"
_MOST = 20
"""How many texts are kept: a run that goes on after another may be broken off too."""


def save_rendered(root: Path, texts: Mapping[str, str]) -> None:
    """Keep the documents' texts next to those kept before; the disk may refuse."""
    pairs = dict.fromkeys([*load_rendered(root), *texts.items()])
    lines = (json.dumps({"path": path, "text": text}) for path, text in [*pairs][-_MOST:])
    with suppress(OSError):
        write_whole(made(root / FOLDER) / _NAME, "".join(f"{line}\n" for line in lines))


def load_rendered(root: Path) -> list[tuple[str, str]]:
    """Read the documents' paths with their texts; a file that cannot be read holds none."""
    try:
        lines = (root / FOLDER / _NAME).read_text(encoding="utf-8").splitlines()
        kept = [json.loads(line) for line in lines]
        return [(str(one["path"]), str(one["text"])) for one in kept]
    except (OSError, ValueError, KeyError, TypeError):
        return []
