"""What `docs/adopt.md` shows is what the commands say of the flagship's README as it was found.

``python tests/test_adopt_docs.py`` writes the output anew.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from test_absorb_docs import ROOT, said_again

PAGE = ROOT / "docs" / "adopt.md"
FACTS = ROOT / "tests" / "facts"


def begin(folder: Path) -> None:
    """Put the README and the issues, as they were found, into a folder."""
    shutil.copy(FACTS / "seed-readme.md", folder / "README.md")
    shutil.copy(FACTS / "issues-legacy.json", folder / "legacy.json")


def test_every_output_in_the_walk_through_is_what_the_commands_say(tmp_path: Path) -> None:
    begin(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    assert said_again(text, tmp_path) == text, "run python tests/test_adopt_docs.py"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        begin(Path(name))
        PAGE.write_text(said_again(PAGE.read_text(encoding="utf-8"), Path(name)), encoding="utf-8")
