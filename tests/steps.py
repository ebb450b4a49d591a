"""How much work something is, as the lines of Python that it runs: the same on every machine."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import Any

FOR_EVER = 120
"""Seconds after which work of moments has met a step that grows with the square."""


def count_steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that a piece of work runs."""
    steps = 0

    def trace(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


@contextmanager
def not_for_ever() -> Iterator[None]:
    """End work that would not end: patterns run no lines of Python that could be counted."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"still at work after {FOR_EVER} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(FOR_EVER)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
