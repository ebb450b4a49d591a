"""What a review says of a submission, what it plans, and what comes of that at GitHub."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from github_server import GitHubServer, faults
from issuesync.app.review import Desk
from issuesync.errors import ExitCode
from issuesync.model.issue import Snapshot
from issuesync.model.plan import AddLabel, RemoveLabel, WriteComment
from issuesync.store.snapshot import snapshot_text
from issuesync.submissions.acceptance import Decision, Doubt, EditVerdict
from issuesync.submissions.duplicates import Neighbours
from issuesync.submissions.review import MARKER, Stage, judge, relabelled
from reviewing import (
    CATALOG,
    LABELS,
    MEMBERS,
    README,
    answers,
    catalog_of,
    comment_of,
    plan_of,
    published,
    submitted,
    verdict_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from cats import Ran
    from github_server import Repository, Request
    from issuesync.model.issue import Issue
    from issuesync.model.plan import Plan
    from issuesync.model.problem import Problem

    Command = Callable[..., Ran]

ARXIV = "https://arxiv.org/abs/2401.00001"
WAITS = Decision(EditVerdict.WAITS)
STANDS = Decision(EditVerdict.STANDS)
BOT = "github-actions[bot]"
ROW = (
    "**Year**: 2024 · **Name**: Tabby · **Venue**: — · **Host**: — · **Notes**: — · **Download**: —"
)


def labels_in(plan: Plan) -> list[str]:
    """Return the changes of labels, as ``+ label`` and ``- label``."""
    return [
        f"{'+' if isinstance(one, AddLabel) else '-'} {one.label}"
        for one in plan
        if isinstance(one, AddLabel | RemoveLabel)
    ]


def is_commented(plan: Plan) -> bool:
    return any(isinstance(one, WriteComment) for one in plan)


def codes(problems: Sequence[Problem]) -> list[str]:
    return [one.code for one in problems]


# What is to be mended


def test_a_faultless_submission_is_complete_and_waits_for_a_maintainer() -> None:
    verdict = verdict_of(submitted(3))
    assert (verdict.stage, verdict.is_faultless) == (Stage.SUBMITTED, True)
    comment = comment_of(verdict)
    assert comment.startswith(f"{MARKER}\n### ✅ This entry is complete\n")
    assert "Its row, under Questions:" in comment
    assert ROW in comment
    assert "publishes it with the label `accepted`. Written by issuesync, a bot;" in comment
    assert labels_in(plan_of(verdict)) == []


@pytest.mark.parametrize(
    ("stated", "code", "line", "hint"),
    [
        ({"year": "20x4"}, "bad-year", 13, "give four digits"),
        ({"year": "_No response_"}, "required", 13, "state its year"),
        ({"section": "Please choose"}, "required", 33, "state its section"),
        ({"section": "Dogs"}, "unknown-section", 33, "one of: Questions; Captioning"),
        ({"venue": "CVPRR"}, "unknown-option", 17, "did you mean “CVPR”?"),
        ({"paper": "javascript:alert(1)"}, "bad-url", 1, "https"),
        ({"paper": "data:text/html,x"}, "bad-url", 1, "https"),
        ({"paper": "ftp://example.org/a"}, "bad-url", 1, "https"),
        ({"paper": "https://user@example.org/a"}, "bad-url", 1, "https"),
        ({"code": "no repository"}, "bad-repository", 9, "owner/name"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(
    stated: dict[str, str], code: str, line: int, hint: str
) -> None:
    verdict = verdict_of(submitted(3, body=answers(**stated)))
    (mistake,) = verdict.mistakes
    assert (mistake.code, mistake.place.line) == (code, line)
    assert hint.casefold() in mistake.hint.casefold()
    comment = comment_of(verdict)
    assert comment.startswith(f"{MARKER}\n### ✏️ 1 thing to fix\n")
    assert f"\n- **{next(iter(stated)).capitalize()}**" in comment
    assert f"line {line}" not in comment
    assert labels_in(plan_of(verdict)) == ["+ needs info"]


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    body = answers(year="20x4", section="Dogs", paper="x", venue="none such")
    verdict = verdict_of(submitted(3, body=body))
    assert [one.place.line for one in verdict.mistakes] == [1, 13, 17, 33]
    assert "### ✏️ 4 things to fix" in comment_of(verdict)


def test_a_line_that_is_told_is_the_line_of_the_body() -> None:
    body = f"Hello!\n\n{answers(year='20x4')}"
    (mistake,) = verdict_of(submitted(3, body=body)).mistakes
    assert mistake.place.line is not None
    assert body.split("\n")[mistake.place.line - 1] == "### year"


def test_what_is_only_worth_a_look_is_no_mistake() -> None:
    body = answers(paper=f"{ARXIV} and more")
    verdict = verdict_of(submitted(3, body=body))
    assert (codes(verdict.mistakes), codes(verdict.advice)) == ([], ["unread-text"])
    assert "**Please check**" in comment_of(verdict)
    assert labels_in(plan_of(verdict)) == []


def test_a_slip_beside_what_other_entries_say_is_worth_a_look() -> None:
    others = [published(n, f"Cat {n}", answers(host="Zenodo")) for n in (1, 2)]
    verdict = verdict_of(submitted(3, body=answers(host="Zenod")), among=others)
    assert (codes(verdict.mistakes), codes(verdict.advice)) == ([], ["near-option"])
    assert "Zenodo" in comment_of(verdict)


def test_mistakes_of_other_entries_are_not_told_here() -> None:
    others = [published(1, "Siamese", answers(year="20x4", venue="x"))]
    assert verdict_of(submitted(3), among=others).is_faultless


def test_labels_are_maintainers_and_no_mistake_of_a_contributor() -> None:
    verdict = verdict_of(submitted(3, labels=("new entry", "T-VQA", "nobody knows it")))
    assert (verdict.mistakes, verdict.advice) == ((), ())


def test_a_mended_issue_turns_the_comment_green_and_loses_the_label() -> None:
    labels = ("new entry", "needs info")
    before = comment_of(verdict_of(submitted(3, body=answers(year="20x4"))))
    plan = plan_of(verdict_of(submitted(3, labels=labels)), before)
    assert labels_in(plan) == ["- needs info"]
    (comment,) = [one for one in plan if isinstance(one, WriteComment)]
    assert "### ✅ This entry is complete" in comment.body


# Duplicates


@pytest.mark.parametrize(
    ("mine", "other", "by"),
    [
        ({"paper": ARXIV}, {"paper": "https://arxiv.org/pdf/2401.00001v3"}, "arXiv identifier"),
        (
            {"paper": "https://doi.org/10.1145/1869790.1869829"},
            {"paper": "https://dl.acm.org/doi/abs/10.1145/1869790.1869829"},
            "DOI",
        ),
        ({"code": "octo/tabby"}, {"download": "https://github.com/Octo/Tabby.git"}, "repository"),
        ({"paper": "https://e.org/a"}, {"paper": "http://www.e.org/a/"}, "address"),
    ],
)
def test_an_entry_of_a_like_name_is_the_same_by_what_both_lead_to(
    mine: dict[str, str], other: dict[str, str], by: str
) -> None:
    others = [published(1, "TABBY!", answers(**other))]
    verdict = verdict_of(submitted(3, "Tabby", answers(**mine)), among=others)
    assert [(one.record.number, one.by, one.is_same) for one in verdict.likenesses] == [
        (1, by, True)
    ]
    assert labels_in(plan_of(verdict)) == ["+ duplicate?"]
    comment = comment_of(verdict)
    assert "### 🔁 Is this entry in the catalog already?" in comment
    assert f"(https://github.com/octo/cat/issues/1): the same {by}, and a similar name" in comment


def test_what_shares_a_paper_under_another_name_is_a_note() -> None:
    others = [published(1, "RSVQA-HR", answers(paper=ARXIV))]
    verdict = verdict_of(submitted(3, "RSVQA-LR", answers(paper=ARXIV)), among=others)
    assert verdict.is_faultless
    assert labels_in(plan_of(verdict)) == []
    comment = comment_of(verdict)
    assert "### ✅ This entry is complete" in comment
    assert "**Related entries**" in comment
    assert "**The same entry?**" not in comment


def test_a_like_name_alone_is_nothing() -> None:
    others = [published(1, "Tabby", answers(paper="https://e.org/other"))]
    verdict = verdict_of(submitted(3, "Tabby", answers(paper=ARXIV)), among=others)
    assert verdict.likenesses == ()


def test_the_later_of_two_that_wait_is_the_repetition() -> None:
    two = [submitted(n, "Tabby", answers(paper=ARXIV)) for n in (3, 4)]
    earlier, later = (verdict_of(one, pending=two) for one in two)
    assert earlier.is_faultless
    assert [one.record.number for one in later.same] == [3]


def test_an_issue_that_is_published_and_listed_as_open_is_compared_once() -> None:
    other = published(1, "Tabby", answers(paper=ARXIV))
    issue = submitted(3, "Tabby", answers(paper=ARXIV))
    assert len(verdict_of(issue, among=[other], pending=[other, issue]).likenesses) == 1


def test_issues_that_are_none_of_the_catalog_s_are_no_duplicates() -> None:
    body = f"**Paper**: {ARXIV}"
    pending = [
        submitted(1, "Tabby", body, labels=()),
        submitted(2, "Tabby", answers(paper=ARXIV), is_pull=True),
    ]
    assert verdict_of(submitted(3, "Tabby", answers(paper=ARXIV)), pending=pending).is_faultless


def test_an_entry_of_another_collection_is_no_duplicate() -> None:
    catalog = catalog_of(papers=f"- {{name: Tabby, paper: '{ARXIV}'}}\n")
    verdict = judge(submitted(3, "Tabby", answers(paper=ARXIV)), catalog, (), {}, None)
    assert verdict is not None
    assert verdict.likenesses == ()


def test_an_accepted_entry_keeps_no_label_that_asks_whether_it_is_there_already() -> None:
    others = [published(n, "Tabby", answers(paper=ARXIV)) for n in (1, 3)]
    issue = replace(others[1], labels=(*others[1].labels, "duplicate?"))
    plan = plan_of(verdict_of(issue, among=others, decision=STANDS))
    assert labels_in(plan) == ["- duplicate?"]
    assert not is_commented(plan)


# Which issues are of the catalog


@pytest.mark.parametrize(
    "issue",
    [
        submitted(3, "A question", "How do I use it?", labels=()),
        submitted(3, "A bug", "### Year\n\nIn which year?", labels=("bug",)),
        submitted(3, state="closed"),
        submitted(3, is_pull=True),
        submitted(3, body="", labels=("needs info", "VQA")),
        submitted(3, body="\n".join(f"{n}. year section paper" for n in range(9)), labels=()),
    ],
)
def test_other_issues_are_left_alone(issue: Issue) -> None:
    assert judge(issue, catalog_of(), (), {}, None) is None


@pytest.mark.parametrize(
    "issue",
    [
        submitted(3, body="no form at all"),
        submitted(3, body=""),
        submitted(3, labels=("NEW Entry",)),
        submitted(3, labels=()),
        submitted(3, labels=("accepted",), body="typed by hand"),
        submitted(3, labels=("OK",), body="under a former name of the label"),
        submitted(3, labels=(), body=answers().replace("###", "##").replace("year", "Year:")),
    ],
)
def test_an_issue_of_the_catalog_is_known_by_a_label_or_by_its_headings(issue: Issue) -> None:
    assert judge(issue, catalog_of(), (), {}, None) is not None


# Stages and labels


def test_the_first_row_is_not_shown_again_where_an_edit_waits() -> None:
    before = published(3, "Tabby", answers(notes="old", host="Zenodo"))
    after = published(3, "Tabby", answers(notes="new", host="Zenodo", year="20x4"))
    verdict = verdict_of(after, among=[before], decision=WAITS)
    assert verdict.stage is Stage.HELD
    comment = comment_of(verdict)
    assert "### ⏸️ This edit waits for a maintainer" in comment
    assert "The catalog goes on showing the version that was accepted." in comment
    assert "**notes**: old → new" in comment.lower()
    assert "**year**: 2024 → —" in comment.lower()
    assert "zenodo → zenodo" not in comment.lower()
    assert "taking the label `needs review` away" in comment
    assert labels_in(plan_of(verdict)) == ["+ needs review", "+ needs info"]


def test_an_edit_that_changes_no_field_waits_all_the_same() -> None:
    before = published(3, "Tabby", answers())
    after = published(3, "Tabby", f"Hello!\n\n{answers()}")
    comment = comment_of(verdict_of(after, among=[before], decision=WAITS))
    assert "No field has a new value; only other text changed." in comment


def test_a_text_edited_after_its_label_and_never_accepted_shows_nothing_yet() -> None:
    verdict = verdict_of(published(3, "Tabby", answers()), decision=WAITS)
    assert verdict.stage is Stage.UNSEEN
    assert "nothing of it is shown yet" in comment_of(verdict)
    assert labels_in(plan_of(verdict)) == ["+ needs review"]
    assert is_commented(plan_of(verdict))


def test_a_past_of_which_github_lists_a_part_is_said_to_be_unknown() -> None:
    verdict = verdict_of(
        published(3, "Tabby", answers()), decision=Decision(EditVerdict.WAITS, doubt=Doubt.CUT)
    )
    assert "History unknown: GitHub does not list all of its edits" in comment_of(verdict)


def test_without_a_label_for_it_an_edit_is_released_by_the_one_that_publishes() -> None:
    catalog = CATALOG.replace("waiting: needs review, ", "")
    issue = published(3, "Tabby", answers())
    verdict = verdict_of(issue, decision=WAITS, catalog=catalog)
    assert "taking `accepted` away and giving it again" in comment_of(verdict, catalog)
    assert labels_in(plan_of(verdict, catalog=catalog)) == []


@pytest.mark.parametrize("decision", [STANDS, Decision(EditVerdict.ACCEPTED, "maria")])
def test_what_is_published_gets_the_labels_that_its_fields_imply(decision: Decision) -> None:
    issue = published(3, "Tabby", answers(task="T-VQA"))
    plan = plan_of(verdict_of(issue, among=[issue], decision=decision))
    assert labels_in(plan) == ["+ T-VQA", "+ VQA"]
    assert not is_commented(plan)


def test_what_waits_gets_no_label_that_its_fields_imply_but_is_told_of_it() -> None:
    issue = submitted(3, "Tabby", answers(task="T-VQA"))
    verdict = verdict_of(issue)
    assert labels_in(plan_of(verdict)) == []
    assert "Labels that it gets when it is accepted: `T-VQA`, `VQA`." in comment_of(verdict)
    held = verdict_of(published(3, "Tabby", issue.body), decision=WAITS)
    assert labels_in(plan_of(held)) == ["+ needs review"]


@pytest.mark.parametrize("name", ["needs review", "NEEDS REVIEW", "look again", "Look Again"])
def test_a_label_of_the_review_goes_under_whatever_name_it_is_borne(name: str) -> None:
    issue = published(3, "Tabby", answers())
    issue = replace(issue, labels=(*issue.labels, name))
    plan = plan_of(verdict_of(issue, among=[issue], decision=STANDS))
    assert labels_in(plan) == [f"- {name}"]


@pytest.mark.parametrize("name", ["needs info", "NEEDS INFO", "more info"])
def test_a_label_of_the_review_that_is_borne_is_not_given_again(name: str) -> None:
    issue = submitted(3, body=answers(year="x"), labels=("new entry", name))
    assert labels_in(plan_of(verdict_of(issue))) == []


def test_a_review_gives_and_takes_no_labels_but_its_own_and_implied_ones() -> None:
    labels = ("new entry", "VQA", "bug", "wontfix", "accepted")
    issue = submitted(3, body=answers(year="x"), labels=labels)
    waits = labels_in(plan_of(verdict_of(issue, decision=WAITS)))
    assert waits == ["+ needs review", "+ needs info"]


def test_a_published_entry_is_its_maintainers_and_gets_no_label_for_its_mistakes() -> None:
    issue = published(3, "Tabby", answers(year="x"))
    assert labels_in(plan_of(verdict_of(issue, decision=STANDS))) == []
    told = replace(issue, labels=(*issue.labels, "needs info"))
    assert labels_in(plan_of(verdict_of(told, decision=STANDS))) == ["- needs info"]


# Members


def test_a_comment_says_at_once_what_its_labels_make_true() -> None:
    catalog = catalog_of(catalog=MEMBERS)
    desk = Desk(catalog.schema, Snapshot("octo/cat", (), ()), catalog, {}, ())
    issue = submitted(3, body=answers(task="T-VQA"), association="MEMBER")
    first = desk.review(issue, None, "what stood there while it had mistakes")
    assert first is not None
    assert "### ✅ Published" in first.comment
    settled = relabelled(issue, first.plan)
    assert {"accepted", "T-VQA", "VQA"} <= set(settled.labels)
    second = desk.review(settled, Decision(EditVerdict.ACCEPTED), first.comment)
    assert second is not None
    assert second.plan.changes == ()


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_a_member_s_faultless_issue_gets_no_comment(association: str) -> None:
    plan = plan_of(verdict_of(submitted(3, association=association)))
    assert len(plan) == 0
    faulty = submitted(3, body=answers(year="x"), association=association)
    assert is_commented(plan_of(verdict_of(faulty)))


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_a_member_s_faultless_issue_is_published_where_the_catalog_says_so(
    association: str,
) -> None:
    issue = submitted(3, body=answers(task="T-VQA"), association=association)
    plan = plan_of(verdict_of(issue, catalog=MEMBERS), catalog=MEMBERS)
    assert labels_in(plan) == ["+ accepted", "+ T-VQA", "+ VQA"]


@pytest.mark.parametrize(
    "association",
    ["NONE", "CONTRIBUTOR", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN", "", "owner"],
)
def test_a_stranger_s_issue_is_never_published_by_a_review(association: str) -> None:
    verdict = verdict_of(submitted(3, association=association), catalog=MEMBERS)
    assert labels_in(plan_of(verdict, catalog=MEMBERS)) == []


@pytest.mark.parametrize("body", [answers(year="x"), answers(paper=ARXIV)])
def test_a_member_s_issue_that_is_faulty_or_repeats_another_waits(body: str) -> None:
    others = [published(1, "Tabby", answers(paper=ARXIV))]
    issue = submitted(3, "Tabby", body, association="OWNER")
    plan = plan_of(verdict_of(issue, among=others, catalog=MEMBERS), catalog=MEMBERS)
    assert "+ accepted" not in labels_in(plan)
    assert is_commented(plan)


@given(
    stated=st.dictionaries(
        st.sampled_from(["paper", "year", "venue", "task", "notes", "section"]),
        st.sampled_from(["2024", "Questions", "CVPR", "VQA", "x", "accepted", ARXIV]),
    ),
    labels=st.sets(st.sampled_from(["new entry", "needs info", "VQA", "duplicate?", "ok2"])),
    association=st.sampled_from(["NONE", "CONTRIBUTOR"]),
)
@settings(max_examples=100, deadline=None)
def test_whatever_a_stranger_states_no_label_that_publishes_is_planned(
    stated: dict[str, str], labels: set[str], association: str
) -> None:
    issue = submitted(3, body=answers(**stated), labels=sorted(labels), association=association)
    plan = plan_of(verdict_of(issue, catalog=MEMBERS), catalog=MEMBERS)
    assert not {"+ accepted", "+ ok"} & set(labels_in(plan))


# Whether there is anything to say


def test_nothing_is_planned_where_the_comment_says_it_already() -> None:
    verdict = verdict_of(submitted(3))
    assert is_commented(plan_of(verdict))
    for existing in (comment_of(verdict), comment_of(verdict).rstrip(), f"{comment_of(verdict)}\n"):
        assert len(plan_of(verdict, existing)) == 0


def test_a_published_entry_without_a_comment_gets_none() -> None:
    issue = published(3, "Tabby", answers())
    assert len(plan_of(verdict_of(issue, among=[issue], decision=STANDS))) == 0


def test_a_comment_that_stands_follows_when_the_entry_is_published() -> None:
    issue = published(3, "Tabby", answers())
    verdict = verdict_of(issue, among=[issue], decision=STANDS)
    assert is_commented(plan_of(verdict, comment_of(verdict_of(submitted(3)))))
    assert "### ✅ Published" in comment_of(verdict)


# At GitHub


@dataclass(frozen=True)
class Hub:
    """A repository of the fault server, whose token is the bot's, and the catalog's folder."""

    server: GitHubServer
    repository: Repository
    root: Path
    issuesync: Command

    def opens(self, title: str = "Tabby", body: str | None = None, **more: Any) -> int:
        """Submit the form."""
        self.server.github.advance(10)
        given = {"author": "stranger", "labels": ["new entry"], **more}
        return self.repository.create_issue(title, answers() if body is None else body, **given)

    def review(self, *words: str) -> Ran:
        ran = self.issuesync("review", *words)
        assert ran.code == ExitCode.DONE, ran.err
        return ran

    def found(self, *words: str) -> list[dict[str, Any]]:
        """Review without writing, and return what was found."""
        found: list[dict[str, Any]] = json.loads(self.review(*words, "--json").out)
        return found

    def comments(self, number: int) -> list[tuple[str, str]]:
        """Return who wrote which comment on an issue."""
        ids = self.repository.issues[number].comments
        comments = [self.repository.comments[one] for one in ids]
        return [(one.author, one.body) for one in comments]

    def borne(self, number: int) -> set[str]:
        known = self.repository.labels
        return {known[one].name for one in self.repository.issues[number].labels}

    @property
    def writes(self) -> list[str]:
        asked = [one for one in self.server.log if not one.target.endswith("graphql")]
        return [one.line for one in asked if one.method != "GET"]

    def commit(self, *issues: Issue) -> None:
        """Commit a snapshot of what was accepted."""
        path = self.root / "catalog" / "issues.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(snapshot_text(Snapshot("octo/cat", (), issues)), encoding="utf-8")


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuesync: Command) -> Iterator[Hub]:
    files = {"catalog.yaml": CATALOG, "labels.yaml": LABELS, "README.md": README}
    for name, text in {**files, "papers.yaml": "[]\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with GitHubServer() as server:
        server.github.limits.authenticated = 1_000_000
        repository = server.github.add_repository("octo/cat")
        repository.roles = {BOT: "write", "maria": "write"}
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GITHUB_API_URL", server.url)
        monkeypatch.setenv("GITHUB_TOKEN", server.github.token(BOT))
        monkeypatch.setattr("issuesync.app.connection.count_down", lambda _: None)
        yield Hub(server, repository, tmp_path, issuesync)


def test_a_review_shows_what_it_would_write_and_writes_nothing(hub: Hub) -> None:
    number = hub.opens(body=answers(year="x"))
    ran = hub.review(str(number))
    assert ran.out.startswith(MARKER)
    assert "add needs info to #1" in ran.err
    assert hub.writes == []


def test_a_comment_is_written_once_and_edited_in_place(hub: Hub) -> None:
    number = hub.opens(body=answers(year="x"))
    hub.review(str(number), "--apply")
    ((author, body),) = hub.comments(number)
    assert (author, body.partition("\n")[0]) == (BOT, MARKER)
    assert hub.borne(number) == {"new entry", "needs info"}
    hub.repository.edit_issue(number, body=answers(), actor="stranger")
    hub.review(str(number), "--apply")
    ((_, mended),) = hub.comments(number)
    assert "✏️ 1 thing to fix" in body
    assert "✅ This entry is complete" in mended
    assert hub.borne(number) == {"new entry"}


def test_a_second_review_writes_nothing(hub: Hub) -> None:
    number = hub.opens(body=answers(year="x"))
    hub.review(str(number), "--apply")
    writes = hub.writes
    hub.review(str(number), "--apply")
    assert hub.writes == writes
    assert hub.found(str(number))[0]["changes"] == []


@pytest.mark.parametrize("author", ["stranger", "octo", "github-actions", "maria"])
def test_a_marker_that_somebody_else_planted_is_no_comment_of_ours(hub: Hub, author: str) -> None:
    number = hub.opens()
    planted = f"{MARKER}\n### ✅ Published\n"
    hub.repository.comment(number, planted, author=author)
    hub.review(str(number), "--apply")
    (first, second) = hub.comments(number)
    assert first == (author, planted)
    assert second[0] == BOT


def test_another_comment_of_the_same_bot_is_left_alone(hub: Hub) -> None:
    number = hub.opens()
    other = f"Quoted by another workflow:\n\n> {MARKER}\n"
    hub.repository.comment(number, other, author=BOT)
    hub.review(str(number), "--apply")
    hub.repository.edit_issue(number, title="Manx", actor="stranger")
    hub.review(str(number), "--apply")
    first, second = hub.comments(number)
    assert first == (BOT, other)
    assert "**Year**: 2024 · **Name**: Manx ·" in second[1]


def test_a_comment_is_found_beyond_a_page_of_others(hub: Hub) -> None:
    number = hub.opens()
    for index in range(150):
        hub.repository.comment(number, f"{MARKER} {index}", author="stranger")
    hub.review(str(number), "--apply")
    writes = hub.writes
    hub.review(str(number), "--apply")
    assert hub.writes == writes
    assert [author for author, _ in hub.comments(number)].count(BOT) == 1


def test_our_comment_is_found_where_nobody_says_who_we_are(hub: Hub) -> None:
    """GitHub's own token in Actions may not read ``/user``; here GraphQL does not tell either."""
    number = hub.opens(body=answers(year="x"))
    for author, trusted in (("stranger", "NONE"), ("tom", "CONTRIBUTOR")):
        hub.repository.comment(number, f"{MARKER}\nplanted by {author}, {trusted}", author=author)
    hub.server.plan.when(
        lambda asked: asked.path == "/user", faults.refuses(403, "not by integration"), times=None
    )
    hub.server.plan.when(
        lambda asked: b"viewer" in asked.body,
        faults.says({"data": None, "errors": [{"type": "FORBIDDEN", "message": "no"}]}, "nobody"),
        times=None,
    )
    hub.review(str(number), "--apply")
    hub.repository.edit_issue(number, body=answers(), actor="stranger")
    hub.review(str(number), "--apply")
    *planted, own = hub.comments(number)
    assert [body.partition("\n")[2][:7] for _, body in planted] == ["planted", "planted"]
    assert own[0] == BOT
    assert "✅ This entry is complete" in own[1]


