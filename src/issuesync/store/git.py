"""What git knows of the folder."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SSH = re.compile(r"(?:ssh://)?git@([^:/]+)[:/](.+)")


def remote_address(root: Path) -> str:
    """Return the https address of the remote named origin, or nothing where there is none."""
    command = ["git", "-C", str(root), "remote", "get-url", "origin"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return SSH.sub(r"https://\1/\2", found.stdout.strip())
