"""The Action's own steps, run for real: events in, and what came of them at GitHub and in git."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from action_world import (
    LABEL_NAMES,
    MAINTAINER,
    NO_ANSWER,
    STRANGER,
    Commit,
    World,
    form,
    new_world,
)
from corpus import CORPUS
from github_server import faults
from issuesync.submissions.review import MARKER
from markdown import additions, read_page
from repositories import commit_all, push_change
from runner import WHEELS, install
from test_actions_output import ANNOTATION, commands_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    Begin = Callable[[World], Mapping[str, Any]]
    Outcome = tuple[Any, ...]
    Worlds = Iterator[AbstractContextManager[World]]

DOCUMENTS = ("M README.md", "M catalog/issues.json")
SNAPSHOT = ("M catalog/issues.json",)
KITTENS = ["Birman", "Korat", "Manx"]
ONCE = """\
[ -e pushed ] && exit 0
touch pushed
unset $(git rev-parse --local-env-vars) GIT_QUARANTINE_PATH
git -C {} push --quiet origin main"""
"""A hook that lets somebody else's push through in the moment of ours."""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the Action once for all processes of the tests."""
    if not list(WHEELS.glob("*.whl")):
        assert not os.environ.get("CI"), "make .cache/wheelhouse/.made"
        pytest.skip("make .cache/wheelhouse/.made")
    base = tmp_path_factory.getbasetemp()
    temp = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "runner"
    temp.mkdir(exist_ok=True)
    install(temp)
    return temp


