"""``sync --commit`` against real git: what is committed, who else pushes, and what goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import forked
from cats import PAPERS
from git_http import git_server
from issuesync.app.commit import commit_and_push
from issuesync.app.connection import PullOptions
from issuesync.app.sync import Regenerated, SyncOptions, regenerate
from issuesync.errors import ExitCode, GitError, RefusedError, UnreachableError
from pulling import hub_of
from repositories import (
    Remote,
    clone_of,
    commit_all,
    first_push,
    git,
    isolate,
    publish,
    push_change,
    state,
    write_hook,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cats import Ran
    from git_http import GitServer

    Command = Callable[..., Ran]

TOKEN = "ghs_0RecognisableWhereverItWent0"
BOT = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
MORE_PAPERS = f"{PAPERS}- {{name: A postscript, year: 2025}}\n"


@pytest.fixture
def clone(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalog of cats, not yet rendered, as a clone of its remote."""
    isolate(monkeypatch)
    monkeypatch.setattr("issuesync.app.commit.FIRST_WAIT", 0.0)
    return clone_of(cats, monkeypatch)


@pytest.fixture
def remote(clone: Path) -> Remote:
    return Remote(clone.parent / "remote.git")


@pytest.fixture
def in_actions(clone: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_REF", "refs/heads/main")
    return clone


def start(folder: Path, **env: str) -> forked.Running:
    """Start the command in a process of its own, whose number is ``$RUN`` in hooks."""
    return forked.begin("-C", str(folder), "sync", "--commit", env=os.environ | env, pid_as="RUN")


def rerender(root: Path) -> Regenerated:
    return regenerate(SyncOptions(root, None, PullOptions()))


# What is committed


def test_what_changed_is_one_commit_of_exactly_these_paths(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    (clone / "notes.txt").write_text("nobody's business\n")
    ran = issuesync("sync", "--commit")
    assert ran.code == 0, ran.err
    assert remote.log() == ["Update the catalog: 5 entries", "Begin"]
    assert remote.changed_by() == ["M README.md", "A badges/vqa.svg"]
    assert f"pushed {remote.head()[:7]} to main: Update the catalog: 5 entries" in ran.err


def test_the_checkout_follows_what_was_pushed(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    issuesync("sync", "--commit")
    assert state(clone)[:2] == (remote.head(), "")
    assert "| Cats 2 |" in (clone / "README.md").read_text()
    assert git(clone, "worktree", "list").count("\n") == 0


def test_the_worktree_of_a_run_that_was_killed_is_removed_by_the_next(
    clone: Path, issuesync: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, others = temporary / f"issuesync-{dead.pid}-abc", temporary / f"issuesync-{os.getpid()}-x"
    others.mkdir()
    git(clone, "worktree", "add", "--quiet", "--detach", str(left / "tree"), "HEAD")
    assert issuesync("sync", "--commit").code == ExitCode.DONE
    assert [path.name for path in temporary.iterdir()] == [others.name]
    assert git(clone, "worktree", "list").count("\n") == 0


def test_nothing_is_committed_where_nothing_changed(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    issuesync("sync", "--commit")
    before, head = state(clone), remote.head()
    ran = issuesync("sync", "--commit")
    assert ran.code == 0
    assert "nothing to push to main" in ran.err
    assert (state(clone), remote.head()) == (before, head)


def test_what_was_committed_is_part_of_the_json(remote: Remote, issuesync: Command) -> None:
    first = json.loads(issuesync("sync", "--commit", "--json").out)
    assert (first["commit"], first["pushed"]) == (remote.head(), True)
    assert first["pull_request"] is None
    assert [one["path"] for one in first["changed"]] == ["README.md", "badges/vqa.svg"]
    second = json.loads(issuesync("sync", "--commit", "--json").out)
    assert (second["commit"], second["pushed"]) == (remote.head(), False)
    assert second["changed"] == []


def test_a_file_that_goes_is_part_of_the_commit(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    issuesync("sync", "--commit")
    text = (clone / "catalog.yaml").read_text().replace("labels: [VQA]", "labels: [Cap.]")
    push_change(clone, "catalog.yaml", text)
    assert issuesync("sync", "--commit").code == 0
    assert remote.changed_by() == ["M README.md", "A badges/cap.svg", "D badges/vqa.svg"]


def test_a_user_commits_as_they_are_and_actions_as_its_bot(
    clone: Path, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuesync("sync", "--commit")
    who = ("log", "-1", "--format=%an <%ae>|%cn <%ce>", "main")
    assert git(remote.path, *who) == "Ada <ada@example.org>|Ada <ada@example.org>"
    push_change(clone, "papers.yaml", MORE_PAPERS)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert issuesync("sync", "--commit").code == 0
    assert git(remote.path, *who) == f"{BOT}|{BOT}"


def test_a_catalog_in_a_folder_of_the_repository(
    cats: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    isolate(monkeypatch)
    names = [path.name for path in cats.iterdir()]
    for name in names:
        (cats / "work" / "Liste der Kätzchen").mkdir(parents=True, exist_ok=True)
        (cats / name).rename(cats / "work" / "Liste der Kätzchen" / name)
    remote = publish(cats / "work", cats / "remote.git")
    monkeypatch.chdir(cats / "work" / "Liste der Kätzchen")
    assert issuesync("sync", "--commit").code == 0
    assert remote.changed_by() == [
        "M Liste der Kätzchen/README.md",
        "A Liste der Kätzchen/badges/vqa.svg",
    ]
    assert issuesync("sync", "--commit").err.count("nothing to push") == 1


def test_a_file_that_git_ignores_is_not_committed(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    push_change(clone, ".gitignore", "badges/\n")
    issuesync("sync", "--commit")
    assert remote.changed_by() == ["M README.md"]
    head = remote.head()
    assert "nothing to push" in issuesync("sync", "--commit").err
    assert remote.head() == head


def test_a_hook_that_judges_what_people_commit_is_not_asked(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    for name in ("pre-commit", "commit-msg"):
        write_hook(clone / ".git" / "hooks" / name, "exit 1")
    assert issuesync("sync", "--commit").code == 0
    assert len(remote.log()) == 2


def test_the_command_works_within_a_hook_of_git(
    clone: Path, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.setenv(name, str(clone / "elsewhere"))
    ran = issuesync("sync", "--commit")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name)
    assert ran.code == 0
    assert len(remote.log()) == 2


def test_a_snapshot_that_is_given_by_path_is_read_from_where_the_user_is(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    content = json.loads((clone / "catalog" / "issues.json").read_text())
    (clone / "other.json").write_text(json.dumps({**content, "issues": content["issues"][:1]}))
    assert issuesync("sync", "--commit", "--from", "other.json").code == 0
    assert remote.log()[0] == "Update the catalog: 3 entries (−2)"
    assert "Cats 3" not in remote.read("README.md")


def test_the_mirror_of_a_large_catalog_is_used_and_kept(
    clone: Path, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone / ".issuesync").mkdir()
    (clone / ".issuesync" / ".gitignore").write_text("*\n")

    def build(options: SyncOptions) -> Regenerated:
        assert options.root.resolve() != clone
        (options.root / ".issuesync/seen").write_text("here")
        return regenerate(options)

    monkeypatch.setattr("issuesync.app.sync.regenerate", build)
    assert issuesync("sync", "--commit").code == 0
    assert (clone / ".issuesync" / "seen").read_text() == "here"
    assert remote.changed_by() == ["M README.md", "A badges/vqa.svg"]


# Whoever else pushes


def test_a_stale_checkout_works_on_the_branchs_head(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    push_change(remote.clone("other"), "papers.yaml", MORE_PAPERS, "Add a paper")
    assert issuesync("sync", "--commit").code == 0
    assert remote.log() == ["Update the catalog: 6 entries", "Add a paper", "Begin"]
    assert "A postscript" in remote.read("README.md")
    assert state(clone)[0] == remote.head()


def test_a_checkout_that_followed_is_ready_for_the_next_run(
    clone: Path, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(remote.clone("other"))
    assert issuesync("sync", "--commit").code == 0
    monkeypatch.chdir(clone)
    for _ in range(2):
        ran = issuesync("sync", "--commit")
        assert (ran.code, state(clone)[:2]) == (0, (remote.head(), "")), ran.err
    assert git(clone, "rev-parse", "origin/main") == remote.head()


def test_a_clone_that_knows_no_other_branch_works_on_one(
    clone: Path, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(clone, "push", "--quiet", "origin", "main:pages")
    single = remote.clone("single", "--single-branch")
    push_change(remote.clone("other", "--branch", "pages"), "papers.yaml", MORE_PAPERS)
    git(single, "fetch", "--quiet", "origin", "pages")
    git(single, "checkout", "--quiet", "-b", "pages", "FETCH_HEAD")
    monkeypatch.chdir(single)
    for _ in range(2):
        ran = issuesync("sync", "--commit")
        assert (ran.code, state(single)[:2]) == (0, (remote.head("pages"), "")), ran.err


def test_a_push_that_somebody_overtook_is_made_anew_on_top_of_theirs(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    other = remote.clone("other")
    (other / "papers.yaml").write_text(MORE_PAPERS)
    commit_all(other, "Add a paper")
    first_push(clone, f"git -C {other} push --quiet origin main")
    ran = issuesync("sync", "--commit")
    assert ran.code == 0, ran.err
    assert "somebody else pushed to main; starting again" in ran.err
    assert remote.log() == ["Update the catalog: 6 entries", "Add a paper", "Begin"]
    assert "A postscript" in remote.read("README.md")
    assert "Cats 2" in remote.read("README.md")
    assert state(clone)[:2] == (remote.head(), "")


def test_a_run_within_a_run_leaves_one_commit_and_both_succeed(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    other = remote.clone("other")
    first_push(clone, f"{sys.executable} -m issuesync -C {other} sync --commit")
    ran = issuesync("sync", "--commit")
    assert ran.code == 0, ran.err
    assert remote.log() == ["Update the catalog: 5 entries", "Begin"]
    assert state(clone)[2] == state(other)[2]


MEETING = """\
touch "{0}/met.$PPID"
for _ in $(seq 600); do [ $(ls "{0}" | grep -c met) -ge 2 ] && exit 0; sleep 0.05; done
exit 1
"""
"""Let nobody push before two runs have committed."""


@pytest.mark.parametrize("names", [("work", "other"), ("work", "work")])
def test_two_runs_at_once_both_succeed(clone: Path, remote: Remote, names: tuple[str, str]) -> None:
    remote.clone("other")
    for name in set(names):
        write_hook(
            clone.parent / name / ".git" / "hooks" / "pre-push", MEETING.format(clone.parent)
        )
    runs = [
        start(clone.parent / name, GIT_COMMITTER_DATE=f"2026-01-0{day}T00:00:00Z")
        for day, name in enumerate(names, start=1)
    ]
    errors = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], errors
    assert remote.log() == ["Update the catalog: 5 entries", "Begin"]
    assert state(clone)[1] == ""


def test_who_is_always_overtaken_gives_up_after_some_growing_waits(
    clone: Path, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuesync.app.commit.FIRST_WAIT", 1.0)
    other = remote.clone("other")
    tick = f"cd {other} && git commit -q --allow-empty -m tick && git push -q origin main"
    write_hook(clone / ".git" / "hooks" / "pre-push", f"{UNSET}\n{tick}")
    waits: list[float] = []
    before = state(clone)
    with pytest.raises(UnreachableError, match="somebody else pushed to main"):
        commit_and_push(clone, rerender, sleep=waits.append)
    assert len(waits) == 4
    assert all(2**n * 0.5 <= wait <= 2**n * 1.5 for n, wait in enumerate(waits))
    assert state(clone) == before
    assert set(remote.log()) == {"tick", "Begin"}


UNSET = "unset $(git rev-parse --local-env-vars)"


# The checkout of an Actions run


def test_a_shallow_detached_and_stale_checkout_of_actions_is_enough(
    in_actions: Path, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    shallow = in_actions.parent / "runner"
    git(in_actions.parent, "clone", "--quiet", "--depth=1", f"file://{remote.path}", str(shallow))
    git(shallow, "checkout", "--quiet", "--detach")
    push_change(remote.clone("other"), "papers.yaml", MORE_PAPERS, "Add a paper")
    monkeypatch.chdir(shallow)
    assert issuesync("sync", "--commit").code == 0
    assert remote.log() == ["Update the catalog: 6 entries", "Add a paper", "Begin"]


def test_the_branch_that_is_checked_out_counts_before_the_one_of_the_run(
    in_actions: Path, remote: Remote, issuesync: Command
) -> None:
    git(in_actions, "checkout", "--quiet", "-b", "pages")
    git(in_actions, "push", "--quiet", "origin", "pages")
    assert issuesync("sync", "--commit").code == 0
    assert (len(remote.log("main")), len(remote.log("pages"))) == (1, 2)


@pytest.mark.parametrize("ref", ["refs/pull/7/merge", "refs/tags/v1", ""])
def test_a_run_without_a_branch_says_so(
    in_actions: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    git(in_actions, "checkout", "--quiet", "--detach")
    monkeypatch.setenv("GITHUB_REF", ref)
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "there is no branch to commit to" in ran.out


# What is refused


def test_a_rules_refusal_is_explained_and_not_tried_again(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    remote.hook(
        "pre-receive",
        "echo x >> pushes\n"
        "echo 'error: GH013: Repository rule violations found for refs/heads/main.' >&2\n"
        "echo '- Changes must be made through a pull request.' >&2\nexit 1",
    )
    before, head = state(clone), remote.head()
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.REFUSED
    assert "main takes no push: pre-receive hook declined" in ran.err
    assert "GH013: Repository rule violations found for refs/heads/main." in ran.err
    assert "--pull-request" in ran.err
    assert (remote.path / "pushes").read_text() == "x\n"
    assert (state(clone), remote.head()) == (before, head)
    assert git(clone, "worktree", "list").count("\n") == 0


def test_changes_that_nobody_committed_are_not_touched(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    (clone / "papers.yaml").write_text(MORE_PAPERS)
    before, head = state(clone), remote.head()
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.REFUSED
    assert "changes that are not committed" in ran.err
    assert (state(clone), remote.head()) == (before, head)


def test_commits_that_nobody_pushed_are_not_touched(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    (clone / "papers.yaml").write_text(MORE_PAPERS)
    commit_all(clone, "Add a paper")
    before, head = state(clone), remote.head()
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.REFUSED
    assert "main has commits that are not pushed" in ran.err
    assert (state(clone), remote.head()) == (before, head)


def test_an_untracked_file_in_the_way_leaves_the_checkout_as_it_is(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    (clone / "badges").mkdir()
    (clone / "badges" / "vqa.svg").write_text("mine")
    before = state(clone)
    ran = issuesync("sync", "--commit")
    assert ran.code == 0
    assert "your checkout is as it was" in ran.err
    assert state(clone) == before
    assert len(remote.log()) == 2


def test_a_region_edited_by_hand_is_left_and_all_else_committed(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    issuesync("sync", "--commit")
    text = (clone / "README.md").read_text().replace("| Cats 3 |", "| Cats three |")
    push_change(clone, "README.md", text)
    push_change(clone, "papers.yaml", MORE_PAPERS)
    ran = issuesync("sync", "--commit")
    assert ran.code == 1
    assert "“table datasets/cap” was edited by hand" in ran.err
    assert remote.log()[0] == "Update the catalog: 6 entries"
    assert "A postscript" in remote.read("README.md")
    assert "| Cats three |" in remote.read("README.md")


def test_a_broken_document_commits_nothing(clone: Path, remote: Remote, issuesync: Command) -> None:
    push_change(clone, "README.md", "<!-- issuesync:begin news -->\n")
    head = remote.head()
    assert issuesync("sync", "--commit").code == ExitCode.DOCUMENT
    assert remote.head() == head
    assert git(clone, "worktree", "list").count("\n") == 0


@pytest.mark.parametrize(
    "flags",
    [
        ("--commit", "--check"),
        ("--commit", "--diff"),
        ("--commit", "--pull-request"),
        ("--pull-request", "--check"),
    ],
)
def test_flags_that_contradict_are_refused(
    remote: Remote, issuesync: Command, flags: tuple[str, ...]
) -> None:
    head = remote.head()
    assert issuesync("sync", *flags).code == ExitCode.USAGE
    assert remote.head() == head


def test_a_hook_of_the_checkout_that_declines_is_named_and_asked_once(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    write_hook(clone / ".git" / "hooks" / "pre-push", f"echo x >> {clone.parent}/asked; exit 1")
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "a hook of this checkout declines the push" in ran.err
    assert (clone.parent / "asked").read_text() == "x\n"
    assert remote.log() == ["Begin"]


# Where there is nothing to work with


def test_outside_a_repository(
    cats: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(cats.parent))
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "git rev-parse: not a git repository" in ran.err


def test_without_a_remote(clone: Path, issuesync: Command) -> None:
    git(clone, "remote", "remove", "origin")
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "there is no remote called origin" in ran.err


def test_without_a_commit(clone: Path, issuesync: Command) -> None:
    shutil.rmtree(clone / ".git")
    git(clone, "init", "--quiet")
    git(clone, "remote", "add", "origin", "../remote.git")
    assert "the checkout has no commit yet" in issuesync("sync", "--commit").err


def test_without_the_branch_on_the_remote(clone: Path, issuesync: Command) -> None:
    git(clone, "checkout", "--quiet", "-b", "draft")
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "the remote has no branch draft" in ran.err
    assert "git push origin draft" in ran.err


def test_where_the_catalogs_folder_is_not_on_the_remote(
    clone: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(clone / "catalog", clone / "sub" / "catalog")
    for name in ("catalog.yaml", "labels.yaml", "papers.yaml", "README.md", "overrides.yaml"):
        shutil.copy(clone / name, clone / "sub" / name)
    monkeypatch.chdir(clone / "sub")
    assert "the remote's branch has no folder sub/" in issuesync("sync", "--commit").err


def test_without_git(clone: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(clone / "nowhere"))
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "git cannot be run: No such file or directory" in ran.err
    assert "install git" in ran.err


def test_a_user_whom_git_does_not_know_is_told(
    clone: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.delenv(f"GIT_{name}")
    git(clone, "config", "user.useConfigOnly", "true")
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "git commit: no email was given and auto-detection is disabled" in ran.err


def test_a_remote_that_is_gone_is_not_asked_again(
    clone: Path, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone)
    remote.path.rename(remote.path.parent / "elsewhere.git")
    waits: list[float] = []
    with pytest.raises(GitError, match="does not appear to be a git repository"):
        commit_and_push(clone, rerender, sleep=waits.append)
    assert waits == []


# A process that is killed


KILLS = {
    "before it pushes": "kill -9 $RUN; exit 1",
    "while it pushes": "kill -9 $RUN; exit 0",
}


@pytest.mark.parametrize("when", KILLS)
def test_after_a_kill_the_next_run_ends_where_an_undisturbed_run_ends(
    clone: Path, remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    before = state(clone)
    twin = publish_twin(clone, tmp_path)
    write_hook(clone / ".git" / "hooks" / "pre-push", KILLS[when])
    first = start(clone)
    first.communicate()
    assert first.returncode == -9
    assert state(clone) == before
    (clone / ".git" / "hooks" / "pre-push").unlink()
    runs = [start(clone), start(twin)]
    errors = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], errors
    undisturbed = Remote(tmp_path / "twin.git")
    trees = [git(one.path, "rev-parse", "main^{tree}") for one in (remote, undisturbed)]
    assert trees[0] == trees[1]
    assert remote.log() == undisturbed.log()
    if when == "before it pushes":
        assert state(clone)[2] == state(twin)[2]


def publish_twin(clone: Path, folder: Path) -> Path:
    """Make the same catalog a repository that nothing disturbs."""
    shutil.copytree(clone, folder / "twin", ignore=shutil.ignore_patterns(".git"))
    publish(folder / "twin", folder / "twin.git")
    return folder / "twin"


DEADLY = """\
count=$(($(cat "{0}/count") + 1))
echo $count > "{0}/count"
if [ "$RUN" ] && [ $count = "$(cat "{0}/fatal")" ]; then kill -9 $RUN; exit 1; fi
exec {1} "$@"
"""


def test_a_kill_before_any_command_of_git_is_no_matter_for_the_next_run(
    clone: Path, remote: Remote, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy, begin = tmp_path / "spy", remote.head()
    write_hook(spy / "bin" / "git", DEADLY.format(spy, shutil.which("git")))
    monkeypatch.setenv("PATH", f"{spy / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(spy))
    ends = []
    for fatal in range(1, 50):
        (spy / "count").write_text("0")
        (spy / "fatal").write_text(str(fatal))
        run = start(clone)
        run.communicate()
        (spy / "fatal").write_text("never")
        assert issuesync("sync", "--commit").code == 0
        assert (state(clone)[:2], remote.log()) == (
            (remote.head(), ""),
            ["Update the catalog: 5 entries", "Begin"],
        )
        ends.append((run.returncode, git(remote.path, "rev-parse", "main^{tree}")))
        git(remote.path, "update-ref", "refs/heads/main", begin)
        git(clone, "reset", "--quiet", "--hard", begin)
        if run.returncode == 0:
            break
    *killed, undisturbed = ends
    assert len(killed) > 10
    assert {code for code, _ in killed} == {-9}
    assert {tree for _, tree in killed} == {undisturbed[1]}


# The token


@pytest.fixture
def served(
    in_actions: Path, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GitServer]:
    """Serve the remote over http to who has the token, as GitHub does to Actions."""
    git(remote.path, "config", "http.receivepack", "true")
    with git_server(remote.path.parent, TOKEN) as server:
        git(in_actions, "remote", "set-url", "origin", f"{server.url}/remote.git")
        monkeypatch.setenv("GITHUB_SERVER_URL", server.url)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield server


@pytest.fixture
def spied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a git before the real one that writes down its words and its environment."""
    real = shutil.which("git")
    folder = tmp_path / "spy"
    write_hook(
        folder / "bin" / "git",
        f'echo "$*" >> {folder}/words\n'
        f'env | sed "s/^/$3 /" | grep GIT_CONFIG_VALUE >> {folder}/secrets\n'
        f'env | sed "s/^/$3 /" | grep -a {TOKEN} >> {folder}/tokens\n'
        f'exec {real} "$@"',
    )
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return folder


def test_the_token_goes_to_the_server_and_is_in_no_argument_file_or_message(
    served: GitServer, remote: Remote, spied: Path, in_actions: Path, issuesync: Command
) -> None:
    ran = issuesync("sync", "--commit")
    spoken = (spied / "tokens").read_text()
    assert ran.code == 0, ran.err
    assert len(remote.log()) == 2
    assert served.headers
    assert {tuple(given) for given in served.headers} == {(served.expected,)}
    secrets = (TOKEN, served.expected.removeprefix("basic "))
    words = (spied / "words").read_text()
    assert "push --porcelain" in words
    for secret in secrets:
        assert secret not in words + ran.out + ran.err
        for path in [*in_actions.rglob("*"), *remote.path.rglob("*")]:
            assert not path.is_file() or secret.encode() not in path.read_bytes()
    given = {line.split()[0] for line in (spied / "secrets").read_text().splitlines()}
    assert given == {"fetch", "push"}
    assert spoken == "", "git is given the header, and not the variable"


def test_a_header_that_the_checkout_kept_gives_way(
    served: GitServer, remote: Remote, in_actions: Path, issuesync: Command
) -> None:
    git(in_actions, "config", f"http.{served.url}/.extraheader", "AUTHORIZATION: basic b2xk")
    assert issuesync("sync", "--commit").code == 0
    assert len(remote.log()) == 2
    assert {tuple(given) for given in served.headers} == {(served.expected,)}


def test_settings_that_the_environment_has_stay(
    served: GitServer, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"COUNT": "1", "KEY_0": "user.name", "VALUE_0": "Somebody"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert issuesync("sync", "--commit").code == 0
    assert len(remote.log()) == 2
    assert served.headers


def test_the_token_is_given_to_no_other_server(
    served: GitServer, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    ran = issuesync("sync", "--commit")
    assert ran.code == ExitCode.GITHUB
    assert "permissions: contents: write" in ran.err
    assert [given for given in served.headers if given] == []


def test_outside_actions_git_asks_who_the_user_set_up(
    served: GitServer, remote: Remote, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS")
    git(Path(), "config", f"http.{served.url}/.extraheader", f"AUTHORIZATION: {served.expected}")
    monkeypatch.setenv("GITHUB_TOKEN", "another")
    assert issuesync("sync", "--commit").code == 0
    assert len(remote.log()) == 2


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_server_that_refuses_us_is_asked_once_and_the_remedy_named(
    served: GitServer, in_actions: Path, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    served.answers += [status] * 3
    waits: list[float] = []
    with pytest.raises(GitError) as caught:
        commit_and_push(in_actions, rerender, sleep=waits.append)
    assert waits == []
    assert "contents: write" in caught.value.hint
    assert TOKEN not in f"{caught.value!r}{capsys.readouterr()}"


def test_a_server_that_fails_for_a_moment_is_asked_again(
    served: GitServer, in_actions: Path, remote: Remote
) -> None:
    served.answers += [502]
    waits: list[float] = []
    landed = commit_and_push(in_actions, rerender, sleep=waits.append)
    assert landed.commit == remote.head()
    assert len(waits) == 1


def test_a_push_whose_answer_was_lost_is_found_and_not_repeated(
    served: GitServer, in_actions: Path, remote: Remote
) -> None:
    served.drops = 1
    waits: list[float] = []
    made: list[Regenerated] = []

    def build(root: Path) -> Regenerated:
        made.append(rerender(root))
        return made[-1]

    landed = commit_and_push(in_actions, build, sleep=waits.append)
    assert (landed.is_pushed, landed.commit) == (True, remote.head())
    assert (len(waits), len(made)) == (1, 1)
    assert remote.log() == ["Update the catalog: 5 entries", "Begin"]


def test_a_refusal_names_no_token(served: GitServer, in_actions: Path, remote: Remote) -> None:
    basic = served.expected.removeprefix("basic ")
    remote.hook("pre-receive", f"echo 'error: {TOKEN} and {basic}' >&2; exit 1")
    with pytest.raises(RefusedError, match=r"\*\*\* and \*\*\*") as caught:
        commit_and_push(in_actions, rerender)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("words", [("--commit",), ("--pull-request",)])
def test_a_run_that_meets_another_history_pushes_nothing_on_top_of_it(
    clone: Path,
    remote: Remote,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    """As where another repository took the name between two tries."""
    place = f"git -C {remote.path}"
    tree = git(remote.path, "rev-parse", "main^{tree}")
    theirs = git(remote.path, "commit-tree", tree, "-m", "Theirs")
    moves = f"{place} update-ref refs/heads/main {theirs}"
    if words == ("--pull-request",):
        moves += f"; {place} update-ref refs/heads/issuesync/sync {theirs}"
    first_push(clone, moves)
    git(clone, "checkout", "--quiet", "--detach")  # as Actions does: no branch of ours to compare
    monkeypatch.setenv("GITHUB_REF", "refs/heads/main")
    with hub_of(clone, remote, monkeypatch):
        ran = issuesync("sync", *words)
    assert ran.code == ExitCode.REFUSED
    assert "main does not continue from where this run began" in ran.out
    assert remote.log() == ["Theirs"]
    assert {remote.head(one) for one in remote.branches()} == {theirs}
