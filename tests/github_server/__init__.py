"""A GitHub for tests: its REST API and a little GraphQL, as strict as its documentation, in memory.

It is on the standard library alone. ``model`` is what it remembers, ``repository`` every change
to it, ``app`` a request into a reply, ``faults`` what can go wrong, ``server`` the sockets:

    with GitHubServer() as server:
        repository = server.github.add_repository("octo/catalog")
        repository.create_issue("A dataset", labels=["VQA"])
        token = server.github.token("octo")
        server.plan.at(2, faults.closes())
        ...  # ask server.url for things
        assert server.lines == ["GET /repos/octo/catalog/issues?state=all", ...]
"""

from github_server import faults
from github_server.github import GitHub
from github_server.message import Reply, Request
from github_server.repository import Repository
from github_server.server import Exchange, GitHubServer

__all__ = ["Exchange", "GitHub", "GitHubServer", "Reply", "Repository", "Request", "faults"]
