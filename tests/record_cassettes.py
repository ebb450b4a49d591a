"""Records ``cassettes/`` anew against emulate: ``python tests/record_cassettes.py``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
import vcr

from cassette_scenarios import SCENARIOS
from emulate import Emulate, FreshRepository, emulate_server, new_repository, why_not
from issuesync.github.api import DEFAULT_SERVER, Api
from issuesync.github.retry import RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "cassettes"
NAME = "octo/catalog"
KEPT_HEADERS = ("content-type", "link", "location", "x-ratelimit-remaining", "x-ratelimit-limit")


def prepare(fresh: FreshRepository) -> None:
    """Fill a repository with what the scenarios meet."""
    with requests.Session() as session:
        session.headers.update(fresh.headers)

        def send(path: str, **content: Any) -> None:
            session.post(f"{fresh.url}{path}", json=content, timeout=10).raise_for_status()

        for name in ("VQA", "visual-qa", "other"):
            send("/labels", name=name, color="aabbcc", description="as it was")
        for number in range(5):
            send("/issues", title=f"n{number}", body="**Year**: 2024", labels=["visual-qa"])
        session.patch(f"{fresh.url}/issues/2", json={"state": "closed"}, timeout=10)


def rewriter(server: Emulate, fresh: FreshRepository) -> Callable[[str], str]:
    """Return what turns the stand-in's addresses and names into GitHub's."""

    def rewrite(text: str) -> str:
        host = server.url.removeprefix("http://")
        for ours, githubs in ((server.url, DEFAULT_SERVER), (host, "github.com")):
            text = text.replace(ours, githubs)
        return text.replace(fresh.name, NAME.partition("/")[2])

    return rewrite


def record(name: str, server: Emulate) -> None:
    """Record one scenario; tokens, hosts and names of the stand-in are left out."""
    fresh = new_repository(server)
    prepare(fresh)
    rewrite = rewriter(server, fresh)

    def clean_request(request: Any) -> Any:
        request.uri = rewrite(request.uri)
        if request.body:
            request.body = rewrite(request.body.decode("utf-8")).encode("utf-8")
            request.headers.pop("Content-Length", None)
        return request

    def clean_response(response: Any) -> Any:
        body = response["body"]["string"].decode("utf-8")
        response["body"]["string"] = rewrite(body).encode("utf-8")
        response["headers"] = {
            key: [rewrite(value) for value in values]
            for key, values in response["headers"].items()
            if key.lower() in KEPT_HEADERS
        }
        return response

    path = FOLDER / f"{name}.yaml"
    path.unlink(missing_ok=True)
    recorder = vcr.VCR(
        filter_headers=["authorization", "user-agent", "accept-encoding", "connection", "accept"],
        before_record_request=clean_request,
        before_record_response=clean_response,
        record_mode="all",
        decode_compressed_response=True,
    )
    api = Api(RetryPolicy(max_wait=10), fresh.token, server.url)
    with recorder.use_cassette(str(path)):
        SCENARIOS[name](api, fresh.full_name)
    api.close()
    assert fresh.token not in path.read_text(encoding="utf-8")


def main() -> None:
    """Record all of them."""
    missing = why_not()
    if missing:
        sys.exit(missing)
    with emulate_server() as server:
        for name in SCENARIOS:
            record(name, server)


if __name__ == "__main__":
    main()
