"""How much may go at once before nobody is likely to have meant it."""

MOST_LOST = 10
"""This many may always go."""


def is_too_much(lost: int, of: int) -> bool:
    """Say whether more than half of all would go, and more than ten."""
    return lost > MOST_LOST and 2 * lost > of
