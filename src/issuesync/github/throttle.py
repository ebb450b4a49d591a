"""How fast content may be created, so that GitHub need not ask to slow down.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LIMITS = ((80, 61.0), (500, 3601.0))
"""How many requests within how many seconds: the server's minute and hour, and a second more."""

_MOST = max(count for count, _ in LIMITS)


def _show_nothing(seconds: float) -> None:
    """Wait without a word."""
    del seconds


@dataclass(slots=True)
class Throttle:
    """Sleeps before a request that would come too fast; clock and sleep count in seconds.

    Such a wait is no failure: it is planned, and no patience is spent on it. ``show`` is told the
    seconds of each before it begins.
    """

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    show: Callable[[float], None] = _show_nothing
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST), init=False)

    def __call__(self) -> None:
        """Wait until one more request may go, and count it."""
        wait = _earliest(self._times, self.clock()) - self.clock()
        if wait > 0:
            self.show(wait)
            self.sleep(wait)
        self._times.append(self.clock())

    def seconds_for(self, count: int) -> float:
        """Return how long so many more requests have to take."""
        start = at = self.clock()
        times = deque(self._times, maxlen=_MOST)
        for _ in range(count):
            at = _earliest(times, at)
            times.append(at)
        return at - start


def _earliest(times: Sequence[float], now: float) -> float:
    """Return when the next request may go after those at these times."""
    free = (times[-count] + span for count, span in LIMITS if len(times) >= count)
    return max(now, *free, now)
