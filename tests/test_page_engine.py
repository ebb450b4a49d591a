"""The page's script: its types, its engine in Node, and the files that are made of its sources."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from emulate import node
from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.model.record import RecordKey
from issuesync.publish.table import build_tables
from issuesync.records.lineage import Ancestry, SharingAnswer
from issuesync.store.site import write_site
from issuesync.submissions.prefill import prefill
from issuesync.yamlfile.write import flow_text
from other_catalogs import every_type
from page_tools import ASSETS, ENGINE, ROOT, SOURCE, VIEW, minified, run_node, why_not
from small_catalog import make_catalog, make_issue
from test_publish_hostile import hostile_catalog

if TYPE_CHECKING:
    from issuesync.records.catalog import Catalog
    from issuesync.yamlfile.source import Plain

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


@pytest.mark.parametrize("which", ["flagship", "hostile", "forms", *range(3)])
def test_the_page_says_of_lineage_and_forms_what_python_says(
    which: str | int, tmp_path: Path
) -> None:
    """Numbers are seeds of catalogs whose entries name each other at random, in circles too."""
    if which == "flagship":
        catalog = load(ROOT).catalog
    elif which == "hostile":
        catalog = hostile_catalog()
    else:
        catalog = linked_catalog(which) if isinstance(which, int) else every_type()
    write_site(tmp_path, build_site(catalog))
    (tmp_path / "expected.json").write_text(json.dumps(expected(catalog)), encoding="utf-8")
    run_tests("lineage.test.mjs", PAGE_FOLDER=str(tmp_path))


LINKED = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  paper: url
  from: {type: entries, of: [sets, more], places: [OSM, Google Earth]}
collections:
  sets: {from: issues, publish: accepted, fields: [name, paper, from], columns: {Name: name}}
  more: {from: lists.yaml, fields: [name, paper, from], columns: {Name: name}}
"""
WORDS = ("OSM", "(own photos)", "Élan", "elan", "E-LAN", "Outside", "out side", "*", "S 1 & T")


def linked_catalog(seed: int) -> Catalog:
    draw = random.Random(seed)
    names = [f"S {number}" for number in range(14)]

    def mentions() -> list[str]:
        return draw.sample((*names, *WORDS), draw.choice((0, 0, 1, 2, 4)))

    paper = "https://arxiv.org/abs/2401.0000{}".format
    issues = [
        make_issue(n, name, paper=paper(draw.randrange(9)), **{"from": ", ".join(mentions())})
        for n, name in enumerate(names[:9], 1)
    ]
    more: list[Plain] = [
        {"name": name, "paper": paper(draw.randrange(9)), "from": [*mentions()]}
        for name in [*names[9:], names[2]]  # one name twice, in two collections
    ]
    return make_catalog(issues, flow_text(more, is_inside=False), LINKED)


def expected(catalog: Catalog) -> dict[str, Any]:
    """State what Python says of each entry and of each two, by their positions on the page."""
    records = [row.record for table in build_tables(catalog) for row in table.rows]
    at = {record.key: index for index, record in enumerate(records)}
    references = catalog.references
    ancestries = [Ancestry(record, references) for record in records]
    telling = {record.collection for record in records if references.of(record)}
    entries, pairs = [], []
    for index, ours in enumerate(ancestries):
        answers = {
            other: ours.compare(ancestries[other])
            for other, record in enumerate(records)
            if other != index and record.collection in telling
        }
        given = [one.answer for one in answers.values()]
        reach = references.reach(ours.record).items()
        entries.append({
            "users": sorted(at[one.key] for one in references.users(ours.record)),
            "sources": sorted(at[one.key] for one in references.sources(ours.record)),
            "indirect": sorted(
                at[node] for node, namer in reach
                if isinstance(node, RecordKey) and namer not in {None, ours.record.key}
            ),
            "works": sorted(at[one.key] for one in references.same_work(ours.record)),
            "sharing": [at for at, one in answers.items() if one.answer == "shares"],
            "none": given.count(SharingAnswer.NONE_NAMED),
            "unknown": given.count(SharingAnswer.UNKNOWN),
        })  # fmt: skip
        pairs += [
            [index, other, one.answer.value, [
                [shared.name, shared.is_direct, len(shared.ours), len(shared.theirs)]
                for shared in one.shared
            ]]
            for other, one in answers.items() if other % 5 == index % 5
        ]  # fmt: skip
    schema = catalog.schema
    forms = [
        [index, prefill(record, schema.by_key[record.collection], schema).url]
        for index, record in enumerate(records)
        if schema.by_key[record.collection].form
    ]
    return {"entries": entries, "pairs": pairs, "forms": forms}


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
