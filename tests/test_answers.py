"""What GitHub's answers mean, and what the operator is told to do about them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuesync.errors import GitHubError
from issuesync.github.responses import (
    REMEDIES,
    SECONDARY_WAIT,
    Response,
    TransientError,
    check_response,
    last_page,
    links,
    parse_list,
    parse_object,
    server_time,
)

DATE = "Tue, 01 Apr 2025 12:00:00 GMT"
NOON = 1_743_508_800


def answer(status: int = 200, text: str = "", **headers: str) -> Response:
    return Response(status, {k.replace("_", "-"): v for k, v in headers.items()}, text)


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_good_answer_is_handed_on(status: int) -> None:
    response = answer(status)
    assert check_response(response, "/x") is response


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305, 307, 308])
def test_a_redirect_is_an_error_and_never_followed(status: int) -> None:
    with pytest.raises(GitHubError, match=f"redirects \\({status}\\)") as caught:
        check_response(answer(status), "/repos/octo/catalog/issues")
    assert "repository:" in caught.value.hint


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 422, 451])
def test_a_refusal_says_what_was_asked_what_github_says_and_what_to_do(status: int) -> None:
    with pytest.raises(GitHubError) as caught:
        check_response(answer(status, '{"message": "Because of this"}'), "/repos/octo/catalog")
    message = str(caught.value)
    assert message.startswith(f"/repos/octo/catalog: {status}, ")
    assert "Because of this" in message
    assert caught.value.hint


def test_no_two_refusals_are_told_alike() -> None:
    told = set()
    for status in (401, 403, 404, 410, 422, 451):
        with pytest.raises(GitHubError) as caught:
            check_response(answer(status), "/x")
        told |= {str(caught.value).partition(", ")[2], caught.value.hint}
    assert len(told) == 12
    assert set(REMEDIES) == {401, 403, 404, 410, 422, 451}


@pytest.mark.parametrize("text", ["", "<html>", "[1]", "null", '{"message": ""}', '{"message": 5}'])
def test_a_refusal_without_words_of_githubs_is_told_all_the_same(text: str) -> None:
    with pytest.raises(GitHubError, match="404, it does not exist, or the token may not see it"):
        check_response(answer(404, text), "/x")


def test_githubs_words_are_cut_where_they_are_long() -> None:
    with pytest.raises(GitHubError) as caught:
        check_response(answer(404, f'{{"message": "{"x" * 5000}"}}'), "/x")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520])
def test_the_servers_own_faults_may_pass(status: int) -> None:
    with pytest.raises(TransientError) as caught:
        check_response(answer(status, "<html>"), "/x")
    assert caught.value.wait is None
    assert not caught.value.is_limit


def test_a_fault_that_says_when_to_come_back_is_believed() -> None:
    with pytest.raises(TransientError) as caught:
        check_response(answer(503, retry_after="17"), "/x")
    assert caught.value.wait == 17
    assert not caught.value.is_limit


@pytest.mark.parametrize("status", [403, 429])
def test_retry_after_is_a_limit_for_so_long(status: int) -> None:
    with pytest.raises(TransientError) as caught:
        check_response(answer(status, retry_after="30"), "/x")
    assert (caught.value.wait, caught.value.is_limit) == (30, True)


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_lasts_until_its_reset_by_the_servers_clock(status: int) -> None:
    response = answer(
        status, date=DATE, x_ratelimit_remaining="0", x_ratelimit_reset=str(NOON + 90)
    )
    with pytest.raises(TransientError) as caught:
        check_response(response, "/x")
    assert (caught.value.wait, caught.value.is_limit) == (91, True)


def test_a_reset_that_has_passed_is_waited_for_a_second() -> None:
    response = answer(403, date=DATE, x_ratelimit_remaining="0", x_ratelimit_reset=str(NOON - 90))
    with pytest.raises(TransientError) as caught:
        check_response(response, "/x")
    assert caught.value.wait == 1


@pytest.mark.parametrize(
    "headers", [{}, {"date": DATE}, {"x-ratelimit-reset": str(NOON)}, {"x-ratelimit-reset": "soon"}]
)
def test_a_limit_that_does_not_say_how_long_is_a_minute(headers: dict[str, str]) -> None:
    with pytest.raises(TransientError) as caught:
        check_response(Response(403, {"x-ratelimit-remaining": "0", **headers}, ""), "/x")
    assert caught.value.wait == SECONDARY_WAIT


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (403, '{"message": "You have exceeded a secondary rate limit."}'),
        (403, '{"message": "You have triggered an Abuse Detection mechanism"}'),
        (429, ""),
    ],
)
def test_a_secondary_limit_is_known_by_its_words_and_lasts_a_minute(status: int, text: str) -> None:
    with pytest.raises(TransientError) as caught:
        check_response(answer(status, text, x_ratelimit_remaining="4000"), "/x")
    assert (caught.value.wait, caught.value.is_limit) == (SECONDARY_WAIT, True)


@pytest.mark.parametrize("text", ["", "[", '[{"number": 1', "<html></html>", "\ufeff["])
def test_a_text_that_is_no_json_may_pass(text: str) -> None:
    with pytest.raises(TransientError, match="not JSON"):
        parse_list(answer(text=text), "/x")
    with pytest.raises(TransientError, match="not JSON"):
        parse_object(answer(text=text), "/x")


@pytest.mark.parametrize("text", ["{}", '{"data": "<html>"}', "null", "[1]", "[null]", '"x"'])
def test_a_listing_has_to_be_a_list_of_objects(text: str) -> None:
    with pytest.raises(TransientError, match="not a list"):
        parse_list(answer(text=text), "/x")


@pytest.mark.parametrize("text", ["[]", "null", "1"])
def test_an_object_has_to_be_one(text: str) -> None:
    with pytest.raises(TransientError, match="not an object"):
        parse_object(answer(text=text), "/x")


def test_what_is_right_is_parsed() -> None:
    assert parse_list(answer(text='[{"a": 1}]'), "/x") == [{"a": 1}]
    assert parse_list(answer(text="[]"), "/x") == []
    assert parse_object(answer(text='{"a": 1}'), "/x") == {"a": 1}


def test_links_are_known_by_their_relation() -> None:
    link = '<https://h/repositories/1/x?page=2>; rel="next", <https://h/x?page=9&a=b>; rel="last"'
    response = answer(link=link)
    assert links(response) == {
        "next": "https://h/repositories/1/x?page=2",
        "last": "https://h/x?page=9&a=b",
    }
    assert last_page(response) == 9


@pytest.mark.parametrize(
    "link", ["", '<https://h/x>; rel="last"', '<https://h?page=x>; rel="last"']
)
def test_a_listing_without_a_last_page_has_one(link: str) -> None:
    assert last_page(answer(link=link)) == 1


def test_the_servers_time_is_in_utc_and_may_be_missing() -> None:
    assert server_time(answer(date=DATE)) == datetime(2025, 4, 1, 12, tzinfo=UTC)
    assert server_time(answer()) is None
    assert server_time(answer(date="yesterday")) is None


@given(
    st.integers(100, 599),
    st.dictionaries(
        st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "date"]),
        st.text(max_size=8) | st.sampled_from(["0", "12", DATE, "9" * 400]),
    ),
    st.text(max_size=20),
)
def test_any_answer_is_good_may_pass_or_is_an_error(
    status: int, headers: dict[str, str], text: str
) -> None:
    response = Response(status, headers, text)
    found: Exception | None = None
    try:
        assert check_response(response, "/x") is response
    except (TransientError, GitHubError) as error:
        found = error
    assert (found is None) == (status < 300 or status == 304)
    if isinstance(found, TransientError):
        assert found.wait is None or found.wait >= 0
    elif isinstance(found, GitHubError):
        assert found.hint
