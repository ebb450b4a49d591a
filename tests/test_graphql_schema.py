"""Our GraphQL queries against the schema that GitHub publishes."""

from __future__ import annotations

import os
from functools import cache

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from emulate import GRAPHQL_SCHEMA, why_not
from issuesync.github.history import AT_ONCE, past_query
from issuesync.github.repository import TOTALS_QUERY, VIEWER_QUERY

MISSING = why_not()
pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING)


@cache
def published() -> GraphQLSchema:
    text = GRAPHQL_SCHEMA.read_text(encoding="utf-8")
    # graphql-core finds fault with the deprecations in GitHub's own schema; queries it can judge.
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


def test_github_would_take_the_query_for_the_totals() -> None:
    assert validate(published(), parse(TOTALS_QUERY)) == []


def test_github_would_take_the_query_for_whose_token_it_is() -> None:
    assert validate(published(), parse(VIEWER_QUERY)) == []


@pytest.mark.parametrize("count", [1, AT_ONCE])
def test_github_would_take_the_query_for_the_past(count: int) -> None:
    assert validate(published(), parse(past_query(range(1, count + 1)))) == []


def test_a_past_that_github_does_not_tell_is_found_out() -> None:
    wrong = past_query([1]).replace("editedAt", "edited").replace("LabeledEvent", "LabelledEvent")
    assert len(validate(published(), parse(wrong))) >= 2


def test_a_query_that_github_would_not_take_is_found_out() -> None:
    wrong = TOTALS_QUERY.replace("totalCount", "total")
    assert len(validate(published(), parse(wrong))) == 2