@pytest.fixture
def world(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A catalog with two accepted cats, #1 and #2, as the last run left it."""
    with new_world(installed, tmp_path, monkeypatch) as world:
        yield world


def accepted(world: World) -> None:
    """Bring a third cat, a stranger's, into the catalog."""
    world.opens("Manx", form(venue="ICCV"))
    assert world.run(world.gives(3, "accepted"), "sync")["sync"].code == 0
    assert world.names() == ["Tabby", "Siamese", "Manx"]


# The page


def test_the_page_is_built_from_what_is_committed(world: World) -> None:
    repository = {"default_branch": "main", "has_pages": True}
    done = world.runner.run("pages", {"repository": repository}, only="build")
    assert done["build"].code == 0, done["build"].log
    (site,) = world.runner.folder.glob("*/*/site")
    lines = (site / "catalog.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["Tabby", "Siamese", "A survey"]
    assert (site / "index.html").is_file()
    assert world.commits() == []


# A submission


def test_an_invalid_submission_gets_one_comment_and_a_label_and_no_commit(world: World) -> None:
    done = world.run_well(world.opens("Manx", form(year="20x4", section="Please choose")))
    comment = world.comment(3)
    assert comment.startswith(f"{MARKER}\n### ✏️ 2 things to fix\n")
    assert "Year" in comment
    assert "**Next:** edit the issue; this comment follows." in comment
    assert world.labels(3) == {"new entry", "needs info"}
    assert world.commits() == []
    assert done["review"].outputs == {"changed": "true", "problems": "2", "entries": "1"}
    assert done["sync"].outputs["changed"] == "false"
    assert "- #3: submitted, 2 to fix, 0 like it; 2 written" in done["review"].summary


def test_a_mended_submission_turns_its_comment_green(world: World) -> None:
    world.run_well(world.opens("Manx", form(year="20x4")))
    (before,) = world.repository.issues[3].comments
    world.run_well(world.edits(3, form(year="2024")))
    (after,) = world.repository.issues[3].comments
    assert after == before
    assert "### ✅ This entry is complete\n" in world.comment(3)
    assert "publishes it with the label `accepted`" in world.comment(3)
    assert world.labels(3) == {"new entry"}
    assert world.commits() == []


def test_a_members_faultless_issue_is_published_at_once_where_the_catalog_says_so(
    world: World,
) -> None:
    clone = world.remote.clone("settings")
    text = (clone / "catalog.yaml").read_text()
    assert "review: {" in text
    push_change(clone, "catalog.yaml", text.replace("review: {", "review: {members: publish, "))
    begun = len(world.commits())
    world.run_well(world.opens("Manx", form(), author=MAINTAINER))
    assert world.names() == ["Tabby", "Siamese", "Manx"]
    assert world.labels(3) >= {"new entry", "accepted"}
    assert world.repository.issues[3].comments == ()
    assert len(world.commits()) == begun + 1
    world.run_well(world.opens("Korat", form()))
    assert "accepted" not in world.labels(4)
    assert world.names() == ["Tabby", "Siamese", "Manx"]


def test_an_edit_whose_event_was_lost_is_found_by_the_schedule(world: World) -> None:
    accepted(world)
    world.edits(3, form(year="2023"))
    world.run_schedule()
    assert "needs review" in world.labels(3)
    assert "### ⏸️ This edit waits for a maintainer" in world.comment(3)
    assert '"held"' in world.remote.read("catalog/issues.json")


def test_the_same_event_again_writes_nothing(world: World) -> None:
    event = world.opens("Manx", form(year="20x4"))
    world.run_well(event)
    before = world.state()
    done = world.run_well(event)
    assert world.state() == before
    assert done["review"].outputs["changed"] == "false"


def test_a_maintainers_label_publishes_with_the_labels_that_it_implies(world: World) -> None:
    world.run_well(world.opens("Manx", form(ticked="T-VQA")))
    assert "Labels that it gets when it is accepted: `T-VQA`, `VQA`" in world.comment(3)
    world.run_well(world.gives(3, "accepted"))
    assert world.labels(3) == {"new entry", "accepted", "T-VQA", "VQA"}
    assert world.commits() == [Commit("Update the catalog: 4 entries (+1)", DOCUMENTS)]
    assert world.names() == ["Tabby", "Siamese", "Manx"]
    assert "### ✅ Published\n" in world.comment(3)
    stated = world.snapshot()[3]
    assert stated["accepted"]["by"] == "mia"
    assert {one["name"] for one in stated["labels"]} == world.labels(3)


def test_labels_that_do_not_matter_run_nothing(world: World) -> None:
    assert world.run(world.gives(1, "VQA")) == {}
    done = world.run(world.gives(1, "new entry"))
    assert list(done) == ["review"]


def test_other_issues_of_the_repository_are_left_alone(world: World) -> None:
    with world.passing():
        world.repository.create_issue("A question", "How is a cat added?", author="stranger")
    world.run_well(world.event("opened", 3, "stranger"))
    assert (world.comments(3), world.labels(3), world.commits()) == ([], set(), [])


# Edits of what is accepted


def test_an_authors_edit_waits_until_a_maintainer_takes_the_label_off(world: World) -> None:
    accepted(world)
    before = world.remote.read("README.md")
    world.run_well(world.edits(3, form(year="2023", venue="ICCV")))
    assert world.labels(3) == {"new entry", "accepted", "needs review"}
    comment = world.comment(3)
    assert "### ⏸️ This edit waits for a maintainer\n" in comment
    assert "- **Year**: 2024 → 2023" in comment
    assert world.remote.read("README.md") == before
    assert world.commits()[1:] == [Commit("Update the catalog: 4 entries", SNAPSHOT)]
    assert world.snapshot()[3]["held"].keys() == {"sha256", "at"}
    world.run_well(world.takes(3, "needs review"))
    assert world.labels(3) == {"new entry", "accepted"}
    assert world.commits()[2:] == [Commit("Update the catalog: 4 entries (~1)", DOCUMENTS)]
    assert "| 2023 | [Manx]" in world.remote.read("README.md")
    assert "held" not in world.snapshot()[3]
    assert "### ✅ Published\n" in world.comment(3)


def test_what_waits_is_committed_only_once_the_label_is_seen(world: World) -> None:
    accepted(world)
    event = world.edits(3, form(year="2023", venue="ICCV"))
    refused = faults.refuses(403, "Resource not accessible by integration")
    world.server.plan.when(lambda asked: asked.method == "POST" and "labels" in asked.path, refused)
    done = world.run(event)
    assert done["review"].code == 7
    assert done["sync"].code == 0
    assert world.labels(3) == {"new entry", "accepted"}
    assert len(world.commits()) == 1
    world.run_well(event)
    assert "held" in world.snapshot()[3]
    assert len(world.commits()) == 2


def test_an_edit_that_is_taken_back_by_its_author_needs_nobody(world: World) -> None:
    accepted(world)
    world.run_well(world.edits(3, form(year="2023", venue="ICCV")))
    world.run_well(world.edits(3, form(venue="ICCV")))
    assert world.labels(3) == {"new entry", "accepted"}
    assert "held" not in world.snapshot()[3]
    assert "| 2024 | [Manx]" in world.remote.read("README.md")


def test_who_may_not_write_cannot_release_by_editing_again(world: World) -> None:
    accepted(world)
    world.run_well(world.edits(3, form(year="2023", venue="ICCV")))
    event = world.takes(3, "needs review")
    world.edits(3, form(year="1999", venue="ICCV"))
    world.run_well(event)
    assert "| 2024 | [Manx]" in world.remote.read("README.md")
    assert "needs review" in world.labels(3)


def test_a_maintainers_edit_is_accepted_at_once(world: World) -> None:
    accepted(world)
    world.run_well(world.edits(3, form(year="2022", venue="ICCV"), actor="mia"))
    assert world.commits()[1:] == [Commit("Update the catalog: 4 entries (~1)", DOCUMENTS)]
    assert "| 2022 | [Manx]" in world.remote.read("README.md")
    assert world.labels(3) == {"new entry", "accepted"}
    assert world.snapshot()[3]["accepted"]["by"] == "mia"


def test_an_edit_between_the_label_and_the_run_is_not_what_was_accepted(world: World) -> None:
    world.opens("Manx", form())
    event = world.gives(3, "accepted")
    world.edits(3, form(notes="buy cheap cats"))
    world.run_well(event)
    assert world.names() == ["Tabby", "Siamese"]
    assert "needs review" in world.labels(3)
    assert "### ⏸️ This entry waits for a maintainer\n" in world.comment(3)
    assert "cheap" not in world.remote.read("README.md") + world.remote.read("catalog/issues.json")
    world.run_well(world.takes(3, "needs review"))
    assert world.names() == ["Tabby", "Siamese", "Manx"]


def test_an_edit_while_the_review_runs_does_not_slip_in(world: World) -> None:
    world.run_well(world.opens("Manx", form(ticked="T-VQA")))
    event = world.gives(3, "accepted")
    edit = faults.calls(before=lambda: world.edits(3, form(notes="buy cheap cats")))
    world.server.plan.when(
        lambda asked: asked.method != "GET" and "graphql" not in asked.path, edit
    )
    world.run_well(event)
    assert world.server.plan.planned == []
    assert world.names() == ["Tabby", "Siamese"]
    assert "cheap" not in world.remote.read("README.md") + world.remote.read("catalog/issues.json")
    world.run_well(world.event("edited", 3, "stranger"))
    assert "needs review" in world.labels(3)
    assert world.names() == ["Tabby", "Siamese"]


# Duplicates, closing, withdrawing


def test_a_like_name_and_the_same_paper_is_a_duplicate(world: World) -> None:
    world.run_well(world.opens("Tabby!", form(paper="https://arxiv.org/pdf/2401.00001v2")))
    assert world.labels(3) == {"new entry", "duplicate?"}
    comment = world.comment(3)
    assert "### 🔁 Is this entry in the catalog already?\n" in comment
    assert "/octo/cat/issues/1): the same arXiv identifier, and a similar name\n" in comment
    assert world.commits() == []


def test_a_shared_paper_alone_is_a_note(world: World) -> None:
    world.run_well(world.opens("Manx", form(paper="https://arxiv.org/abs/2401.00001")))
    assert world.labels(3) == {"new entry"}
    comment = world.comment(3)
    assert "### ✅ This entry is complete\n" in comment
    assert "**Related entries**" in comment
    assert "/octo/cat/issues/1)" in comment


def test_of_two_that_wait_the_later_is_the_duplicate_whichever_runs_first(world: World) -> None:
    events = [world.opens("Manx", form()), world.opens("Manx!", form())]
    for event in reversed(events):
        world.run(event, "review")
    assert world.labels(3) == {"new entry"}
    assert world.labels(4) == {"new entry", "duplicate?"}
    assert "/octo/cat/issues/3): the same arXiv identifier" in world.comment(4)


def test_closing_withdraws_and_reopening_restores_what_was_accepted(world: World) -> None:
    accepted(world)
    before = world.remote.read("README.md")
    done = world.run_well(world.closes(3))
    assert list(done) == ["sync"]
    assert world.names() == ["Tabby", "Siamese"]
    assert world.snapshot()[3]["state"] == "closed"
    world.edits(3, form(notes="while nobody looks"))
    world.run_well(world.reopens(3))
    assert world.remote.read("README.md") == before
    assert [one.subject for one in world.commits()[1:]] == [
        "Update the catalog: 3 entries (−1)",
        "Update the catalog: 4 entries (+1)",
    ]
    assert "needs review" in world.labels(3)


def test_without_the_label_an_entry_goes_and_its_accepted_version_too(world: World) -> None:
    accepted(world)
    world.run_well(world.takes(3, "accepted"))
    assert world.names() == ["Tabby", "Siamese"]
    assert 3 not in world.snapshot()
    assert world.commits()[1:] == [Commit("Update the catalog: 3 entries (−1)", DOCUMENTS)]
    world.edits(3, form(notes="anew"))
    world.server.github.advance(300)
    world.run_well(world.gives(3, "accepted"))
    assert "anew" in world.remote.read("README.md")


# Other repositories, other hands


def test_a_run_in_a_fork_writes_nothing_and_says_so(world: World) -> None:
    event = world.opens("Manx", form(year="20x4"))
    world.runner.surroundings = {**world.runner.surroundings, "GITHUB_REPOSITORY": "fork/cat"}
    before, asked = world.state(), len(world.server.log)
    done = world.run(event)
    told = "this run is of fork/cat, the catalog of octo/cat: the snapshot is read"
    assert all(told in job.log for job in done.values())
    assert {name: job.code for name, job in done.items()} == {"review": 0, "sync": 0}
    assert (world.state(), len(world.server.log)) == (before, asked)


def test_a_hand_edited_region_stays_is_shown_and_all_else_goes_on(world: World) -> None:
    clone = world.remote.clone("other")
    text = (clone / "README.md").read_text()
    push_change(clone, "README.md", text.replace("A survey", "A <b>survey</b>"))
    world.begun = world.remote.head()
    world.run_well(world.opens("Manx", form()))
    done = world.run_well(world.gives(3, "accepted"))
    assert "<b>survey</b>" in world.remote.read("README.md")
    assert world.names()[:3] == ["Tabby", "Siamese", "Manx"]
    assert world.commits() == [Commit("Update the catalog: 4 entries (+1)", DOCUMENTS)]
    assert "#### Edited by hand, and left as it is" in done["sync"].summary
    assert "A <b>survey</b>" in done["sync"].summary


# Runs beside each other, and others who push


def test_three_issues_at_once_end_alike_in_any_order(world: World) -> None:
    events = [world.opens(name, form(paper=f"https://example.org/{name}")) for name in KITTENS]
    for event in reversed(events):
        world.run_well(event)
    labelled = [world.gives(number, "accepted") for number in (3, 4, 5)]
    for event in (labelled[1], labelled[2], labelled[0]):
        world.run_well(event)
    assert world.names() == ["Tabby", "Siamese", *KITTENS]
    assert [len(world.comments(number)) for number in (3, 4, 5)] == [1, 1, 1]
    assert [one.subject for one in world.commits()] == ["Update the catalog: 6 entries (+3)"]


def test_three_events_whose_runs_are_at_once_are_all_answered(world: World) -> None:
    events = [world.opens(name, form(paper=f"https://example.org/{name}")) for name in KITTENS]
    with ThreadPoolExecutor() as pool:
        list(pool.map(world.run_well, events))
    assert [world.comment(number).count("✅") for number in (3, 4, 5)] == [1, 1, 1]
    labelled = [world.gives(number, "accepted") for number in (3, 4, 5)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(world.run_well, labelled))
    assert world.names() == ["Tabby", "Siamese", *KITTENS]
    assert {len(world.comments(number)) for number in (3, 4, 5)} == {1}
    assert len(world.commits()) <= 3


def test_a_push_between_is_not_lost_and_everything_is_made_anew_on_top(world: World) -> None:
    world.opens("Manx", form())
    event = world.gives(3, "accepted")
    other = world.remote.clone("other")
    (other / "papers.yaml").write_text("- {name: A survey, year: 2023}\n- {name: An outlook}\n")
    commit_all(other, "Add a paper")
    world.remote.hook("pre-receive", ONCE.format(other))
    done = world.run_well(event)
    assert "somebody else pushed to main; starting again" in done["sync"].err
    assert [one.subject for one in world.commits()] == [
        "Add a paper",
        "Update the catalog: 5 entries (+1)",
    ]
    assert "An outlook" in world.remote.read("README.md")
    assert world.names()[2] == "Manx"


def test_a_rule_that_refuses_the_push_is_explained(world: World) -> None:
    world.opens("Manx", form())
    event = world.gives(3, "accepted")
    world.remote.hook("pre-receive", "echo 'error: GH013: changes by pull request' >&2; exit 1")
    done = world.run(event)
    assert (done["review"].code, done["sync"].code) == (0, 6)
    assert "### issuesync stopped" in done["sync"].summary
    assert "let who pushes bypass it" in done["sync"].summary
    assert world.commits() == []


def test_two_syncs_at_once_both_end_well_with_one_state(world: World) -> None:
    world.opens("Manx", form())
    world.closes(2)
    world.gives(3, "accepted")
    begun = len(world.commits())
    with ThreadPoolExecutor() as pool:
        ran = list(pool.map(lambda _: world.run_schedule(), range(2)))
    assert [{job.code for job in done.values()} for done in ran] == [{0}, {0}]
    assert world.names() == ["Tabby", "Manx"]
    assert 1 <= len(world.commits()) - begun <= 2
    tree = world.state()[0]
    world.run_schedule()
    assert world.state()[0] == tree


# What the Action's inputs ask for


def test_a_pull_request_is_proposed_where_that_is_asked_for(world: World) -> None:
    world.opens("Manx", form())
    world.gives(3, "accepted")
    done = world.run_schedule(mode="pull-request")
    assert {name: job.code for name, job in done.items()} == {"review": 0, "sync": 0, "absorb": 0}
    assert world.remote.branches() == ["issuesync/sync", "main"]
    assert world.commits() == []
    assert "[Manx]" in world.remote.read("README.md", "issuesync/sync")
    (pull,) = world.repository.pulls
    assert f"/octo/cat/pull/{pull}" in done["sync"].summary


def test_a_catalog_that_would_be_empty_is_written_only_where_that_is_meant(world: World) -> None:
    for number in (1, 2):
        world.takes(number, "accepted")
    refused = world.run_schedule()["sync"]
    assert refused.code == 6
    assert "--allow-shrink if this is meant" in refused.summary
    assert world.commits() == []
    assert world.run_schedule(**{"allow-shrink": True})["sync"].code == 0
    assert world.commits() == [Commit("Update the catalog: 1 entry (−2)", DOCUMENTS)]


def test_an_input_that_means_nothing_is_an_annotation_and_a_failure(world: World) -> None:
    job = world.run_schedule(mode="commit; touch owned")["sync"]
    assert job.code == 2
    told = "command is review, sync, absorb or publish; mode is commit or pull-request"
    assert job.out == f"::error::{told}\n"
    assert job.outputs == {}
    assert world.commits() == []


# A run that is killed


def killed_at(world: World, number: int, event: Mapping[str, Any], job: str) -> bool:
    """Kill a job as it makes its so-manieth request, which is then lost; say whether it died."""
    kill = replace(faults.calls(before=world.runner.kill), applied=False)
    world.server.plan.at(number, kill)
    code = world.run(event, job)[job].code
    world.server.plan.clear()
    assert code in {0, -signal.SIGKILL}
    return code != 0


def outcome(world: World) -> Outcome:
    """Return what counts in the end; times and the server's address are another each run."""
    snapshot = {
        number: (one["title"], one["body"], one["state"], one["labels"], "held" in one)
        for number, one in world.snapshot().items()
    }
    url = world.server.url
    comments = {
        number: [(author, body.replace(url, "")) for author, body in world.comments(number)]
        for number in world.repository.issues
    }
    labels = {number: world.labels(number) for number in world.repository.issues}
    return world.remote.read("README.md"), snapshot, comments, labels


def publishes(world: World) -> Mapping[str, Any]:
    """A label that publishes, adds labels and has no comment yet to follow."""
    world.opens("Manx", form(ticked="T-VQA"))
    return world.gives(3, "accepted")


def holds(world: World) -> Mapping[str, Any]:
    """An author's edit of an accepted entry."""
    return world.edits(1, form(year="1999"), actor=STRANGER)


@pytest.mark.parametrize("begin", [publishes, holds])
def test_a_kill_between_any_two_requests_is_mended_by_the_same_run_again(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: Begin
) -> None:
    worlds = (
        new_world(installed, tmp_path / str(number), monkeypatch) for number in itertools.count()
    )
    with next(worlds) as world:
        event = begin(world)
        calm = {job: ended(world, event, job) for job in ("review", "sync")}
    assert kills(worlds, begin, "review", calm) > 4
    assert kills(worlds, begin, "sync", calm) > 2


def ended(world: World, event: Mapping[str, Any], job: str) -> Outcome:
    """Run one job undisturbed, and return what came of it."""
    assert world.run(event, job)[job].code == 0
    return outcome(world)


def kills(worlds: Worlds, begin: Begin, job: str, calm: Mapping[str, Outcome]) -> int:
    """Kill a job at each of its requests in turn, run it again, and count its requests.

    A kill that left everything as it was needs no fixing, so the next one happens in its place.
    """
    number, has_died = 0, True
    while has_died:
        with next(worlds) as world:
            event = begin(world)
            begun = ended(world, event, "review") if job == "sync" else outcome(world)
            while has_died and outcome(world) == begun:
                number += 1
                has_died = killed_at(world, number, event, job)
            assert ended(world, event, job) == calm[job], (job, number)
    return number - 1


@pytest.mark.parametrize("hook", ["pre-receive", "post-receive"])
def test_a_kill_before_or_after_the_push_arrived_is_mended_too(world: World, hook: str) -> None:
    event = publishes(world)
    world.remote.hook(hook, "kill -9 0")
    done = world.run(event)
    assert done["sync"].code == -9
    arrived = len(world.commits())
    assert arrived == (hook == "post-receive")
    (world.remote.path / "hooks" / hook).unlink()
    world.run_well(event)
    assert len(world.commits()) == 1
    assert world.names() == ["Tabby", "Siamese", "Manx"]


# Spam


PLAIN_TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "p", "ul", "li", "code", "pre", "strong", "a"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)


def nothing_is_live(text: str, comments: Sequence[str] = ()) -> None:
    """Assert that a page shows texts and links to web pages alone, and its own marks."""
    page = read_page(text)
    assert (page.images, page.comments) == ([], list(comments))
    assert set(page.tags) <= PLAIN_TAGS
    assert [
        link for link in page.links if not re.match(r"https?://[^\s@]+(?:\Z|[/?#])", link)
    ] == []
    assert [one for shown in page.texts for one in additions(shown)] == []


def spam() -> Iterator[tuple[str, str]]:
    """Give a title and a body for every five hostile texts; each is in a place of its own."""
    for start in range(0, len(CORPUS), 5):
        title, name, venue, notes, paper = [*CORPUS[start : start + 5], *[""] * 4][:5]
        body = form(
            name=name or NO_ANSWER,
            venue=venue or NO_ANSWER,
            notes=notes or NO_ANSWER,
            paper=paper or NO_ANSWER,
        )
        yield (title if title.strip() else f"Spam {title}")[:256], f"{body}\n\n{name}\n{paper}"


def test_nothing_of_spam_is_live_wherever_it_lands(world: World) -> None:
    for title, body in spam():
        world.opens(title, body)
    numbers = sorted(world.repository.issues)[2:]
    assert len(numbers) > 40
    event = world.event("opened", numbers[0], STRANGER)
    logs = [*world.run_well(event).values(), *world.run_schedule().values()]
    for number in numbers:
        nothing_is_live(world.comment(number), [MARKER.strip("<!->")])
        assert world.labels(number) <= {"new entry", "needs info", "duplicate?"}
    assert world.commits() == []
    for number in numbers:
        world.gives(number, "accepted")
    logs += [*world.run_well(world.event("labeled", numbers[0], MAINTAINER, "accepted")).values()]
    assert [one.code for one in logs] == [0] * 7
    for job in logs:
        outside = [line for line in commands_in(job.log) if not ANNOTATION.fullmatch(line)]
        assert outside == []
        assert job.log.count("\x1b") == 0
        assert set(job.outputs) == {"changed", "problems", "entries"}
        nothing_is_live(re.sub(r"(?m)^- #\d+: ", "- ", job.summary))
    document = world.remote.read("README.md")
    regions = re.findall("<!--(.*?)-->", world.remote.read("README.md"))
    nothing_is_live(document, regions)
    assert len(regions) == 6
    assert len(world.names()) > len(numbers) // 2
    (commit,) = world.commits()
    assert re.fullmatch(r"Update the catalog: \d+ entries \(\+\d+\)", commit.subject)
    assert {one.name for one in world.repository.labels.values()} == set(LABEL_NAMES)
