"""The commands that read from GitHub, from end to end."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from github_server import faults
from issuesync.app.connection import find_token
from issuesync.errors import ExitCode
from issuesync.store.mirror import mirror_path
from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from github_server import Request
    from github_server.faults import Plan
    from pulling import Hub

VQA = "**Section**: vqa\n**Year**: 2024\n**Paper**: https://example.org/1"
CAP = "### Section\n\ncap\n\n### Year\n\n2022\n"


@pytest.fixture
def hub(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve the cats' repository to the commands; these tests are of reading, not of accepting."""
    settings = cats / "catalog.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}review: {{edits: trust}}\n", encoding="utf-8")
    with hub_at(cats, "octo/cat") as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.token)
        monkeypatch.delenv("GH_TOKEN", raising=False)
        hub.repository.create_issue("Cats 1", VQA, labels=["accepted", "VQA"])
        hub.repository.create_issue("Cats 2", VQA, labels=["accepted", "Visual QA"])
        hub.repository.create_issue("Cats 3", CAP, labels=["accepted", "Cap."])
        hub.repository.create_issue("Not yet", CAP)
        hub.repository.create_pull("A change", labels=["VQA"])
        yield hub


def make_large(hub: Hub) -> None:
    """Open so many more issues that they are kept in a mirror."""
    hub.fill(1000, a_second=40, apart=100)
    hub.server.github.advance(1000)


def files(folder: Path, *, with_mirror: bool = False) -> dict[str, tuple[int, bytes]]:
    """Return every file below a folder with its time and bytes."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (with_mirror or ".issuesync" not in path.parts)
    }


def lists(folder: Path, *names: str) -> bool:
    """Say whether the README shows exactly these entries of issues."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    return all((name in text) == (name in names) for name in ("Cats 1", "Cats 2", "Cats 3"))


# sync --from github


