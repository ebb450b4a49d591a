"""The page's script: its types, its engine in Node, and the files that are made of its sources."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from emulate import node
from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.store.site import write_site
from page_tools import ASSETS, ENGINE, ROOT, SOURCE, VIEW, minified, run_node, why_not
from test_publish_hostile import hostile_catalog

if TYPE_CHECKING:
    from issuesync.records.catalog import Catalog

MISSING = why_not()
pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING)
TESTS = Path(__file__).parent / "page"


def run_tests(name: str, **environment: str) -> None:
    """Run one file of Node's tests; what fails is the error."""
    done = subprocess.run(
        [node(), "--test", TESTS / name],
        env={"PATH": os.environ.get("PATH", ""), "NO_COLOR": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_engine_answers_as_its_own_tests_say() -> None:
    run_tests("engine.test.mjs")


@pytest.mark.parametrize("which", ["flagship", "hostile"])
def test_the_page_says_what_the_data_files_say(which: str, tmp_path: Path) -> None:
    catalog: Catalog = load(ROOT).catalog if which == "flagship" else hostile_catalog()
    write_site(tmp_path, build_site(catalog))
    run_tests("bibtex.test.mjs", PAGE_FOLDER=str(tmp_path))


def test_the_script_has_no_error_of_type(tmp_path: Path) -> None:
    options = {"allowJs": True, "checkJs": True, "noEmit": True, "strict": True, "types": []}
    wanted = {"target": "es2022", "lib": ["es2022", "dom", "dom.iterable"]}
    files = [str(ASSETS / "theme.js"), *(str(SOURCE / name) for name in (*ENGINE, *VIEW))]
    project = tmp_path / "tsconfig.json"
    project.write_text(json.dumps({"compilerOptions": options | wanted, "files": files}))
    run_node("typescript/bin/tsc", "--project", str(project))


def test_the_published_script_and_style_are_made_of_their_sources() -> None:
    for name, text in minified().items():
        stale = f"{name} is stale: python tests/page_tools.py build"
        assert (ASSETS / name).read_text(encoding="utf-8") == text, stale


def test_every_source_is_part_of_the_script() -> None:
    assert {path.name for path in SOURCE.glob("*.js")} == {*ENGINE, *VIEW}


def test_the_engine_knows_of_no_document_and_no_clock() -> None:
    for name in ENGINE:
        text = (SOURCE / name).read_text(encoding="utf-8")
        for word in ("document", "window", "localStorage", "Date", "Math.random", "fetch("):
            assert word not in text.split("// ")[0] + text, f"{name}: {word}"


def test_no_text_becomes_markup() -> None:
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser")
    for path in (ASSETS / "theme.js", *SOURCE.glob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path.name
