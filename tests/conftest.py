"""What every test may rely on: no network but loopback, catalogs to work in, and the command."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.main import get_command

from cats import CATALOG, LABELS, PAPERS, README, Ran, issue, write_snapshot
from forked import once_for_all
from issuesync.cli.main import collect_seldom, main
from issuesync.schema.json_schema import schema_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
BEYOND: list[str] = []
"""Where the running test tried to connect to beyond loopback."""


def is_loopback(host: object) -> bool:
    """Say whether an address leads to this machine; a socket of a file has no host."""
    if host in {None, "", "localhost", b"localhost"}:
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what would leave this machine; Python calls this before the system is asked."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not is_loopback(host):
        BEYOND.append(f"{event} {host!r}")
        raise PermissionError(f"tests stay on this machine: {event} {host!r}")


sys.addaudithook(guard)


def pytest_collection_finish() -> None:
    """Look for garbage as seldom as the command does, and never among what was imported."""
    collect_seldom()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Make once what every run within this process makes alike: typer's commands, our schemas."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.main.get_command", once_for_all(get_command))
        patch.setattr("issuesync.schema.json_schema.schema_files", cache(schema_files))
        yield


@pytest.fixture(autouse=True)
def outside_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what a runner of Actions tells its steps, should one run these tests."""
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "RUNNER_")) or name == "GH_TOKEN":
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def beyond_loopback() -> Iterator[list[str]]:
    """Fail a test that tried to leave the machine, even where the code took the refusal."""
    BEYOND.clear()
    yield BEYOND
    assert not BEYOND


@pytest.fixture
def catalog_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the repository's own catalog to a folder, and work there."""
    settings = yaml.safe_load((ROOT / "catalog.yaml").read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    forms = [str(path.relative_to(ROOT)) for path in (ROOT / ".github").glob("ISSUE_TEMPLATE/*")]
    for name in {"catalog.yaml", "labels.yaml", *settings["documents"], *forms}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a small catalog of three issues and two papers, and work there."""
    files = {
        "catalog.yaml": CATALOG,
        "labels.yaml": LABELS,
        "papers.yaml": PAPERS,
        "README.md": README,
        "overrides.yaml": "2:\n  venue: CVPR\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    write_snapshot(
        tmp_path,
        issue(1, "**Section**: vqa\n**Year**: 2024\n**Paper**: https://example.org/1", "VQA"),
        issue(2, "**Section**: Questions\n**Year**: 2023\n**Venue**: ICCV", "Visual QA"),
        issue(3, "### Section\n\ncap\n\n### Year\n\n2022\n", "Cap."),
    )
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def flagship_site() -> dict[str, bytes]:
    """Build what the flagship publishes, once for all tests that look at it."""
    from issuesync.app.publish import build_site
    from issuesync.app.workspace import load

    return build_site(load(ROOT, "snapshot").catalog)


@pytest.fixture(scope="session")
def flagship_folder(
    flagship_site: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the flagship's page and data into a folder."""
    from issuesync.store.site import write_site

    made = tmp_path_factory.mktemp("flagship") / "catalog"
    write_site(made, flagship_site)
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run one Chromium for all tests of the page."""
    from page_browser import chromium_browser
    from page_tools import why_no_browser

    assert not why_no_browser(), why_no_browser()
    with chromium_browser() as one:
        yield one


@pytest.fixture
def issuesync(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Return the command, run within this process."""

    def run(*words: str) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["issuesync", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        captured = capsys.readouterr()
        return Ran(
            code if isinstance(code, int) else int(code is not None), captured.out, captured.err
        )

    return run