def test_a_sync_writes_the_accepted_issues_and_the_documents(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    ran = issuesync("sync", "--from", "github")
    assert ran.code == ExitCode.DONE, ran.err
    snapshot = json.loads((hub.folder / "catalog/issues.json").read_text(encoding="utf-8"))
    assert [one["number"] for one in snapshot["issues"]] == [1, 2, 3]
    assert {one["name"] for one in snapshot["labels"]} == {"accepted", "VQA", "Visual QA", "Cap."}
    assert lists(hub.folder, "Cats 1", "Cats 2", "Cats 3")
    assert "Not yet" not in (hub.folder / "README.md").read_text(encoding="utf-8")
    assert "3 requests, 999998 left this hour" in ran.err


@pytest.mark.parametrize("is_large", [False, True])
def test_a_second_sync_writes_no_byte_outside_the_mirror(
    hub: Hub, issuesync: Callable[..., Ran], is_large: bool
) -> None:
    if is_large:
        make_large(hub)
    assert issuesync("sync", "--from", "github").code == 0
    assert mirror_path(hub.folder).exists() == is_large
    before = files(hub.folder)
    ran = issuesync("sync", "--from", "github")
    assert (ran.code, "nothing to write" in ran.err) == (0, True)
    assert files(hub.folder) == before
    assert "3 requests" in ran.err


@pytest.mark.parametrize("is_large", [False, True])
def test_a_sync_follows_what_people_do(
    hub: Hub, issuesync: Callable[..., Ran], is_large: bool
) -> None:
    if is_large:
        make_large(hub)
    one = hub.repository
    issuesync("sync", "--from", "github")
    one.close_issue(1)
    one.delete_issue(2)
    one.edit_issue(3, title="Cats 3 and more")
    one.edit_label("Cap.", new_name="CAP.")
    assert issuesync("sync", "--from", "github").code == 0
    assert lists(hub.folder, "Cats 3")
    assert "Cats 3 and more" in (hub.folder / "README.md").read_text(encoding="utf-8")
    snapshot = json.loads((hub.folder / "catalog/issues.json").read_text(encoding="utf-8"))
    assert [(x["number"], x["state"]) for x in snapshot["issues"]] == [(1, "closed"), (3, "open")]
    assert {"name": "CAP."} in snapshot["issues"][1]["labels"]


def test_a_sync_from_the_snapshot_it_wrote_writes_nothing(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    issuesync("sync", "--from", "github")
    before = files(hub.folder)
    asked = len(hub.server.log)
    assert issuesync("sync").code == 0
    assert files(hub.folder) == before
    assert len(hub.server.log) == asked, "a token never changes the source"


def test_a_check_of_what_github_holds_writes_nothing(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    before = files(hub.folder)
    assert issuesync("sync", "--from", "github", "--check").code == ExitCode.FOUND
    assert files(hub.folder) == before


# What goes wrong

LASTING = {
    "closes": faults.closes(),
    "closes half way": faults.closes_half_way(),
    "a page": faults.shows_a_page(),
    "truncated": faults.truncates(),
    "empty": faults.says_nothing(),
    "500": faults.fails(500),
    "502": faults.fails(502),
    "moved": faults.refuses(301),
    "not modified": faults.refuses(304),
    "401": faults.refuses(401),
    "403": faults.refuses(403),
    "404": faults.refuses(404),
    "410": faults.refuses(410),
    "422": faults.refuses(422),
    "451": faults.refuses(451),
    "an object": faults.Fault("an object", lambda reply: replace(reply, body=b'{"data": []}')),
    "accepted": faults.refuses(202),
}


@pytest.mark.parametrize("name", LASTING)
def test_a_failure_that_lasts_is_an_error_and_writes_nothing(
    hub: Hub, issuesync: Callable[..., Ran], name: str
) -> None:
    issuesync("sync", "--from", "github")
    hub.repository.edit_issue(1, title="Cats 1 changed")
    before = files(hub.folder)
    plan = hub.server.plan
    for number in (1, 2, 3):
        first = plan.seen + number
        plan.when(partial(is_reached, plan, first), LASTING[name], times=None)
        ran = issuesync("sync", "--from", "github", "--max-wait", "0")
        assert ran.code == ExitCode.GITHUB
        assert sum(line.startswith("issuesync: ") for line in ran.err.splitlines()) == 1
        assert files(hub.folder) == before
        plan.clear()
    assert issuesync("sync", "--from", "github").code == 0
    assert "Cats 1 changed" in (hub.folder / "README.md").read_text(encoding="utf-8")


def is_reached(plan: Plan, first: int, request: Request) -> bool:
    """Say whether the requests to come have reached the one from which everything fails."""
    del request
    return plan.seen >= first


def test_a_server_that_is_not_there_is_an_error(
    cats: Path, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GITHUB_TOKEN", "a-token")
    before = files(cats)
    ran = issuesync("pull", "--max-wait", "0")
    assert ran.code == ExitCode.GITHUB
    assert "no answer from GitHub (ConnectionError)" in ran.err
    assert files(cats) == before


@pytest.mark.parametrize(
    "address", ["github.example", "ftp://github.example", "https://", "http://[", "http://h:x"]
)
def test_an_address_that_is_none_is_an_error_that_names_the_variable(
    cats: Path, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", address)
    monkeypatch.setenv("GITHUB_TOKEN", "a-token")
    before = files(cats)
    ran = issuesync("pull", "--max-wait", "0")
    assert ran.code == ExitCode.GITHUB
    assert "GITHUB_API_URL" in ran.err
    assert files(cats) == before


def test_a_limit_beyond_max_wait_has_its_own_exit_code_and_keeps_what_was_read(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    make_large(hub)
    before = files(hub.folder)
    hub.server.github.limits.leave(5, "octo", hub.server.github.now)
    ran = issuesync("sync", "--from", "github", "--max-wait", "10")
    assert ran.code == ExitCode.LIMIT
    assert "come back at" in ran.err
    assert "--max-wait" in ran.err
    assert "6 requests" not in ran.err
    assert files(hub.folder) == before
    hub.server.github.advance(3601)
    asked = len(hub.server.log)
    assert issuesync("sync", "--from", "github").code == 0
    lines = hub.server.lines
    answered = {one.line for one in hub.server.log[:asked] if one.status == 200}
    assert {line for line in lines[asked:] if line in answered} == {"POST /graphql"}
    assert lists(hub.folder, "Cats 1", "Cats 2", "Cats 3")


def test_a_wait_is_told_with_its_reason(hub: Hub, issuesync: Callable[..., Ran]) -> None:
    hub.server.plan.at(2, faults.limits_secondary(1))
    ran = issuesync("pull")
    assert ran.code == 0
    assert "GitHub asks to slow down; waiting 1 s" in ran.err


def test_who_watches_a_terminal_sees_count_rate_and_countdown(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_large(hub)
    hub.server.plan.at(5, faults.limits_secondary(1))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    ran = issuesync("pull")
    assert ran.code == 0
    assert re.search(r"reading issues.*\d+/1005.*[1-9]\d*/s", ran.err)
    assert "resuming in 1 s" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("with_token", [True, False])
def test_a_renamed_repository_is_reported_with_the_line_to_change(
    hub: Hub, issuesync: Callable[..., Ran], with_token: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_token:
        monkeypatch.delenv("GITHUB_TOKEN")
        monkeypatch.setenv("PATH", "")
    hub.server.github.rename_repository(hub.repository, "octo/tigers")
    ran = issuesync("pull")
    assert ran.code == 0
    assert "catalog.yaml:1: warning [repository-moved] octo/cat is now octo/tigers" in ran.err
    assert "write repository: octo/tigers" in ran.err
    ran = issuesync("sync", "--from", "github", "--json")
    (moved,) = [one for one in json.loads(ran.out)["problems"] if one["code"] == "repository-moved"]
    assert (ran.code, moved["file"], moved["line"]) == (0, "catalog.yaml", 1)


def test_a_sync_tells_people_of_a_renamed_repository_too(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    hub.server.github.rename_repository(hub.repository, "octo/tigers")
    ran = issuesync("sync", "--from", "github")
    assert "catalog.yaml:1: warning [repository-moved] octo/cat is now octo/tigers" in ran.err


def test_a_server_without_graphql_is_asked_for_it_once(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    hub.server.github.graphql = False
    make_large(hub)
    assert issuesync("pull").code == 0
    first = len(hub.server.lines)
    assert issuesync("pull").code == 0
    again = hub.server.lines[first:]
    assert len(again) == 4
    assert not any("graphql" in line for line in again)
    hub.server.github.graphql = True
    assert issuesync("pull", "--full").code == 0
    first = len(hub.server.lines)
    assert issuesync("pull").code == 0
    assert len(hub.server.lines) - first == 3


def test_another_case_of_the_name_is_no_move(hub: Hub, issuesync: Callable[..., Ran]) -> None:
    hub.server.github.rename_repository(hub.repository, "Octo/Cat")
    assert "repository-moved" not in issuesync("pull").err


# Refusals


@pytest.mark.parametrize("is_large", [False, True])
def test_an_empty_listing_is_refused_before_any_document_is_touched(
    hub: Hub, issuesync: Callable[..., Ran], is_large: bool
) -> None:
    if is_large:
        make_large(hub)
    issuesync("sync", "--from", "github")
    before = files(hub.folder)
    for number in list(hub.repository.issues):
        hub.repository.delete_issue(number)
    ran = issuesync("sync", "--from", "github")
    assert ran.code == ExitCode.REFUSED
    assert "--allow-shrink" in ran.err
    assert files(hub.folder) == before
    assert issuesync("sync", "--from", "github", "--allow-shrink").code == 0
    assert lists(hub.folder)


def test_rows_that_the_end_markers_count_are_not_lost_unasked(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    for number in range(20):
        hub.repository.create_issue(f"More {number}", VQA, labels=["accepted"])
    issuesync("sync", "--from", "github")
    (hub.folder / "catalog" / "issues.json").unlink()
    before = files(hub.folder)
    for number in range(8, 26):
        hub.repository.unlabel_issue(number, "accepted")
    ran = issuesync("sync", "--from", "github")
    assert ran.code == ExitCode.REFUSED
    assert "datasets from 23 to 5" in ran.err
    assert "--apply gives the issues the label that publishes" in ran.err
    assert files(hub.folder) == before
    assert issuesync("sync", "--from", "github", "--allow-shrink").code == 0


def test_a_mirror_that_would_lose_most_is_refused_where_no_document_would_show_it(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    make_large(hub)
    assert issuesync("pull").code == 0
    for number in range(100, 1006):
        hub.repository.delete_issue(number)
    ran = issuesync("pull")
    assert ran.code == ExitCode.REFUSED
    assert "GitHub lists 99 issues where there were 1005" in ran.err
    assert issuesync("pull", "--allow-shrink").code == 0


# pull


def test_a_pull_alone_writes_nothing_for_a_small_catalog(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    before = files(hub.folder, with_mirror=True)
    ran = issuesync("pull")
    assert ran.code == 0
    assert "read octo/cat on GitHub (" in ran.err
    assert "): 5 issues and pull requests, 4 labels\n" in ran.err
    assert ran.out == ""
    assert files(hub.folder, with_mirror=True) == before


def test_a_listing_holds_everything_and_reads_as_a_snapshot(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    assert issuesync("pull", "--to", "all.json").code == 0
    listing = json.loads((hub.folder / "all.json").read_text(encoding="utf-8"))
    assert listing["repository"] == "octo/cat"
    assert [one["number"] for one in listing["issues"]] == [1, 2, 3, 4, 5]
    assert set(listing["issues"][4]) == {"number", "labels", "pull_request"}
    assert issuesync("sync", "--from", "all.json").code == 0
    assert lists(hub.folder, "Cats 1", "Cats 2", "Cats 3")


def test_a_listing_is_the_same_with_a_mirror_and_without_and_each_time(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    make_large(hub)
    issuesync("pull", "--to", "one.json")
    issuesync("pull", "--full", "--to", "two.json")
    ran = issuesync("pull", "--to", "two.json")
    assert "nothing to write: two.json is up to date" in ran.err
    one, two = ((hub.folder / name).read_bytes() for name in ("one.json", "two.json"))
    assert one == two
    from issuesync.store.snapshot import snapshot_text

    assert one.decode() == snapshot_text(replace(hub.truth(), repository="octo/cat"))


def test_a_listing_changes_in_the_lines_of_what_changed(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    issuesync("pull", "--to", "all.json")
    before = (hub.folder / "all.json").read_text(encoding="utf-8").splitlines()
    hub.server.github.advance(100)
    hub.repository.edit_issue(2, title="Cats 2 changed")
    issuesync("pull", "--to", "all.json")
    after = (hub.folder / "all.json").read_text(encoding="utf-8").splitlines()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 2


@pytest.mark.parametrize("name", ["catalog/issues.json", "./catalog/../catalog/issues.json"])
def test_a_listing_never_replaces_the_accepted_state(
    hub: Hub, issuesync: Callable[..., Ran], name: str
) -> None:
    before = files(hub.folder)
    ran = issuesync("pull", "--to", name)
    assert ran.code == ExitCode.USAGE
    assert "accepted state" in ran.err
    assert files(hub.folder) == before
    assert hub.server.lines == []


def test_a_dry_run_says_what_a_pull_would_cost_and_reads_no_issue(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(hub.folder, with_mirror=True)
    ran = issuesync("pull", "--dry-run")
    assert (ran.code, hub.server.lines) == (0, ["POST /graphql"])
    assert "octo/cat: 5 issues and pull requests, listed whole; about 4 requests" in ran.err
    make_large(hub)
    assert "kept in .issuesync; about 14 requests" in issuesync("pull", "--dry-run").err
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PATH", "")
    assert "about 14 requests" in issuesync("pull", "--dry-run").err
    assert files(hub.folder, with_mirror=True) == before
    issuesync("pull")
    assert "3 or 4 requests" in issuesync("pull", "--dry-run").err
    assert "about 14 requests" in issuesync("pull", "--dry-run", "--full").err


def test_the_status_says_what_the_mirror_holds_its_age_and_the_limit(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    hub.server.github.limits.authenticated = 5000
    ran = issuesync("pull", "--status")
    assert ran.code == 0
    assert "octo/cat: no mirror" in ran.err
    assert "5000 of 5000 requests left this hour" in ran.err
    make_large(hub)
    issuesync("pull")
    three_days_ago = mirror_path(hub.folder).stat().st_mtime - 3 * 86400
    os.utime(mirror_path(hub.folder), (three_days_ago, three_days_ago))
    before = mirror_path(hub.folder).read_bytes()
    asked = len(hub.server.log)
    ran = issuesync("pull", "--status")
    assert "octo/cat: 1004 issues, 1 pull request" in ran.err
    assert "last change seen: 2025-04-01T12:41:40Z (read whole); pulled 3 d 0 h ago" in ran.err
    assert "4986 of 5000 requests left this hour" in ran.err
    assert hub.server.lines[asked:] == ["GET /rate_limit"]
    assert mirror_path(hub.folder).read_bytes() == before


def test_the_status_of_a_pull_that_broke_off_says_so(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    make_large(hub)
    hub.server.plan.at(4, faults.refuses(404))
    issuesync("pull")
    assert "(broken off)" in issuesync("pull", "--status").err


def test_a_damaged_mirror_is_told_and_mended(hub: Hub, issuesync: Callable[..., Ran]) -> None:
    make_large(hub)
    issuesync("pull")
    mirror_path(hub.folder).write_bytes(b"spoilt" * 1000)
    ran = issuesync("pull", "--status")
    assert (ran.code, "is damaged" in ran.err) == (ExitCode.SOURCE, True)
    ran = issuesync("pull")
    assert ran.code == 0
    assert "the mirror was damaged; it is now .issuesync/mirror.damaged-1.sqlite" in ran.err


# Where GitHub is, and who asks


def test_an_enterprise_server_is_read_below_its_path(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", f"{hub.server.enterprise_url}/")
    assert issuesync("sync", "--from", "github").code == 0
    paths = [line.partition("?")[0] for line in hub.server.lines]
    assert paths == [
        "POST /api/graphql",
        f"GET /api/v3/repositories/{hub.repository.id}/issues",
        f"GET /api/v3/repositories/{hub.repository.id}/labels",
    ]
    assert lists(hub.folder, "Cats 1", "Cats 2", "Cats 3")


def test_the_servers_address_never_comes_from_a_file(
    hub: Hub, issuesync: Callable[..., Ran]
) -> None:
    settings = hub.folder / "catalog.yaml"
    text = settings.read_text(encoding="utf-8")
    for key in ("server", "api", "url", "github"):
        settings.write_text(f"{text}{key}: http://127.0.0.1:9\n", encoding="utf-8")
        assert issuesync("pull").code == ExitCode.CONFIGURATION
    assert hub.server.lines == []


@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "GH_TOKEN"])
def test_a_token_comes_from_the_environment(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv(variable, f" {hub.token}\n")
    assert issuesync("pull").code == 0
    assert all(one.authorized for one in hub.server.log)


def test_a_token_comes_from_the_gh_tool_for_that_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "gh"
    tool.write_text('#!/bin/sh\necho "token $*"\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    asked = "token auth token --hostname"
    assert find_token("https://api.github.com") == f"{asked} github.com"
    assert find_token("https://git.example.org/api/v3") == f"{asked} git.example.org"
    tool.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert find_token("https://api.github.com") is None
    tool.unlink()
    assert find_token("https://api.github.com") is None


def test_without_a_token_a_public_repository_is_read_all_the_same(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PATH", "")
    assert issuesync("pull").code == 0
    assert not any(one.authorized for one in hub.server.log)


@pytest.mark.parametrize("token", ["two words\nof it", "tökén", "a\x00b"])
def test_a_token_that_can_be_none_is_an_error_that_does_not_show_it(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    if "\x00" in token:
        token = "a\x01b"  # no environment holds the other
    monkeypatch.setenv("GITHUB_TOKEN", token)
    ran = issuesync("pull")
    assert ran.code == ExitCode.GITHUB
    assert "the token holds characters that no token has" in ran.err
    assert token not in ran.err
    assert hub.server.lines == []


def test_with_tokens_at_hand_the_flagship_asks_nobody(
    catalog_dir: Path, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub_at(catalog_dir) as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        for name in ("GITHUB_TOKEN", "GH_TOKEN"):
            monkeypatch.setenv(name, hub.token)
        for words in (["sync"], ["check"], ["list"], ["labels"]):
            assert "Traceback" not in issuesync(*words).err
        assert hub.server.lines == []