def test_of_two_runs_that_both_found_none_one_comment_stays(hub: Hub) -> None:
    number = hub.opens()
    planted = f"{MARKER}\nplanted"
    hub.repository.comment(number, planted, author="stranger")

    def is_creation(request: Request) -> bool:
        return request.method == "POST" and request.path.endswith(f"/{number}/comments")

    def other_run() -> None:
        hub.repository.comment(number, f"{MARKER}\nof the other run", author=BOT)

    hub.server.plan.when(is_creation, faults.calls(before=other_run))
    hub.review(str(number), "--apply")
    assert hub.comments(number) == [("stranger", planted), (BOT, f"{MARKER}\nof the other run")]
    hub.review(str(number), "--apply")
    assert [author for author, _ in hub.comments(number)] == ["stranger", BOT]
    assert "of the other run" not in hub.comments(number)[1][1]


def test_a_comment_that_was_deleted_is_written_again(hub: Hub) -> None:
    number = hub.opens()
    hub.review(str(number), "--apply")
    hub.repository._keep(replace(hub.repository.issues[number], comments=()))
    hub.review(str(number), "--apply")
    assert len(hub.comments(number)) == 1


LOST = [*faults.passing(), *(fault.after_write() for fault in faults.passing())]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.name}, {fault.applied}")
def test_whatever_answer_is_lost_there_is_one_comment(hub: Hub, fault: faults.Fault) -> None:
    number = hub.opens(body=answers(year="x"))
    hub.review(str(number), "--apply")
    ((_, expected),) = hub.comments(number)
    requests = len(hub.server.log)
    for at in range(1, requests + 1):
        again = hub.opens(body=answers(year="x"))
        hub.server.plan.at(at, fault)
        hub.review(str(again), "--apply")
        hub.server.plan.clear()
        ((author, body),) = hub.comments(again)
        assert author == BOT
        assert body.partition("Its row")[0] == expected.partition("Its row")[0]
        assert hub.borne(again) == {"new entry", "needs info"}


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.name}, {fault.applied}")
def test_whatever_answer_is_lost_an_edit_of_the_comment_stays_one(
    hub: Hub, fault: faults.Fault
) -> None:
    number = hub.opens(body=answers(year="x"))
    hub.review(str(number), "--apply")
    before = len(hub.server.log)
    hub.repository.edit_issue(number, title="Cat 0", actor="stranger")
    hub.review(str(number), "--apply")
    for at in range(1, len(hub.server.log) - before + 1):
        hub.repository.edit_issue(number, title=f"Cat {at}", actor="stranger")
        hub.server.plan.at(at, fault)
        hub.review(str(number), "--apply")
        hub.server.plan.clear()
        ((_, body),) = hub.comments(number)
        assert f"**Name**: Cat {at} ·" in body


