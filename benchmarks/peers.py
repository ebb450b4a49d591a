"""What a pull is compared with: a bare loop of requests, and github-to-sqlite."""

from __future__ import annotations

import sys
from typing import Any

import requests

GITHUB = "https://api.github.com"


def bare_loop(server: str, repository: str) -> None:
    """Ask for every page and parse it: what no client can do without."""
    url: str | None = f"{server}/repos/{repository}/issues?state=all&per_page=100"
    count = 0
    with requests.Session() as session:
        while url:
            answer = session.get(url, timeout=60)
            answer.raise_for_status()
            count += len(answer.json())
            url = answer.links.get("next", {}).get("url")
    print(count)


def github_to_sqlite(server: str, repository: str, database: str) -> None:
    """Run the peer as its users do, against the local server by a patched base address."""
    from github_to_sqlite.cli import cli

    ask = requests.Session.request

    def local(self: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
        return ask(self, method, url.replace(GITHUB, server), **options)

    requests.Session.request = local  # type: ignore[method-assign, assignment] # in this process only
    cli(["issues", database, repository], standalone_mode=False)


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare_loop(*sys.argv[2:])
    else:
        github_to_sqlite(*sys.argv[2:])
