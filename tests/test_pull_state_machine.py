"""Whatever happens while and between pulls, the next undisturbed one knows what GitHub knows.

``ISSUESYNC_EXAMPLES`` makes the search longer than the build's default.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from github_server import faults
from issuesync.errors import GitHubError, RefusedError
from issuesync.github.pull import PullWishes
from pulling import ALWAYS_A_MIRROR, hub_at
from small_catalog import make_catalog, region, render_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from github_server import Repository
    from issuesync.model.issue import Snapshot
    from pulling import Hub

EXAMPLES = int(os.environ.get("ISSUESYNC_EXAMPLES", "20"))
PAGE = 5
NAMES = ("accepted", "Cap.", "VQA", "vision", "older")
BODIES = ("### Section\n\none", "### Section\n\ntwo\n\n### Year\n\n2024", "no section", "")
DOCUMENT = region("table sets/one") + region("table sets/two") + region("badges")


class Killed(BaseException):
    """The process ended, whatever it was doing."""


@dataclass(frozen=True)
class Deed:
    """Something that people do; ``which`` and ``what`` choose among what there is."""

    kind: str
    which: int = 0
    what: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class Trouble:
    """What happens to one request of a pull: a fault, or a deed before or after its answer."""

    at: int
    fault: int | None
    deed: Deed | None
    is_after: bool


def create(one: Repository, number: int, deed: Deed) -> None:
    del number
    labels = [NAMES[i] for i in range(len(NAMES)) if deed.which >> i & 1]
    one.create_issue(f"Entry {deed.what}", BODIES[deed.what % len(BODIES)], labels=labels)


def many(one: Repository, number: int, deed: Deed) -> None:
    """Make more in one second than two pages hold."""
    del number
    for _ in range(deed.what % 3 + 2 * PAGE):
        one.create_issue("Entry", BODIES[0], labels=["accepted"])


def edit_many(one: Repository, number: int, deed: Deed) -> None:
    """Edit in one second more than a page holds."""
    del number
    for target in list(one.issues)[deed.which % 3 :: 2]:
        one.edit_issue(target, title=f"Edited {deed.what} at {one.now()}")


def rename_label(one: Repository, number: int, deed: Deed) -> None:
    del number
    if one.labels:
        name = pick([label.name for label in one.labels.values()], deed.which)
        new = NAMES[deed.what % len(NAMES)].upper()
        other = one.find_label(new)
        if other is None or other.name == name:
            one.edit_label(name, new_name=new, color="00ff00")


def delete_label(one: Repository, number: int, deed: Deed) -> None:
    del number
    if one.labels:
        one.delete_label(pick([label.name for label in one.labels.values()], deed.which))


def pick(names: list[str], which: int) -> str:
    return sorted(names)[which % len(names)]


def unlabel(one: Repository, number: int, deed: Deed) -> None:
    borne = [one.labels[id_].name for id_ in one.issues[number].labels]
    if borne:
        one.unlabel_issue(number, pick(borne, deed.what))


ON_THE_REPOSITORY: dict[str, Callable[[Repository, int, Deed], object]] = {
    "create": create,
    "create a pull request": lambda one, _, deed: one.create_pull(
        "Change", labels=[NAMES[deed.what % len(NAMES)]]
    ),
    "create many": many,
    "edit many": edit_many,
    "rename a label": rename_label,
    "delete a label": delete_label,
}
ON_AN_ISSUE: dict[str, Callable[[Repository, int, Deed], object]] = {
    "edit the title": lambda one, number, deed: one.edit_issue(number, title=f"New {deed.what}"),
    "edit the body": lambda one, number, deed: one.edit_issue(number, body=BODIES[deed.what % 4]),
    "comment": lambda one, number, _: one.comment(number, "well"),
    "close": lambda one, number, _: one.close_issue(number),
    "reopen": lambda one, number, _: one.reopen_issue(number),
    "label": lambda one, number, deed: one.label_issue(number, NAMES[deed.what % len(NAMES)]),
    "unlabel": unlabel,
    "delete": lambda one, number, _: one.delete_issue(number),
    "transfer away": lambda one, number, _: None,  # noqa: ARG005 - see `People.do`
}
DEEDS = st.builds(
    Deed,
    st.sampled_from([*ON_THE_REPOSITORY, *ON_AN_ISSUE, "transfer here", "rename the repository"]),
    st.integers(0, 31),
    st.integers(0, 9),
    st.sampled_from([0, 0, 0, 1, 7, 61, 4000]),
)
TROUBLES = st.builds(
    Trouble,
    st.integers(1, 12),
    st.none() | st.integers(0, 20),
    st.none() | DEEDS,
    st.booleans(),
)


@dataclass
class People:
    """Those who work in the repository; ``other`` is where issues are transferred to and from."""

    hub: Hub
    other: Repository

    def do(self, deed: Deed) -> None:
        """Do something, as the server would on request."""
        with self.hub.server.lock:
            one = self.hub.repository
            if deed.kind == "transfer here":
                moved = self.other.create_issue("From elsewhere", BODIES[0], labels=["accepted"])
                there = self.other.transfer_issue(moved, one)
                one.comment(there, "moved here")  # GitHub's timeline says so too
            elif deed.kind == "rename the repository":
                name = ("octo/catalog", "octo/list", "octo/Catalog")[deed.what % 3]
                self.hub.server.github.rename_repository(one, name)
            elif deed.kind in ON_THE_REPOSITORY:
                ON_THE_REPOSITORY[deed.kind](one, 0, deed)
            elif one.issues:
                number = sorted(one.issues)[deed.which % len(one.issues)]
                ON_AN_ISSUE[deed.kind](one, number, deed)
                if deed.kind == "transfer away":
                    one.transfer_issue(number, self.other)
            self.hub.server.github.advance(deed.seconds)


class Pulls(RuleBasedStateMachine):
    """A repository, people at work in it, and pulls that go wrong in every way."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.hub = self.stack.enter_context(hub_at(folder))
        self.hub.page = PAGE
        self.people = People(self.hub, self.hub.server.github.add_repository("octo/other"))
        self.faults = [*faults.passing(), faults.hangs(0), faults.limits_secondary()]

    def teardown(self) -> None:
        try:
            self.check(with_token=True, full=False)
        finally:
            self.stack.close()

    @rule(deeds=st.lists(DEEDS, min_size=1, max_size=4))
    def people_work(self, deeds: list[Deed]) -> None:
        for deed in deeds:
            self.people.do(deed)

    @rule(
        troubles=st.lists(TROUBLES, min_size=1, max_size=4),
        is_patient=st.booleans(),
        with_token=st.booleans(),
        full=st.sampled_from([False, False, False, True]),
        allow_shrink=st.booleans(),
        killed_after=st.none() | st.integers(1, 6),
    )
    def a_pull_is_disturbed(
        self,
        *,
        troubles: list[Trouble],
        is_patient: bool,
        with_token: bool,
        full: bool,
        allow_shrink: bool,
        killed_after: int | None,
    ) -> None:
        for trouble in troubles:
            self.plan(trouble)
        pages = 0

        def progress(read: int, total: int | None) -> None:
            nonlocal pages
            del read, total
            pages += 1
            if pages == killed_after:
                raise Killed

        wishes = PullWishes(full, allow_shrink, progress, ALWAYS_A_MIRROR)
        wait = 1e9 if is_patient else 0.0
        try:
            self.hub.mirrored(with_token=with_token, max_wait=wait, wishes=wishes)
        except (GitHubError, RefusedError, Killed):
            pass
        finally:
            self.hub.server.plan.clear()

    def plan(self, trouble: Trouble) -> None:
        """Let something happen to a request of the next pull."""
        plan = self.hub.server.plan
        if trouble.fault is not None:
            plan.at(trouble.at, self.faults[trouble.fault % len(self.faults)])
        deed = trouble.deed
        if deed is not None and trouble.is_after:
            plan.at(trouble.at, faults.calls(after=lambda: self.people.do(deed)))
        elif deed is not None:
            plan.at(trouble.at, faults.calls(before=lambda: self.people.do(deed)))

    @rule(with_token=st.booleans(), full=st.sampled_from([False, False, True]))
    def check(self, with_token: bool, full: bool) -> None:
        """Pull undisturbed: the mirror, a listing and a fresh mirror all say what is so."""
        wishes = PullWishes(full, allow_shrink=True, small=ALWAYS_A_MIRROR)
        held = self.hub.mirrored(with_token=with_token, wishes=wishes)
        listed = self.hub.listed(with_token=with_token)
        truth = self.hub.truth()
        assert held == truth
        assert listed == truth
        assert document(held) == document(listed)


def document(snapshot: Snapshot) -> str:
    return render_one(make_catalog(snapshot.issues), DOCUMENT)


TestPulls = Pulls.TestCase
TestPulls.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
