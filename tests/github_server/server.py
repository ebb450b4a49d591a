"""The server on loopback: sockets, the log of what was asked, and the faults on the wire."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from functools import reduce
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote_plus

from github_server.app import App
from github_server.faults import Plan
from github_server.github import GitHub
from github_server.message import Reply, Request

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping
    from types import TracebackType

SECRET = ("authorization", "cookie")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of the log; ``status`` is none where no answer was sent whole."""

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    authorized: bool
    body: bytes
    status: int | None = None

    @property
    def line(self) -> str:
        """What was asked, to be compared with what should have been: ``GET /user``."""
        return f"{self.method} {unquote_plus(self.target)}"

    @property
    def content(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class GitHubServer:
    """A GitHub on loopback: ``with GitHubServer() as server``.

    ``lock`` is held while a request is carried out; whoever changes the state while requests may
    be under way takes it too. ``url`` serves as github.com's API does, ``enterprise_url`` as that
    of an Enterprise server. What goes wrong in the server itself, or in a call of the plan, is
    raised when the server stops.
    """

    github: GitHub = field(default_factory=GitHub)
    plan: Plan = field(default_factory=Plan)
    log: list[Exchange] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _http: ThreadingHTTPServer | None = None
    _app: App | None = None
    _broken: list[Exception] = field(default_factory=list)
    _open: set[socket.socket] = field(default_factory=set)

    @property
    def url(self) -> str:
        assert self._http is not None, "the server has not been started"
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def enterprise_url(self) -> str:
        return f"{self.url}/api/v3"

    @property
    def lines(self) -> list[str]:
        """Every request so far, as `Exchange.line` writes it."""
        return [one.line for one in self.log]

    def __enter__(self) -> Self:
        server: GitHubServer = self

        class Handler(_Handler):
            """Serves this server."""

            github_server = server

        self._app = App(self.github)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        serve = self._http.serve_forever
        threading.Thread(target=serve, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._http is not None
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        for connection in tuple(self._open):
            close(connection)
        if self._broken and error is None:
            raise self._broken[0]

    def carry_out(self, request: Request) -> Reply:
        """Log a request, answer it, and let happen to the answer what is planned."""
        assert self._app is not None
        with self.lock:
            faults = self.plan.take(request)
            place = len(self.log)
            self.log.append(logged(place + 1, request))
        for fault in faults:
            if fault.before:
                fault.before()
        with self.lock:
            applied = all(fault.applied for fault in faults)
            right = self._app.answer(request, self.url) if applied else Reply()
        reply = reduce(lambda reply, fault: fault.distort(reply), faults, right)
        for fault in faults:
            if fault.after:
                fault.after()
        if reply.hang:
            self._stopped.wait(reply.hang)
        if reply.sent is None:
            with self.lock:
                self.log[place] = replace(self.log[place], status=reply.status)
        return reply


class _Handler(BaseHTTPRequestHandler):
    """Reads requests of one connection and writes each answer in one piece."""

    github_server: GitHubServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.github_server._open.add(self.connection)

    def finish(self) -> None:
        self.github_server._open.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked has gone, or was killed
            super().handle()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        try:
            reply = self.github_server.carry_out(request)
        except Exception as error:  # noqa: BLE001 - raised again where the test sees it
            self.github_server._broken.append(error)
            reply = Reply(500, b"the server of the tests is broken")
        if reply.sent != 0:
            head = wire_head(reply)
            if reply.drip:
                self.connection.sendall(head)
                for byte in reply.body[: reply.sent]:
                    self.connection.sendall(bytes((byte,)))
                    time.sleep(reply.drip)
            else:
                self.connection.sendall(head + reply.body[: reply.sent])
        if reply.sent is not None:
            self.close_connection = True

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _serve  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: the log is `GitHubServer.log`."""


def wire_head(reply: Reply) -> bytes:
    """Write the status line and the headers; the length is that of the whole body."""
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", "Server: github.com"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    if reply.status not in (204, 304):
        lines.append(f"Content-Length: {len(reply.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "backslashreplace")


def logged(number: int, request: Request) -> Exchange:
    """Return the log's line for a request, without what is secret in it."""
    headers = {name: value for name, value in request.headers.items() if name not in SECRET}
    authorized = "authorization" in request.headers
    return Exchange(number, request.method, request.target, headers, authorized, request.body)


def close(connection: socket.socket) -> None:
    """Shut a connection down; the thread that serves it then ends."""
    with contextlib.suppress(OSError):
        connection.shutdown(2)
