"""A crash is red: a code of its own, one line, a log, and the Action fails on it."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

from github_server import GitHubServer
from issuesync.cli import main as boundary
from issuesync.errors import ExitCode, GitHubError, without_passwords
from label_worlds import Hub, open_hub
from runner import ACTION, BASH, INSTALL, ROOT, WORKFLOWS, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

TOKEN = "ghp_" + "s3cret" * 4


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**_: object) -> None:
        raise ZeroDivisionError("at https://me:s3cret@example.org/x")

    monkeypatch.setattr(boundary, "app", crash)


def crash_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as ended:
        boundary.main()
    return int(ended.value.code or 0)


@pytest.mark.usefixtures("crashing")
def test_what_nobody_foresaw_ends_with_a_code_of_its_own_and_says_where_its_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".issuesync").mkdir()
    assert crash_in(tmp_path, monkeypatch) == int(ExitCode.CRASH) == 70
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert ".issuesync/crash.log" in said
    assert "report it at https://github.com/" in said
    log = (tmp_path / ".issuesync/crash.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "s3cret" not in said + log


@pytest.mark.usefixtures("crashing")
def test_a_crash_where_there_is_no_catalog_leaves_its_log_among_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "work").mkdir()
    assert crash_in(tmp_path / "work", monkeypatch) == ExitCode.CRASH
    assert str(tmp_path / "crash.log") in capsys.readouterr().err


@pytest.mark.usefixtures("crashing")
def test_a_crash_in_actions_is_an_annotation_and_stands_in_the_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    assert crash_in(tmp_path, monkeypatch) == ExitCode.CRASH
    assert "::error::ZeroDivisionError" in capsys.readouterr().out
    assert "ZeroDivisionError" in (tmp_path / "summary").read_text(encoding="utf-8")


def steps_that_forgive() -> list[str]:
    """Return the shell steps that take an exit code of 1 for no failure."""
    explain = read_yaml(WORKFLOWS / "readme-edit.yml")["jobs"]["explain"]["steps"][-1]["run"]
    return [ACTION["runs"]["steps"][-1]["run"], explain]


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(("code", "ends"), [(0, 0), (1, 0), (70, 70), (7, 7)])
def test_the_actions_own_step_fails_on_a_crash(
    tmp_path: Path, number: int, code: int, ends: int
) -> None:
    program = tmp_path / "issuesync" / "bin" / "issuesync"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    given = {
        "RUNNER_TEMP": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin", "COMMAND": "sync",
        "MODE": "commit", "ALLOW_SHRINK": "false", "TOKEN": "x", "NUMBER": "1", "BASE": "b",
        "GITHUB_SERVER_URL": "https://github.com", "GITHUB_STEP_SUMMARY": str(tmp_path / "said"),
    }  # fmt: skip
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps_that_forgive()[number]]
    assert subprocess.run(shell, env=given, check=False, timeout=30).returncode == ends


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("https://me:pw@host/x", "https://host/x"),
        ("clone https://token@host: no", "clone https://host: no"),
        ("ann@host.org and https://host/@ann", "ann@host.org and https://host/@ann"),
    ],
)
def test_no_address_shows_a_login(text: str, want: str) -> None:
    assert without_passwords(text) == want
    assert str(GitHubError(text)) == want


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.entry("accepted")
        yield hub
    logging.getLogger("issuesync").handlers.clear()


def test_v_shows_requests_and_neither_token_nor_body(hub: Hub, issuesync: Command) -> None:
    quiet = issuesync("labels", "--from", "github")
    told = issuesync("-v", "labels", "--from", "github")
    assert told.out == quiet.out
    assert "GET /repositories/1002/labels: 200 in " in told.err
    assert " left" in told.err
    assert "read catalog.yaml, " in told.err
    more = issuesync("-vv", "labels", "--from", "github")
    assert len(more.err) > len(told.err) > len(quiet.err)
    (token,) = hub.server.github.tokens
    assert token not in told.err + more.err
    assert "### " not in more.err


def test_v_shows_what_was_decided_and_not_what_was_said(hub: Hub, issuesync: Command) -> None:
    assert hub.names
    told = issuesync("-v", "sync", "--from", "github").err
    assert "asked for the past of 0 of 1 issues" in told
    assert "accepted: 1 issues" in told
    assert "files differ from what is there" in told
    assert "wrote " in told
    assert "to review: nothing" in issuesync("-v", "review").err


def test_a_crash_of_a_real_process_is_no_traceback(tmp_path: Path) -> None:
    script = "import issuesync.cli.main as m; m.app = lambda **_: 1 / 0; m.main()"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == ExitCode.CRASH
    assert "Traceback" not in ran.stderr
    assert ROOT.is_dir()


@pytest.mark.parametrize("error", ["ImportError('gone')", "SyntaxError('cut short')", "OSError(5)"])
def test_a_dependency_that_cannot_be_imported_is_a_crash_and_never_what_was_found(
    tmp_path: Path, error: str
) -> None:
    (tmp_path / "typer.py").write_text(f"raise {error}\n")
    program = [sys.executable, "-m", "issuesync", "--version"]
    given = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(program, env=given, capture_output=True, text=True, check=False)
    assert ran.returncode == ExitCode.CRASH
    assert "issuesync cannot start" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_program_that_is_installed_is_the_one_that_says_so() -> None:
    (program,) = entry_points(group="console_scripts", name="issuesync")
    assert program.value == "issuesync.__main__:main"


def installs(
    folder: Path, imports: str = "pass", hashes: str = "", status: str = "404"
) -> tuple[int, str, str]:
    """Run the Action's first script among stand-ins.

    ``status`` is how the server of releases answers, 000 where it does not; nothing where there
    is no curl. Returns how the script ended, what uv was asked for, and what was said.
    """
    asked = folder / "asked"
    ends = {"200": 0, "": 127}.get(status, 22)
    stubs = {
        "python": "",
        "curl": f"printf '%s' '{hashes}' > \"$out\"; printf '%s' '{status}'; exit {ends}",
        "uv/bin/uv": f'echo "$*" >> {asked}',
        "issuesync/bin/python": f'{sys.executable} -c "{imports}"',
    }
    find_out = 'while [ $# -gt 0 ]; do [ "$1" = --output ] && out=$2; shift; done\n'
    for name, text in stubs.items():
        stub = folder / name
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text(f"#!/bin/sh\n{find_out if name == 'curl' else ''}{text}\n")
        stub.chmod(0o755)
    given = {
        "RUNNER_TEMP": str(folder), "ACTION_PATH": str(ROOT), "PATH": f"{folder}:/usr/bin:/bin",
        "GITHUB_SERVER_URL": "https://github.com",
    }  # fmt: skip
    ran = subprocess.run(
        [*BASH, "-c", INSTALL["run"]],
        env=given,
        cwd=folder,
        check=False,
        timeout=30,
        capture_output=True,
        text=True,
    )
    return ran.returncode, asked.read_text() if asked.exists() else "", ran.stdout


@pytest.mark.parametrize(("imports", "ends"), [("pass", 0), ("raise ImportError", 1)])
def test_an_action_whose_tool_cannot_be_imported_ends_when_it_is_installed(
    tmp_path: Path, imports: str, ends: int
) -> None:
    """The step that takes 1 for “something was found” is not reached then."""
    assert installs(tmp_path, imports)[0] == ends


DECLARED = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
HASHES = f"a==1 --hash=sha256:0\n# pyproject.toml {DECLARED}\n"


def test_the_action_installs_by_the_hashes_of_its_release(tmp_path: Path) -> None:
    ended, asked, said = installs(tmp_path, hashes=HASHES, status="200")
    assert (ended, said) == (0, "")
    assert "--require-hashes" in asked
    assert "--no-deps --no-build-isolation" in asked


@pytest.mark.parametrize(
    ("hashes", "status", "why"),
    [
        ("a==1 --hash=sha256:0\n# pyproject.toml 0123\n", "200", "this commit is not release v"),
        ("", "404", "has no hashes"),
    ],
)
def test_an_action_that_has_no_hashes_installs_without_and_says_so(
    tmp_path: Path, hashes: str, status: str, why: str
) -> None:
    ended, asked, said = installs(tmp_path, hashes=hashes, status=status)
    assert ended == 0
    assert "--require-hashes" not in asked
    assert str(ROOT) in asked
    assert re.fullmatch(f"::warning title=[^:\n]*not checked by hash::[^\n]*{why}[^\n]*\n", said)


@pytest.mark.parametrize("status", ["000", "403", "429", "500", "503", ""])
def test_an_action_whose_hashes_cannot_be_fetched_installs_nothing_and_says_so(
    tmp_path: Path, status: str
) -> None:
    """Else whoever is in the way of the download would decide what is installed."""
    ended, asked, said = installs(tmp_path, hashes=HASHES, status=status)
    assert ended == 1
    assert asked == ""
    told = "no answer" if status in {"", "000"} else status
    assert re.fullmatch(
        f"::error title=[^:\n]*::[^\n]*could not be fetched [^\n]*{told}[^\n]*\n", said
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "ftp://x",
        "http://h:0",
        "http://h:99999",
        "http://[::1]:9/api",
        "x",
        "http://",
    ],
)
def test_githubs_address_of_any_shape_ends_with_its_reason(
    cats: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(cats)
    monkeypatch.setenv("GITHUB_API_URL", address)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    for words in (("sync", "--from", "github"), ("pull",), ("review",), ("labels",)):
        ran = issuesync(*words, *(() if words == ("labels",) else ("--max-wait", "0")))
        assert ran.code == (ExitCode.DONE if words == ("labels",) else ExitCode.GITHUB), ran.err
        assert TOKEN not in ran.out + ran.err


@pytest.mark.parametrize("name", ["catalog", ".issuesync", "README.md", "labels.yaml", "badges"])
def test_a_file_where_a_folder_belongs_and_a_folder_where_a_file_does_are_told(
    cats: Path, issuesync: Command, name: str
) -> None:
    place = cats / name
    if place.is_file():
        place.unlink()
        place.mkdir()
    else:
        shutil.rmtree(place, ignore_errors=True)
        place.write_text("x", encoding="utf-8")
    for command in ("sync", "check", "list", "labels"):
        assert issuesync(command).code != ExitCode.CRASH


@pytest.mark.parametrize("days", ["800000", "-1", "1e9", "nan", "99999999999999999999"])
def test_news_of_any_number_of_days_are_told(cats: Path, issuesync: Command, days: str) -> None:
    catalog = cats / "catalog.yaml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(
        text.replace("news: {of: datasets}", f"news: {{of: datasets, days: {days}}}"), "utf-8"
    )
    assert issuesync("sync").code == ExitCode.CONFIGURATION
