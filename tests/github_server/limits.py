"""How many requests a user has left, counted by the server's clock.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from github_server.message import Reply, refusal

WINDOW = 3600
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@dataclass(frozen=True, slots=True)
class Count:
    """What one user has used of one resource until ``reset``."""

    resource: str
    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return (
            ("X-RateLimit-Limit", str(self.limit)),
            ("X-RateLimit-Remaining", str(self.remaining)),
            ("X-RateLimit-Reset", str(self.reset)),
            ("X-RateLimit-Used", str(self.used)),
            ("X-RateLimit-Resource", self.resource),
        )

    def shape(self) -> dict[str, int | str]:
        """Return it as ``/rate_limit`` does."""
        used = min(self.used, self.limit)
        numbers = {"limit": self.limit, "used": used, "remaining": self.remaining}
        return {**numbers, "reset": self.reset, "resource": self.resource}


@dataclass(slots=True)
class Limits:
    """The server's limits; tests set the numbers, and ``paces`` refuses writes that come fast."""

    authenticated: int = 5000
    anonymous: int = 60
    status: int = 403
    paces: bool = False
    a_minute: int = 80
    an_hour: int = 500
    created: list[int] = field(default_factory=list)
    counts: dict[tuple[str, str], Count] = field(default_factory=dict)

    def count(self, login: str, resource: str, now: int) -> Count:
        """Return what a user has used; a window that has passed begins anew."""
        limit = self.authenticated if login else self.anonymous
        known = self.counts.get((login, resource))
        if known is None or known.reset <= now:
            known = Count(resource, limit, 0, now + WINDOW)
        return replace(known, limit=limit)

    def spend(self, login: str, resource: str, now: int) -> tuple[Count, bool]:
        """Use one request; the second value says whether there was one left."""
        count = self.count(login, resource, now)
        allowed = count.remaining > 0
        count = replace(count, used=count.used + allowed)
        self.counts[login, resource] = count
        return count, allowed

    def give_back(self, login: str, count: Count) -> Count:
        """Undo `spend`: a 304 costs nothing to who is authenticated."""
        count = replace(count, used=count.used - 1)
        self.counts[login, count.resource] = count
        return count

    def leave(self, remaining: int, login: str, now: int, resource: str = "core") -> None:
        """Let a user have exactly so many requests until the window ends."""
        count = self.count(login, resource, now)
        self.counts[login, resource] = replace(count, used=count.limit - remaining)

    def exceeded(self, login: str) -> Reply:
        """Refuse a request beyond the primary limit."""
        who = f"user ID {abs(hash(login)) % 100_000}" if login else "127.0.0.1"
        return refusal(self.status, f"API rate limit exceeded for {who}.")

    def create(self, now: int) -> Reply | None:
        """Record a content-creating request, and refuse it where it comes too fast."""
        for limit, span in ((self.a_minute, 60), (self.an_hour, WINDOW)):
            recent = [at for at in self.created if at > now - span]
            if self.paces and len(recent) >= limit:
                wait = recent[-limit] + span - now
                return refusal(403, SECONDARY, headers=(("Retry-After", str(wait)),))
        self.created.append(now)
        return None

    def busiest(self, span: int) -> int:
        """Return the most content-creating requests within any ``span`` seconds."""
        times = self.created
        return max((sum(at <= one < at + span for one in times) for at in times), default=0)
