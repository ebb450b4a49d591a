"""One policy for everything that may fail and pass: how long to wait, and when to stop."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import tenacity

from issuesync.errors import GitHubError, LimitError
from issuesync.github.responses import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_BACKOFF = tenacity.wait_exponential_jitter(initial=1, max=60, jitter=1)
MAX_WAIT = 300.0
"""Seconds that one run waits for failures in all."""
_UNANSWERED = 10.0
"""Seconds that a run waits for a first answer: who is offline, or behind a wall, is told soon."""
_LONGEST = 86400.0
"""Seconds beyond which nobody is told when to come back."""


def _show_nothing(reason: str, seconds: float) -> None:
    """Wait without a word."""
    del reason, seconds


@dataclass(slots=True)
class RetryPolicy:
    """How long a run waits for failures in all, in seconds; clock and sleep are parameters.

    ``show`` is told the reason and the seconds of each wait before it begins. ``spent`` counts the
    seconds of waits, ``lost`` those of requests that failed in the end. ``is_answered`` is whether
    anything has answered yet.
    """

    max_wait: float = MAX_WAIT
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    show: Callable[[str, float], None] = _show_nothing
    clock: Callable[[], float] = time.monotonic
    spent: float = field(default=0.0, init=False)
    lost: float = field(default=0.0, init=False)
    is_answered: bool = field(default=False, init=False)

    def retry(self, call: Callable[[], _T]) -> _T:
        """Call until it succeeds; raise `LimitError` or `GitHubError` when patience ends."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            wait=self._wait,
            stop=self._stop,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(lambda: self._timed(call))
        except TransientError as error:
            raise self._give_up(error) from error

    def _timed(self, call: Callable[[], _T]) -> _T:
        """Call once; count the whole seconds that it took to fail."""
        begun = self.clock()
        try:
            return call()
        except TransientError:
            self.lost += int(self.clock() - begun)
            raise

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Return the wait that is asked for; one of no length would never end."""
        asked = _transient(state).wait
        return asked or _BACKOFF(state)

    def _stop(self, state: tenacity.RetryCallState) -> bool:
        wait, error = state.upcoming_sleep, _transient(state)
        is_unknown = error.is_silence and not self.is_answered
        most = min(self.max_wait, _UNANSWERED) if is_unknown else self.max_wait
        if self.spent + self.lost + wait > most:
            return True
        _log.info("%s; waiting %.0f s", error, wait)
        self.show(str(error), wait)
        return False

    def _sleep(self, seconds: float) -> None:
        self.spent += seconds
        self.sleep(seconds)

    def _give_up(self, error: TransientError) -> GitHubError:
        if not error.is_limit:
            hint = "what was read is kept; run again to go on"
            if error.is_silence and not self.is_answered:
                hint = "see that you are online, and https://www.githubstatus.com"
            return GitHubError(f"{error}; waited {self.spent + self.lost:.0f} s", hint=hint)
        wait = min(error.wait or 0.0, _LONGEST)
        back = datetime.fromtimestamp(self.now().timestamp() + wait, UTC)
        return LimitError(
            f"{error}; come back at {back:%H:%M:%S} UTC",
            hint="what was read is kept and the next run goes on; or wait with --max-wait",
        )


def _transient(state: tenacity.RetryCallState) -> TransientError:
    """Return the failure that is being waited for."""
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, TransientError) else TransientError("unknown failure")
