"""The token goes to GitHub and nowhere else."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import pytest

from github_server import faults
from github_server.model import Token
from issuesync.errors import IssuesyncError
from issuesync.github.api import Api
from issuesync.github.repository import resolve
from issuesync.github.retry import RetryPolicy
from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from pulling import Hub

TOKEN = "ghp_0RecognisableWhereverItWent0"
BODY = "**Section**: vqa\n**Year**: 2024"
TROUBLES = [
    faults.closes(),
    faults.closes_half_way(),
    faults.shows_a_page(),
    faults.truncates(),
    faults.says_nothing(),
    faults.fails(500),
    faults.refuses(301, headers=(("Location", "https://elsewhere.example/repos/octo/cat"),)),
    faults.refuses(401, "Bad credentials"),
    faults.refuses(403, "Resource not accessible by personal access token"),
    faults.refuses(404),
    faults.limits_secondary(7200),
    faults.limits_primary(1_743_508_800 + 3000),
]


@pytest.fixture
def hub(
    cats: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Hub]:
    """Serve the cats' repository to who has the token; log everything that is ever logged."""
    with hub_at(cats, "octo/cat") as hub:
        hub.token = TOKEN
        hub.server.github.tokens[TOKEN] = Token(TOKEN, "octo")
        hub.repository.create_issue("Cats 1", BODY, labels=["accepted", "Visual QA"])
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        caplog.set_level(logging.DEBUG)
        yield hub


def holders(folder: Path) -> list[str]:
    """Return the files that hold the token, in their name or in their bytes."""
    secret = TOKEN.encode()
    return [
        path.name
        for path in folder.rglob("*")
        if TOKEN in path.name or (path.is_file() and secret in path.read_bytes())
    ]


COMMANDS = [
    ("sync", "--from", "github"),
    ("sync", "--from", "github", "--diff"),
    ("sync", "--from", "github", "--json"),
    ("pull", "--to", "all.json"),
    ("pull", "--status"),
    ("pull", "--dry-run"),
    ("labels", "--from", "github", "--json"),
    ("labels", "--from", "github", "--out", "plan.json"),
    ("labels", "--from", "github", "--apply"),
    ("labels", "--from", "github", "--export"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_says_or_writes_the_token(
    hub: Hub,
    issuesync: Callable[..., Ran],
    caplog: pytest.LogCaptureFixture,
    words: tuple[str, ...],
) -> None:
    ran = issuesync(*words)
    assert ran.code == 0, ran.err
    assert hub.server.log[0].authorized, "the token did go to GitHub"
    assert TOKEN not in ran.out + ran.err + caplog.text
    assert not holders(hub.folder)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda fault: fault.name)
def test_no_failure_says_or_writes_the_token(
    hub: Hub,
    issuesync: Callable[..., Ran],
    caplog: pytest.LogCaptureFixture,
    trouble: faults.Fault,
) -> None:
    for words in (("sync", "--from", "github"), ("pull",), ("labels", "--from", "github")):
        for number in (1, 2):
            hub.server.plan.at(number, trouble)
            ran = issuesync(*words, "--max-wait", "0")
            hub.server.plan.clear()
            assert TOKEN not in ran.out + ran.err
    assert TOKEN not in caplog.text
    assert not holders(hub.folder)


def test_inside_actions_no_annotation_holds_the_token(
    hub: Hub, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    hub.server.plan.at(1, faults.refuses(401, "Bad credentials"))
    hub.server.plan.at(2, faults.refuses(401, "Bad credentials"))
    ran = issuesync("pull")
    assert "::error::" in ran.out
    assert TOKEN not in ran.out + ran.err


def test_a_mirror_does_not_hold_the_token(hub: Hub, issuesync: Callable[..., Ran]) -> None:
    hub.fill(1001, a_second=100)
    assert issuesync("pull").code == 0
    assert [path.name for path in hub.folder.glob(".issuesync/mirror.sqlite")]
    assert not holders(hub.folder)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda fault: fault.name)
def test_no_object_and_no_traceback_shows_the_token(hub: Hub, trouble: faults.Fault) -> None:
    patience = RetryPolicy(max_wait=0)
    api = Api(patience, TOKEN, hub.server.url)
    hub.server.plan.always(trouble)
    with pytest.raises(IssuesyncError) as caught:
        resolve(api, "octo/cat")
    api.close()
    shown = "".join(traceback.format_exception(caught.value))
    for one in (api, patience, caught.value, caught.value.args, vars(api)):
        shown += f"{one!r} {one}"
    assert TOKEN not in shown


def test_a_token_that_can_be_none_is_not_shown_either(hub: Hub) -> None:
    del hub
    with pytest.raises(IssuesyncError) as caught:
        Api(RetryPolicy(), f"{TOKEN}\n{TOKEN}")
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
