"""What git says into what it means."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from issuesync.errors import ExitCode, GitError, UnreachableError
from issuesync.store.git import (
    Git,
    Login,
    Push,
    PushKind,
    is_at,
    parse_push,
    remote_address,
    with_login,
)

if TYPE_CHECKING:
    from pathlib import Path

ANSWER = "To https://github.com/octo/cat.git\n!\tabc:refs/heads/main\t{}\nDone\n"
BEHIND = [
    "[rejected] (fetch first)",
    "[rejected] (non-fast-forward)",
    "[rejected] (stale info)",
    "[rejected] (remote ref updated since checkout)",
    "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)",
    "[remote rejected] (failed to update ref)",
    "[remote rejected] (incorrect old value provided)",
]
REFUSED = [
    "pre-receive hook declined",
    "protected branch hook declined",
    "push declined due to repository rule violations",
    "push declined due to a locked branch",
    "refusing to allow a GitHub App to update workflow `x.yml` without `workflows` permission",
    "shallow update not allowed",
]
PASSING = ["[remote rejected] (Internal Server Error)", "[remote failure] (no report)"]


def test_a_push_that_arrived() -> None:
    assert parse_push(0, "To x\n \tabc:refs/heads/main\t1..2\nDone\n") == Push(PushKind.DONE)


@pytest.mark.parametrize("line", BEHIND)
def test_a_push_that_somebody_overtook(line: str) -> None:
    push = parse_push(1, ANSWER.format(line))
    assert push is not None
    assert push.kind is PushKind.BEHIND


@pytest.mark.parametrize("reason", REFUSED)
def test_a_push_that_a_rule_refuses(reason: str) -> None:
    push = parse_push(1, ANSWER.format(f"[remote rejected] ({reason})"))
    assert push == Push(PushKind.REFUSED, reason)


@pytest.mark.parametrize("said", ["", "error: failed to push some refs\n", *PASSING])
def test_a_push_that_nobody_answered_may_pass(said: str) -> None:
    assert parse_push(1, ANSWER.format(said) if said in PASSING else said) is None


@pytest.mark.parametrize(
    ("address", "server", "expected"),
    [
        ("https://github.com/octo/cat", "https://github.com", True),
        ("https://github.com/octo/cat.git", "https://github.com/", True),
        ("https://github.com.evil.example/octo/cat", "https://github.com", False),
        ("https://evil.example/github.com/cat", "https://github.com", False),
        ("https://me:secret@github.com/octo/cat", "https://github.com", False),
        ("http://github.com/octo/cat", "https://github.com", False),
        ("https://github.com:8443/octo/cat", "https://github.com", False),
        ("../remote.git", "https://github.com", False),
        ("../remote.git", "", False),
    ],
)
def test_a_token_is_for_its_own_server_alone(address: str, server: str, *, expected: bool) -> None:
    assert is_at(address, server) is expected


def test_a_login_is_added_to_the_settings_of_the_environment() -> None:
    env = with_login({"GIT_CONFIG_COUNT": "1", "PATH": "x"}, Login("https://github.com", "secret"))
    key = "http.https://github.com/.extraheader"
    assert env == {
        "PATH": "x",
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_1": key,
        "GIT_CONFIG_VALUE_1": "",
        "GIT_CONFIG_KEY_2": key,
        "GIT_CONFIG_VALUE_2": "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0",
    }


def test_a_login_does_not_show_its_token() -> None:
    assert "secret" not in repr(Login("https://github.com", "secret"))


def ran(stderr: str) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], 1, "", stderr)


def test_the_remotes_words_are_kept_and_secrets_are_not(tmp_path: Path) -> None:
    login = Login("https://github.com", "secret")
    said = (
        "remote: \n"
        "remote: error: GH013: Repository rule violations found for refs/heads/main.  \n"
        "remote: - Changes must be made through a pull request.\n"
        f"To https://me:pass@github.com/octo/cat\nfatal: secret {login.basic}\n"
        "fatal: unable to access 'https://me:pass@github.com/octo/cat'\n"
        "error: failed to push some refs to 'https://github.com/octo/cat'\n"
    )
    assert Git(tmp_path, login=login).words_of(ran(said)) == (
        "GH013: Repository rule violations found for refs/heads/main."
        " - Changes must be made through a pull request. *** ***"
        " unable to access 'https://***@github.com/octo/cat'"
    )
    assert Git(tmp_path).words_of(ran("")) == "it ended with 1"
    assert len(Git(tmp_path).words_of(ran("fatal: " + "x" * 9999))) == 500


def test_what_takes_too_long_is_ended(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("slow")
    (folder / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr("issuesync.store.git.LOCAL", 0.05)
    monkeypatch.setattr("issuesync.store.git.REMOTE", 0.05)
    with pytest.raises(GitError, match=r"git status took more than 0\.05 s") as caught:
        Git(folder).run("status")
    assert not isinstance(caught.value, UnreachableError)
    with pytest.raises(UnreachableError, match="git fetch took more than"):
        Git(folder).run("fetch", is_remote=True)
    assert remote_address(folder) == ""
    assert caught.value.exit_code is ExitCode.GITHUB
