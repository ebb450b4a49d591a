"""The Action's own steps, run for real: events in, and what came of them at GitHub and in git."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from action_world import AUTHOR, BOT, Commit, World, form, new_world
from github_server import faults
from issuesync.submissions.review import MARKER
from repositories import push_change
from runner import WHEELS, install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENTS = ("M README.md", "M catalog/issues.json")
SNAPSHOT = ("M catalog/issues.json",)


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


def accepted(world: World) -> int:
    """Bring a third cat of a stranger into the catalog, and return its number."""
    world.run_well(world.opens("Manx", form(venue="ICCV")))
    world.run_well(world.gives(3, "accepted"))
    assert world.names() == ["Tabby", "Siamese", "Manx"]
    return 3


# A submission


def test_an_invalid_submission_gets_one_comment_and_a_label_and_no_commit(world: World) -> None:
    done = world.run_well(world.opens("Manx", form(year="20x4", section="Please choose")))
    comment = world.comment(3)
    assert comment.startswith(f"{MARKER}\n### ✏️ 2 things to mend\n")
    assert "Year" in comment
    assert "**Next:** edit the issue; this comment follows." in comment
    assert world.labels(3) == {"new entry", "needs info"}
    assert world.commits() == []
    assert done["review"].outputs == {"changed": "true", "problems": "2", "entries": "1"}
    assert done["sync"].outputs["changed"] == "false"
    assert "- #3: submitted, 2 to mend, 0 like it; 2 written" in done["review"].summary


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
    assert world.commits() == [Commit("Update the catalog: 4 entries (+1)", DOCUMENTS, AUTHOR)]
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
    assert "| Year | 2024 | 2023 |" in comment
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
    refused = replace(faults.refuses(403, "Resource not accessible by integration"))
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
    world.run_well(world.opens("Manx", form()))
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
    world.run_well(world.opens("Manx", form()))
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
    assert "### 🔁 Is this entry there already?\n" in comment
    assert f"[Tabby]({world.server.url}/octo/cat/issues/1): the same arXiv" in comment
    assert world.commits() == []


def test_a_shared_paper_alone_is_a_note(world: World) -> None:
    world.run_well(world.opens("Manx", form(paper="https://arxiv.org/abs/2401.00001")))
    assert world.labels(3) == {"new entry"}
    comment = world.comment(3)
    assert "### ✅ This entry is complete\n" in comment
    assert "**Related entries**" in comment
    assert "/octo/cat/issues/1)" in comment


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
    push_change(clone, "README.md", text.replace("| A survey |", "| A <b>survey</b> |"))
    world.begun = world.remote.head()
    world.run_well(world.opens("Manx", form()))
    done = world.run_well(world.gives(3, "accepted"))
    assert "<b>survey</b>" in world.remote.read("README.md")
    assert world.names()[:3] == ["Tabby", "Siamese", "Manx"]
    assert world.commits() == [Commit("Update the catalog: 4 entries (+1)", DOCUMENTS)]
    assert "#### Edited by hand, and left as it is" in done["sync"].summary
    assert "A <b>survey</b>" in done["sync"].summary
    assert BOT in AUTHOR
