"""What `docs/automation.md` shows is what the commands say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cats import PAPERS
from pulling import hub_at
from repositories import Remote, clone_of, commit_all, first_push, git, isolate, push_change
from test_absorb_docs import broken

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from cats import Ran

    Command = Callable[..., Ran]

PAGE = Path(__file__).parent.parent / "docs" / "automation.md"
BLOCK = re.compile(r"```console\n\$ issuesync (.*)\n((?:.*\n)*?)```")
CHANGING = re.compile(
    r"(?<=pushed )[0-9a-f]{7}|(?<=again in )[0-9]+|[0-9]+(?= left)|https?://[^/]+"
)
RULE = """\
echo 'error: GH013: Repository rule violations found for refs/heads/main.' >&2
echo '- Changes must be made through a pull request.' >&2
exit 1"""


def masked(text: str) -> list[str]:
    """Return the lines without what is another each time."""
    return CHANGING.sub("…", text).splitlines()


def test_every_output_in_the_documentation_is_what_the_command_says(
    cats: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    isolate(monkeypatch)
    monkeypatch.setattr("issuesync.app.commit.FIRST_WAIT", 0.0)
    clone = clone_of(cats, monkeypatch)
    remote = Remote(cats / "remote.git")
    said: list[tuple[str, list[str]]] = []

    def run(words: str) -> None:
        printed = issuesync(*words.split()).err
        said.append((words, masked("\n".join(map(broken, printed.splitlines())))))

    run("sync --commit")
    run("sync --commit")
    other = remote.clone("other")
    (other / "papers.yaml").write_text(f"{PAPERS}- {{name: A postscript, year: 2025}}\n")
    commit_all(other, "Add a paper")
    first_push(clone, f"git -C {other} push --quiet origin main")
    (clone / "overrides.yaml").write_text("2:\n  venue: ECCV\n")
    commit_all(clone, "Fix a venue")
    git(clone, "push", "--quiet", "--no-verify", "origin", "main")
    git(other, "pull", "--quiet", "--rebase")
    run("sync --commit")
    push_change(clone, "papers.yaml", PAPERS)
    remote.hook("pre-receive", RULE)
    run("sync --commit")
    (remote.path / "hooks" / "pre-receive").unlink()
    with hub_at(clone, "octo/cat") as hub:
        hub.repository.heads = lambda: {name: remote.head(name) for name in remote.branches()}
        monkeypatch.setenv("GITHUB_REPOSITORY", "octo/cat")
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.token)
        run("sync --pull-request")
    shown = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert [(words, masked(text)) for words, text in shown] == said
