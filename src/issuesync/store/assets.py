"""The page's own files, as the package holds them."""

from __future__ import annotations

from importlib.resources import files

_FOLDER = "publish/assets"


def load_assets() -> dict[str, str]:
    """Return the text of every file in the folder of the page's assets, by its name."""
    folder = files("issuesync").joinpath(_FOLDER)
    if not folder.is_dir():
        return {}
    return {
        one.name: one.read_text(encoding="utf-8")
        for one in sorted(folder.iterdir(), key=lambda one: one.name)
        if one.is_file()
    }
