"""A git server over http on this machine: asks for a token, and fails when it is told to.

It hands what it is asked to ``git http-backend``, so what is pushed and fetched is git's own work.
"""

from __future__ import annotations

import os
import subprocess
import threading
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass
class GitServer:
    """Bare repositories below a folder; ``headers`` are the Authorization headers it was given.

    ``answers`` are statuses for the next requests, ``drops`` how many pushes are carried out and
    then not answered.
    """

    folder: Path
    token: str
    url: str = ""
    headers: list[list[str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    drops: int = 0

    @property
    def expected(self) -> str:
        return "basic " + b64encode(f"x-access-token:{self.token}".encode()).decode()


class Handler(BaseHTTPRequestHandler):
    """Serves one request as a CGI would."""

    git: GitServer

    def do_GET(self) -> None:
        self.serve()

    def do_POST(self) -> None:
        self.serve()

    def serve(self) -> None:
        git, body = self.git, self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = self.headers.get_all("Authorization") or []
        git.headers.append(given)
        if git.answers:
            self.refuse(git.answers.pop(0))
            return
        if given != [git.expected]:
            self.refuse(401 if not given else 400)
            return
        reply = self.backend(body)
        is_push = self.command == "POST" and self.path.endswith("git-receive-pack")
        if git.drops and is_push and body != b"0000":
            git.drops -= 1
            self.close_connection = True
            return
        head, _, rest = reply.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")]
        status = next((value[:3] for name, value in lines if name == "Status"), "200")
        self.send_response(int(status))
        for name, value in lines:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    def backend(self, body: bytes) -> bytes:
        path, _, query = self.path.partition("?")
        env = {
            **{key: text for key, text in os.environ.items() if key != "GITHUB_TOKEN"},
            "GIT_PROJECT_ROOT": str(self.git.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type") or "",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "",
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol") or "",
            "REMOTE_USER": "somebody",
        }
        ran = subprocess.run(
            ["git", "http-backend"], input=body, capture_output=True, env=env, check=False
        )
        return ran.stdout

    def refuse(self, status: int) -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="GitHub"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def git_server(folder: Path, token: str) -> Iterator[GitServer]:
    """Serve the bare repositories below a folder to who has the token."""
    state = GitServer(folder, token)
    handler = type("Bound", (Handler,), {"git": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
