"""How long a run waits for what may pass, and when it stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuesync.errors import ExitCode, GitHubError, LimitError
from issuesync.github.responses import TransientError
from issuesync.github.retry import MAX_WAIT, RetryPolicy

NOON = datetime(2025, 4, 1, 12, tzinfo=UTC)


@dataclass
class Bed:
    """Where patience sleeps without a second passing."""

    slept: list[float] = field(default_factory=list)
    told: list[tuple[str, float]] = field(default_factory=list)

    def patience(self, max_wait: float = MAX_WAIT) -> RetryPolicy:
        return RetryPolicy(
            max_wait,
            sleep=self.slept.append,
            now=lambda: NOON,
            show=lambda reason, seconds: self.told.append((reason, seconds)),
        )


@dataclass
class Failing:
    """A call that fails so often before it succeeds."""

    errors: list[Exception]

    def __call__(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def broken(count: int) -> Failing:
    return Failing([TransientError("no answer")] * count)


@pytest.mark.parametrize("max_wait", [5, MAX_WAIT])
def test_whom_nothing_has_answered_yet_is_told_within_some_seconds(max_wait: float) -> None:
    bed = Bed()
    silence: list[Exception] = [TransientError("no answer", is_silence=True)] * 20
    with pytest.raises(GitHubError, match="no answer; waited") as caught:
        bed.patience(max_wait).retry(Failing([*silence]))
    assert 0 < sum(bed.slept) <= min(max_wait, 10)
    assert "see that you are online" in (caught.value.hint or "")
    patience = bed.patience()
    patience.is_answered = True
    assert patience.retry(Failing(silence[:5])) == "done"


def test_what_succeeds_waits_for_nothing() -> None:
    bed = Bed()
    assert bed.patience().retry(broken(0)) == "done"
    assert bed.slept == []


def test_waits_double_with_a_jitter_of_a_second() -> None:
    bed = Bed()
    assert bed.patience().retry(broken(5)) == "done"
    for wait, base in zip(bed.slept, (1, 2, 4, 8, 16), strict=True):
        assert base <= wait <= base + 1


def test_no_wait_is_longer_than_a_minute() -> None:
    bed = Bed()
    bed.patience(3600).retry(broken(20))
    assert max(bed.slept) == 60


def test_a_wait_that_github_asks_for_is_kept_to_the_second() -> None:
    bed = Bed()
    bed.patience().retry(Failing([TransientError("slow down", 17, is_limit=True)]))
    assert bed.slept == [17]


def test_each_wait_is_told_before_it_begins() -> None:
    bed = Bed()
    bed.patience().retry(Failing([TransientError("slow down", 17), TransientError("again", 3)]))
    assert bed.told == [("slow down", 17), ("again", 3)]


def test_patience_is_that_of_the_whole_run() -> None:
    bed = Bed()
    patience = bed.patience(100)
    patience.retry(Failing([TransientError("slow", 60)]))
    with pytest.raises(GitHubError):
        patience.retry(Failing([TransientError("slow", 60)]))
    assert bed.slept == [60]
    assert patience.spent == 60


def test_a_wait_that_would_end_with_patience_is_waited() -> None:
    bed = Bed()
    assert bed.patience(60).retry(Failing([TransientError("slow", 60)])) == "done"


def test_a_breakdown_that_lasts_ends_with_its_reason_and_the_time_waited() -> None:
    bed = Bed()
    with pytest.raises(GitHubError, match=r"no answer; waited \d+ s") as caught:
        bed.patience(10).retry(broken(99))
    assert caught.value.exit_code == ExitCode.GITHUB
    assert "kept" in caught.value.hint
    assert sum(bed.slept) <= 10


def test_a_limit_beyond_patience_says_when_to_come_back() -> None:
    bed = Bed()
    with pytest.raises(LimitError, match="come back at 12:15:00 UTC") as caught:
        bed.patience().retry(Failing([TransientError("used up", 900, is_limit=True)]))
    assert caught.value.exit_code == ExitCode.LIMIT
    assert "--max-wait" in caught.value.hint
    assert bed.slept == [], "a wait that cannot end well is not begun"


def test_a_limit_of_any_length_is_an_error_that_can_be_told() -> None:
    with pytest.raises(LimitError, match="come back at"):
        Bed().patience().retry(Failing([TransientError("used up", float("inf"), is_limit=True)]))


@pytest.mark.parametrize("error", [GitHubError("no"), KeyError("x"), KeyboardInterrupt()])
def test_what_cannot_pass_is_not_repeated(error: Exception) -> None:
    bed = Bed()
    with pytest.raises(type(error)):
        bed.patience().retry(Failing([error]))
    assert bed.slept == []


@given(st.lists(st.none() | st.floats(0, 200), max_size=12), st.floats(0, 500))
def test_a_run_never_sleeps_longer_than_it_may(waits: list[float | None], most: float) -> None:
    bed = Bed()
    patience = bed.patience(most)
    failing = Failing([TransientError("x", wait) for wait in waits])
    try:
        patience.retry(failing)
    except GitHubError:
        assert len(bed.slept) < len(waits)
    assert sum(bed.slept) <= most + 1e-6
    assert sum(bed.slept) == pytest.approx(patience.spent)