def test_other_issues_of_the_repository_are_left_alone(hub: Hub) -> None:
    question = hub.opens("How?", "How do I use it?", labels=["bug"])
    pull = hub.repository.create_pull("a change", answers(), author="stranger")
    closed = hub.opens()
    hub.repository.close_issue(closed)
    gone = hub.opens()
    hub.repository.delete_issue(gone)
    for number in (question, pull, closed, gone, 99):
        ran = hub.review(str(number), "--apply")
        assert f"#{number} is not an open issue of this catalog: nothing to review" in ran.err
    assert hub.writes == []


def test_without_a_number_all_that_wait_are_reviewed(hub: Hub) -> None:
    hub.opens("How?", "How do I use it?", labels=["bug"])
    waiting = [hub.opens(f"Cat {n}") for n in range(3)]
    hub.opens("Cat 4", labels=["new entry", "accepted"])
    hub.review("--apply")
    commented = [n for n in hub.repository.issues if hub.comments(n)]
    assert commented == waiting


def test_those_that_wait_are_read_once_however_many_are_reviewed(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Tabby", "Siamese", "Manx"):
        hub.opens(name)
    made = []

    class Counted(Neighbours):
        def __init__(self, *arguments: Any) -> None:
            made.append(arguments)
            super().__init__(*arguments)

    monkeypatch.setattr("issuesync.submissions.review.Neighbours", Counted)
    assert len(hub.found()) == 3
    assert len(made) == 1


def test_without_a_number_an_edit_whose_event_was_missed_is_reviewed(hub: Hub) -> None:
    number = hub.opens(labels=["new entry", "accepted"])
    calm = hub.opens("Siamese", labels=["new entry", "accepted"])
    known = [(one, hub.repository.issues[one]) for one in (number, calm)]
    hub.commit(*(published(n, one.title, one.body or "") for n, one in known))
    hub.server.github.advance(60)
    hub.repository.edit_issue(number, title="Another", actor="stranger")
    hub.review("--apply")
    assert "This edit waits for a maintainer" in hub.comments(number)[0][1]
    assert hub.comments(calm) == []


def test_what_is_found_is_told_as_json(hub: Hub) -> None:
    hub.commit(published(1, "Siamese", answers(paper=ARXIV)))
    hub.opens("Siamese", answers(paper=ARXIV), labels=["new entry", "accepted"])
    number = hub.opens("SIAMESE", answers(paper=ARXIV, year="x", venue="none such"))
    (found,) = hub.found(str(number))
    assert (found["number"], found["stage"]) == (2, "submitted")
    assert found["record"]["name"] == "SIAMESE"
    assert [(one["code"], one["line"]) for one in found["mistakes"]] == [
        ("bad-year", 13),
        ("unknown-option", 17),
    ]
    assert found["alike"] == [
        {"number": 1, "name": "Siamese", "by": "arXiv identifier", "same": True}
    ]
    assert [one["kind"] for one in found["changes"]] == ["add", "add", "comment"]
    assert found["comment"] == found["changes"][-1]["body"]
    assert hub.found("99") == [{"number": 99, "stage": None}]


def test_an_edit_of_an_accepted_entry_by_its_author_is_held_and_one_by_a_writer_is_not(
    hub: Hub,
) -> None:
    number = hub.opens(labels=["new entry"])
    hub.server.github.advance(10)
    hub.repository.label_issue(number, "accepted", actor="maria")
    hub.server.github.advance(10)
    accepted = replace(published(number, "Tabby", answers()), updated_at="2025-04-01T12:00:25Z")
    hub.commit(accepted)
    hub.repository.edit_issue(number, body=answers(notes="spam"), actor="maria")
    (found,) = hub.found(str(number))
    assert found["stage"] == "published"
    hub.server.github.advance(10)
    hub.repository.edit_issue(number, body=answers(notes="more spam"), actor="stranger")
    hub.review(str(number), "--apply")
    assert hub.borne(number) == {"new entry", "accepted", "needs review"}
    ((_, body),) = hub.comments(number)
    assert "### ⏸️ This edit waits for a maintainer" in body
    assert "**Notes**: — → more spam" in body


def test_a_past_that_cannot_be_read_is_named_and_nothing_is_written_of_it(hub: Hub) -> None:
    """That it is unknown is no fault of the author's, who would be told of it by a comment."""
    number = hub.opens(labels=["new entry"])
    hub.server.github.advance(10)
    hub.repository.label_issue(number, "accepted", actor="maria")
    hub.server.github.advance(10)
    hub.commit(replace(published(number, "Tabby", answers()), updated_at="2025-04-01T12:00:25Z"))
    hub.repository.edit_issue(number, body=answers(notes="spam"), actor="stranger")
    hub.server.github.graphql = False
    ran = hub.review(str(number), "--apply")
    assert f"#{number}: history unknown: its edits could not be read, so there is no review" in (
        ran.err
    )
    assert ran.out == ""
    synced = hub.issuesync("sync", "--from", "github")
    assert "history unknown: its edits could not be read; the accepted version stays" in synced.err
    assert hub.writes == []
    assert "spam" not in (hub.root / "README.md").read_text(encoding="utf-8")


def test_a_snapshot_is_reviewed_at_its_word_and_asks_nobody(hub: Hub) -> None:
    hub.commit(submitted(3, body=answers(year="x")), published(4, "Manx", answers()))
    assert hub.found("3", "--from", "snapshot")[0]["stage"] == "submitted"
    assert hub.found("4", "--from", "snapshot")[0]["stage"] == "published"
    assert hub.server.log == []
    ran = hub.issuesync("review", "--from", "snapshot")
    assert ran.code == ExitCode.USAGE
    assert "name an issue's number" in ran.err


@dataclass(frozen=True)
class Filed:
    """An issue as somebody filed it."""

    stated: dict[str, str]
    labels: tuple[str, ...]
    author: str


STATED = st.dictionaries(
    st.sampled_from(["paper", "year", "venue", "task", "notes"]),
    st.sampled_from(["2024", "x", "CVPR", "T-VQA", "VQA", ARXIV, "a|b"]),
    max_size=3,
)
TAXONOMY = ["accepted", "new entry", "needs info", "more info", "look again", "needs review"]
BORNE = st.sets(st.sampled_from([*TAXONOMY, "duplicate?", "VQA", "T-VQA", "bug"]), max_size=4)
FILED = st.builds(
    Filed, STATED, BORNE.map(sorted).map(tuple), st.sampled_from(["stranger", "maria"])
)


@given(filed=st.lists(FILED, min_size=1, max_size=3), members=st.booleans())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_was_filed_a_second_review_has_nothing_to_write(
    hub: Hub, filed: list[Filed], members: bool
) -> None:
    catalog = MEMBERS if members else CATALOG
    (hub.root / "catalog.yaml").write_text(catalog, encoding="utf-8")
    hub.commit()
    for number in list(hub.repository.issues):
        hub.repository.close_issue(number)
    numbers = [
        hub.opens("Tabby", answers(**one.stated), labels=one.labels, author=one.author)
        for one in filed
    ]
    for number in numbers:
        hub.review(str(number), "--apply")
        assert [one["kind"] for one in hub.found(str(number))[0].get("changes", ())] == []
    for number in numbers:
        assert len(hub.comments(number)) <= 1
