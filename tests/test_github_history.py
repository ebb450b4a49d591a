"""The past of issues, asked for by GraphQL: who edited, who labelled, and who may write."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from github_server import faults
from github_server.model import stamp
from issuesync.errors import GitHubError, LimitError
from issuesync.github.history import AT_ONCE, Permissions, read_histories
from issuesync.model.history import Edit, History, LabelChange
from pulling import NAME, hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from github_server import Reply
    from pulling import Hub

GRAPHQL = "POST /graphql"
ROLES = {"maria": "write", "max": "maintain", "tess": "triage", "rita": "read", "adam": "admin"}
WRITERS = {"octo", "maria", "max", "adam"}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with hub_at(tmp_path) as hub:
        hub.repository.roles = dict(ROLES)
        for login in (*ROLES, "sam", "eve", "robot[bot]"):
            hub.server.github.user(login)
        yield hub


def ask(hub: Hub, *numbers: int, **how: Any) -> dict[int, History]:
    with hub.api(**how) as api:
        return read_histories(api, NAME, numbers)


def ask_one(hub: Hub, number: int) -> History:
    return ask(hub, number)[number]


def permission(login: str) -> str:
    return f"GET /repositories/1002/collaborators/{login}/permission"


def later(hub: Hub, seconds: int = 10) -> str:
    """Let time pass, and return the moment that it is then."""
    hub.server.github.advance(seconds)
    return stamp(hub.server.github.now)


def says(change: Callable[[Any], Any]) -> faults.Fault:
    """Answer with JSON that was changed on its way."""

    def distort(reply: Reply) -> Reply:
        return replace(reply, body=json.dumps(change(json.loads(reply.body))).encode())

    return faults.Fault("says something else", distort)


# What a history holds


def test_an_issue_that_nobody_touched_has_its_text_and_no_past(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "Some cats", author="sam")
    assert ask_one(hub, number) == History("Cats", "Some cats", "sam")
    assert hub.server.lines == [GRAPHQL]


def test_each_version_of_a_body_is_an_edit_by_its_editor(hub: Hub) -> None:
    opened = later(hub)
    number = hub.repository.create_issue("Cats", "one", author="sam")
    first = later(hub)
    hub.repository.edit_issue(number, body="two", actor="sam")
    second = later(hub)
    hub.repository.edit_issue(number, body="three", actor="maria")
    found = ask_one(hub, number)
    assert found.body == "three"
    assert sorted(found.edits, key=lambda one: one.at) == [
        Edit(opened, "sam"),
        Edit(first, "sam"),
        Edit(second, "maria"),
    ]
    assert found.edits_since(second) == (Edit(second, "maria"),)
    assert found.only_writers_since(second)
    assert not found.only_writers_since(first)


def test_a_rename_is_an_edit_though_the_body_has_none(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one", author="sam")
    renamed = later(hub)
    hub.repository.edit_issue(number, title="Dogs", actor="sam")
    found = ask_one(hub, number)
    assert (found.title, found.edits) == ("Dogs", (Edit(renamed, "sam"),))
    assert not found.only_writers_since(renamed)


def test_labels_are_told_as_given_and_taken_and_nothing_else_is(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one", author="sam")
    given = later(hub)
    hub.repository.label_issue(number, "Accepted", actor="maria")
    taken = later(hub)
    hub.repository.unlabel_issue(number, "Accepted", actor="tess")
    hub.repository.close_issue(number, actor="sam")
    hub.repository.reopen_issue(number, actor="sam")
    hub.repository.comment(number, "hello", author="sam")
    found = ask_one(hub, number)
    assert found.edits == ()
    assert found.labels == (
        LabelChange(given, "Accepted", "maria", is_given=True, is_person=True),
        LabelChange(taken, "Accepted", "tess", is_given=False, is_person=True),
    )


def test_an_event_keeps_the_name_that_a_label_had_at_the_time(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one", labels=["ok"])
    hub.repository.edit_label("ok", new_name="accepted")
    found = ask_one(hub, number)
    assert found.given(frozenset({"ok", "accepted"})) is not None


# Who may write


@pytest.mark.parametrize("login", ["octo", *ROLES, "sam"])
def test_who_may_write_is_who_has_write_access_or_more(hub: Hub, login: str) -> None:
    number = hub.repository.create_issue("Cats", "one", author="octo")
    edited = later(hub)
    hub.repository.edit_issue(number, title="Dogs", actor=login)
    assert ask_one(hub, number).only_writers_since(edited) == (login in WRITERS)


def test_each_person_is_asked_about_once_in_a_run_in_any_case(hub: Hub) -> None:
    numbers = [hub.repository.create_issue(f"Cats {n}", "one", author="sam") for n in range(5)]
    for number in numbers:
        hub.repository.edit_issue(number, body="two", actor="maria")
        hub.repository.edit_issue(number, title="Dogs", actor="maria")
    ask(hub, *numbers)
    assert sorted(hub.server.lines) == [permission("maria"), permission("sam"), GRAPHQL]
    with hub.api() as api:
        api.home.take(hub.repository.id, NAME)
        permissions = Permissions(api, NAME)
        lines = hub.lines(lambda: [permissions.may_write(x) for x in ("maria", "MARIA", "Maria")])
    assert lines == [permission("maria")]


def test_only_who_edited_or_labelled_an_issue_of_their_own_is_asked_about(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one", author="sam", labels=["accepted"])
    hub.repository.label_issue(number, "VQA", actor="tess")
    hub.repository.unlabel_issue(number, "accepted", actor="rita")
    found = ask_one(hub, number)
    assert hub.server.lines == [GRAPHQL, permission("sam")]
    assert not found.may_write("sam")


def test_a_maintainer_who_labelled_an_own_issue_may(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one", author="maria", labels=["accepted"])
    assert ask_one(hub, number).may_write("Maria")


@pytest.mark.parametrize("status", [403, 404])
def test_who_cannot_be_asked_about_may_not(hub: Hub, status: int) -> None:
    number = hub.repository.create_issue("Cats", "one", author="octo")
    hub.repository.edit_issue(number, body="two", actor="octo")
    hub.server.plan.at(2, faults.refuses(status))
    assert ask_one(hub, number).writers == frozenset()


def test_a_login_stays_one_part_of_the_path(hub: Hub) -> None:
    with hub.api() as api:
        assert not Permissions(api, NAME).may_write("../../octo?x=#y")
    (exchange,) = hub.server.log
    assert exchange.target == (f"/repos/{NAME}/collaborators/..%2F..%2Focto%3Fx%3D%23y/permission")


# Bots, and people who are gone


def test_a_bot_edits_as_nobody_and_labels_as_no_person(hub: Hub) -> None:
    hub.repository.roles["robot[bot]"] = hub.repository.roles["robot"] = "admin"
    number = hub.repository.create_issue("Cats", "one", author="octo")
    edited = later(hub)
    hub.repository.edit_issue(number, body="two", title="Dogs", actor="robot[bot]")
    hub.repository.label_issue(number, "waits", actor="robot[bot]")
    hub.repository.unlabel_issue(number, "waits", actor="robot[bot]")
    found = ask_one(hub, number)
    assert found.edits_since(edited) == (Edit(edited, ""), Edit(edited, ""))
    assert not found.only_writers_since(edited)
    assert [one.is_person for one in found.labels] == [False, False]
    assert found.taken_by_a_person(frozenset({"waits"}), "") is None
    assert permission("robot") not in hub.server.lines


def test_an_account_that_is_gone_is_nobody_who_may_write(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one", author="maria")
    edited = later(hub)
    hub.repository.edit_issue(number, body="two", title="Dogs", actor="maria")
    hub.repository.label_issue(number, "waits", actor="maria")
    hub.repository.unlabel_issue(number, "waits", actor="maria")
    assert ask_one(hub, number).only_writers_since(edited)
    hub.server.github.gone.add("maria")
    found = ask_one(hub, number)
    assert {one.editor for one in found.edits} == {""}
    assert [(one.actor, one.is_person) for one in found.labels] == [("", False)] * 2
    assert found.writers == frozenset()
    assert not found.only_writers_since(edited)


# How much is told


def test_of_more_edits_than_are_told_what_is_older_is_not_known(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "0", author="maria")
    moments = [stamp(hub.server.github.now)]
    for version in range(1, 120):
        moments.append(later(hub, 1))
        hub.repository.edit_issue(number, body=str(version), actor="maria")
    found = ask_one(hub, number)
    assert len(found.edits) == 100
    assert found.edits_since(moments[20]) is None  # others may be of the same second
    assert found.edits_since(moments[21]) is not None
    assert not found.only_writers_since(moments[10])
    assert found.only_writers_since(moments[30])


@pytest.mark.parametrize("count", [99, 100])
def test_as_many_edits_as_are_told_are_all_known(hub: Hub, count: int) -> None:
    number = hub.repository.create_issue("Cats", "0", author="maria")
    for version in range(1, count):
        later(hub, 1)
        hub.repository.edit_issue(number, body=str(version), actor="maria")
    found = ask_one(hub, number)
    assert (len(found.edits), found.known_from) == (count, "")


def test_of_more_events_than_are_told_what_is_older_is_not_known(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "0", author="maria")
    moments = []
    for version in range(110):
        moments.append(later(hub, 1))
        hub.repository.edit_issue(number, title=f"Cats {version}", actor="maria")
    found = ask_one(hub, number)
    assert found.edits_since(moments[10]) is None
    assert found.edits_since(moments[11]) is not None
    assert len(found.edits) == 100


def test_edits_that_come_oldest_first_and_cut_off_tell_nothing(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "0", author="maria")
    for version in range(1, 120):
        moment = later(hub, 1)
        hub.repository.edit_issue(number, body=str(version), actor="maria")

    def turned(answer: Any) -> Any:
        answer["data"]["repository"][f"i{number}"]["userContentEdits"]["nodes"].reverse()
        return answer

    hub.server.plan.at(1, says(turned))
    assert ask_one(hub, number).edits_since(moment) is None


def test_an_event_that_github_keeps_to_itself_is_passed_over(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "0", labels=["a", "b"])

    def without_first(answer: Any) -> Any:
        answer["data"]["repository"][f"i{number}"]["timelineItems"]["nodes"][0] = None
        return answer

    hub.server.plan.at(1, says(without_first))
    assert [one.label for one in ask_one(hub, number).labels] == ["b"]


@pytest.mark.parametrize("key", ["author", "userContentEdits", "timelineItems"])
@pytest.mark.parametrize("instead", [{}, {"timelineItems": 7, "userContentEdits": 7, "author": 7}])
def test_an_issue_told_in_another_shape_is_one_of_which_nothing_is_known(
    hub: Hub, key: str, instead: dict[str, int]
) -> None:
    number = hub.repository.create_issue("Cats", "0")

    def misshapen(answer: Any) -> Any:
        raw = answer["data"]["repository"][f"i{number}"]
        del raw[key]
        raw.update({key: instead[key]} if key in instead else {})
        return answer

    hub.server.plan.at(1, says(misshapen))
    assert ask(hub, number) == {}


# Many issues, and some that are not there


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 5])
def test_a_query_asks_for_no_more_issues_than_one_may(hub: Hub, count: int) -> None:
    hub.fill(count)
    numbers = range(1, count + 1)
    assert list(ask(hub, *numbers)) == list(numbers)
    assert hub.server.lines == [GRAPHQL] * (-(-count // AT_ONCE))


def test_an_issue_that_is_gone_is_left_out_and_the_others_are_told(hub: Hub) -> None:
    hub.fill(4)
    other = hub.server.github.add_repository("octo/other")
    hub.repository.delete_issue(2)
    hub.repository.transfer_issue(3, other)
    pull = hub.repository.create_pull("a change")
    assert sorted(ask(hub, 1, 2, 3, 4, pull, 99)) == [1, 4]
    assert ask(hub, 2) == {}


# Servers, tokens and limits


def test_without_a_token_nothing_is_asked(hub: Hub) -> None:
    hub.fill(1)
    assert ask(hub, 1, with_token=False) == {}
    assert hub.server.lines == []


@pytest.mark.parametrize("status", [401, 403, 404, 406, 410, 501])
def test_where_there_is_no_graphql_nothing_is_known(hub: Hub, status: int) -> None:
    hub.fill(1)
    hub.server.plan.at(1, faults.refuses(status))
    assert ask(hub, 1) == {}
    assert hub.server.lines == [GRAPHQL]


def test_where_the_query_is_refused_in_part_nothing_is_known(hub: Hub) -> None:
    hub.fill(2)
    error = {"type": "FORBIDDEN", "path": ["repository", "i1"], "message": "not for you"}
    hub.server.plan.at(1, says(lambda answer: {**answer, "errors": [error]}))
    assert ask(hub, 1, 2) == {}


def test_a_repository_that_is_not_there_is_an_error(hub: Hub) -> None:
    with hub.api() as api, pytest.raises(GitHubError, match="octo/nothing"):
        read_histories(api, "octo/nothing", [1])


def test_graphql_points_that_are_used_up_are_waited_for(hub: Hub) -> None:
    hub.fill(1)
    hub.server.github.limits.leave(0, "octo", hub.server.github.now, "graphql")
    assert list(ask(hub, 1, max_wait=1e9)) == [1]
    assert hub.waits == [3601]
    hub.server.github.limits.leave(0, "octo", hub.server.github.now, "graphql")
    with pytest.raises(LimitError, match="come back at"):
        ask(hub, 1, max_wait=10)


@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("retry_after", [None, 3])
def test_a_secondary_limit_is_waited_for_and_no_answer_about_anybody(
    hub: Hub, at: int, retry_after: int | None
) -> None:
    number = hub.repository.create_issue("Cats", "one", author="maria")
    hub.repository.edit_issue(number, body="two", actor="maria")
    hub.server.plan.at(at, faults.limits_secondary(retry_after))
    assert ask_one(hub, number).may_write("maria")
    assert hub.waits == [retry_after or 60]


@pytest.mark.parametrize("fault", faults.passing(), ids=lambda fault: str(fault.name))
@pytest.mark.parametrize("at", [1, 2])
def test_a_failure_that_passes_changes_nothing(hub: Hub, fault: faults.Fault, at: int) -> None:
    number = hub.repository.create_issue("Cats", "one", author="maria")
    hub.repository.edit_issue(number, body="two", actor="maria")
    hub.server.plan.at(at, fault)
    assert ask_one(hub, number).writers == {"maria"}
    assert len(hub.server.lines) == 3


# Any past

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["title", "body", "give", "take", "close", "reopen", "comment"]),
        st.sampled_from(["sam", "maria", "tess", "robot[bot]"]),
        st.sampled_from(["a", "b"]),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(acts=ACTS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happened_is_told_as_it_happened(
    hub: Hub, acts: Sequence[tuple[str, str, str, int]]
) -> None:
    repository = hub.repository
    number = repository.create_issue("a", "a", author="sam")
    opened = Edit(stamp(hub.server.github.now), "sam")
    edits: list[Edit] = []
    changes: list[LabelChange] = []
    bodies = 0
    for kind, actor, text, seconds in acts:
        at, issue = later(hub, seconds), repository.issues[number]
        borne = {repository.labels[one].name for one in issue.labels}
        is_person = not actor.endswith("[bot]")
        if kind in {"title", "body"} and getattr(issue, kind) != text:
            repository.edit_issue(number, actor=actor, **{kind: text})
            edits.append(Edit(at, actor if is_person else ""))
            bodies += kind == "body"
        elif kind == "give" and text not in borne:
            repository.label_issue(number, text, actor=actor)
            changes.append(LabelChange(at, text, actor.removesuffix("[bot]"), True, is_person))
        elif kind == "take" and text in borne:
            repository.unlabel_issue(number, text, actor=actor)
            changes.append(LabelChange(at, text, actor.removesuffix("[bot]"), False, is_person))
        elif kind == "close":
            repository.close_issue(number, actor=actor)
        elif kind == "reopen":
            repository.reopen_issue(number, actor=actor)
        elif kind == "comment":
            repository.comment(number, text, author=actor)
    found, issue = ask_one(hub, number), repository.issues[number]
    expected = [*edits, *([opened] if bodies else [])]
    assert (found.title, found.body, found.known_from) == (issue.title, issue.body, "")
    assert sorted(found.edits, key=repr) == sorted(expected, key=repr)
    assert list(found.labels) == changes
    assert found.writers == {"maria"} & {one.editor for one in expected}
