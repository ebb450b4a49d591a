"""What `github/api.py` is on within PyGithub: should a release change it, this says what."""

from __future__ import annotations

import inspect

import github
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    Requester,
    RequestsResponse,
)


def test_what_we_stand_on_in_pygithub_is_as_it_was() -> None:
    json_parameters = inspect.signature(Requester.requestJson).parameters
    assert {"verb", "url", "parameters", "input", "cnx"} <= json_parameters.keys(), (
        "Api.request hands its own connection to Requester.requestJson"
    )
    for kind in (HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass):
        made = kind("127.0.0.1", None, timeout=1, retry=0)
        made.request("GET", "/x", None, {})
        for name in ("session", "verb", "url", "input", "headers", "timeout", "verify", "protocol"):
            assert hasattr(made, name), f"_send reads {kind.__name__}.{name}"
        assert callable(made.getresponse), "we answer in place of getresponse"
    assert "response" in inspect.signature(RequestsResponse.__init__).parameters or (
        list(inspect.signature(RequestsResponse.__init__).parameters)[1:] != []
    ), "_PlainAnswer is a RequestsResponse made of one answer of requests"
    for name in ("getheaders", "read"):
        assert hasattr(RequestsResponse, name), f"_PlainAnswer answers RequestsResponse.{name}"
    client = github.Github(base_url="https://host.example/api/v3", retry=None)
    assert client.requester.scheme == "https"
    assert client.requester.graphql_url == "https://host.example/api/graphql"
