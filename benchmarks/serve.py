"""A large repository on loopback, its issues written out beforehand: as fast as sockets are."""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import parse_qs, urlsplit

from generate import LABELS, REPOSITORY, draw_issues, label_object

WEB_PAGE = 30
"""GitHub's own page, where nobody asks for another."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The issues as text, ordered by their last change."""

    times: tuple[str, ...]
    texts: tuple[bytes, ...]

    @classmethod
    def draw(cls, count: int) -> Listing:
        """Draw a number of issues."""
        drawn = ((one["updated_at"], one["number"], one) for one in draw_issues(count))
        listed = [(time, number, json.dumps(one).encode()) for time, number, one in drawn]
        listed.sort()
        return cls(tuple(x[0] for x in listed), tuple(x[2] for x in listed))


def run(count: int, latency: float) -> None:
    """Serve until somebody ends the process; the first line printed is the port.

    Each answer comes so many seconds after its request. ``/asked`` answers how many requests there
    have been since it was asked last.
    """
    asked: list[str] = []
    listing = Listing.draw(count)
    labels = json.dumps([label_object(name) for name in LABELS]).encode()
    totals = {"databaseId": 1, "nameWithOwner": REPOSITORY, "pullRequests": {"totalCount": 0}}
    answer = {"data": {"repository": {**totals, "issues": {"totalCount": count}}}}
    graphql = json.dumps(answer).encode()
    repository = json.dumps(REPOSITORY_OBJECT).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path == "/asked":
                self.answer(str(len(asked)).encode())
                asked.clear()
                return
            self.wait()
            if address.path.endswith("/issues"):
                self.answer(*page_of(listing, self.path, self.headers["Host"]))
            else:
                self.answer(labels if address.path.endswith("/labels") else repository)

        def wait(self) -> None:
            asked.append(self.path)
            sleep(latency)

        def do_POST(self) -> None:
            self.wait()
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(graphql)

        def answer(self, body: bytes, link: str = "") -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            if link:
                self.send_header("Link", link)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


REPOSITORY_OBJECT = {
    "id": 1,
    "node_id": "R1",
    "name": "catalog",
    "full_name": REPOSITORY,
    "owner": {"login": "benchmark", "id": 1, "node_id": "U1", "type": "User", "html_url": ""},
    "license": None,
}


def page_of(listing: Listing, target: str, host: str) -> tuple[bytes, str]:
    """Return one page of the issues, oldest change first, and its Link header."""
    query = {key: values[-1] for key, values in parse_qs(urlsplit(target).query).items()}
    size, number = int(query.get("per_page", WEB_PAGE)), int(query.get("page", 1))
    first = bisect_left(listing.times, query.get("since", ""))
    start = first + size * (number - 1)
    end = min(start + size, len(listing.texts))
    last = -(-(len(listing.texts) - first) // size)
    body = b"[" + b",".join(listing.texts[start:end]) + b"]"
    if number >= last:
        return body, ""
    base = target.partition("&page=")[0]
    joint = "&" if "?" in base else "?"
    links = ((number + 1, "next"), (last, "last"))
    return body, ", ".join(f'<http://{host}{base}{joint}page={n}>; rel="{rel}"' for n, rel in links)


if __name__ == "__main__":
    run(int(sys.argv[1]), float(sys.argv[2]))
