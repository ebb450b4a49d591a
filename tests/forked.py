"""Commands in real processes that need not import issuesync again: forks of one that has.

A process of its own is what can be killed, run next to another one, or be given a terminal.
Python's start and our imports, half a second each time, are the same for all of them. So one
process imports everything once, and each command is a fork of it, with a folder, an environment
and streams of its own. What is about that start itself runs ``python -m issuesync``.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from threading import Lock
from typing import IO, TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import typer

    from cats import Ran

Built = TypeVar("Built")

_MOST = 1_000_000
"""Bytes of a command's words, folder and environment."""


@dataclass(slots=True, eq=False)
class Running:
    """A command at work: its process, the files that it writes to, and what will say how it ended.

    ``returncode`` is as `subprocess` has it, ``said`` what was written to each file.
    """

    pid: int
    ended: IO[str]
    files: tuple[IO[str], ...] = ()
    returncode: int | None = None
    said: tuple[str, ...] = ()
    lock: Lock = field(default_factory=Lock)

    def wait(self, timeout: float = 120) -> int:
        """Wait for the end; kill what does not come to one."""
        with self.lock:
            if self.returncode is None:
                if not select.select([self.ended], [], [], timeout)[0]:
                    self.kill()
                with self.ended:
                    self.returncode = os.waitstatus_to_exitcode(int(self.ended.readline()))
                self.said = tuple(map(_content, self.files))
            return self.returncode

    def communicate(self) -> tuple[str, str]:
        """Wait for the end; return what was written to stdout and to stderr."""
        self.wait()
        out, err = self.said
        return out, err

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)


def _content(file: IO[str]) -> str:
    """Read a file whole, for the last time."""
    with file:
        file.seek(0)
        return file.read()


def begin(
    *words: str,
    folder: Path | None = None,
    env: Mapping[str, str] | None = None,
    terminal: int | None = None,
    is_joined: bool = False,
    pid_as: str = "",
) -> Running:
    """Start the command as ``issuesync`` and these words.

    It writes to files, to a terminal, or all to stdout where that ``is_joined``. ``pid_as`` is the
    variable of its environment that holds the number of its process.
    """
    with ExitStack() as stack:
        files: tuple[IO[str], ...] = ()
        if terminal is not None:
            streams = [terminal] * 3
        else:
            null = stack.enter_context(Path(os.devnull).open("rb"))
            files = tuple(tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2))  # noqa: SIM115 - closed once they are read
            out, err = (file.fileno() for file in files)
            streams = [null.fileno(), out, out if is_joined else err]
        reading, writing = os.pipe()
        stack.callback(os.close, writing)
        asked = {
            "words": words,
            "folder": str(folder or Path.cwd()),
            "env": dict(os.environ if env is None else env),
            "pid_as": pid_as,
        }
        mother = _mother(sys.executable)[0]
        socket.send_fds(mother, [json.dumps(asked).encode()], [*streams, writing])
    ended = os.fdopen(reading, encoding="ascii")
    return Running(int(ended.readline()), ended, files)


def run(
    *words: str,
    folder: Path | None = None,
    env: Mapping[str, str] | None = None,
    is_joined: bool = False,
) -> Ran:
    """Run the command to its end."""
    from cats import Ran

    running = begin(*words, folder=folder, env=env, is_joined=is_joined)
    out, err = running.communicate()
    return Ran(running.wait(), out, err)


def once_for_all(build: Callable[[typer.Typer], Built]) -> Callable[[typer.Typer], Built]:
    """Build once what typer builds of an application's commands, which stay as they are."""
    built: dict[tuple[int, ...], Built] = {}

    def known(app: typer.Typer) -> Built:
        key = tuple(map(id, app.registered_commands))
        if key not in built:
            built[key] = build(app)
        return built[key]

    return known


@cache
def _mother(python: str) -> tuple[socket.socket, str]:
    """Start the process that all others are forks of; it ends with ours.

    Return how to ask it, and the path of a socket at which programs may ask.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _MOST)
    folder = tempfile.mkdtemp()
    door = f"{folder}/door"
    process = subprocess.Popen([python, "-P", __file__, door], stdin=theirs.fileno())
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()
        shutil.rmtree(folder)

    atexit.register(end)
    ours.recv(1)
    return ours, door


def door_of(python: str) -> str:
    """Return what has to stand as ``FORKED`` in the environment of `stand_in`."""
    return _mother(python)[1]


def stand_in(path: Path, python: str) -> None:
    """Put a program in the place of an installed ``issuesync`` that has its work done by a fork.

    A fork has a session of its own, whose number it writes into ``forked`` next to the file of its
    outputs; the program ends as its fork does.
    """
    path.write_text(f"#!{python} -IS\n{_PROGRAM}", encoding="utf-8")


_PROGRAM = """\
import json, os, socket, sys
asking = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
asking.connect(os.environ["FORKED"])
session = os.path.dirname(os.environ["GITHUB_OUTPUT"]) + "/forked"
asked = {"words": sys.argv[1:], "folder": os.getcwd(), "env": dict(os.environ), "session": session}
socket.send_fds(asking, [json.dumps(asked).encode()], [0, 1, 2])
asking.recv(100)
code = os.waitstatus_to_exitcode(int(asking.recv(100)))
if code < 0:
    os.killpg(0, -code)
sys.exit(code)
"""


def serve() -> None:
    """Import everything, and fork for each command that is asked for."""
    import typer.main
    from typer.main import get_command

    import issuesync
    from issuesync.cli.app import app

    for module in walk_packages(issuesync.__path__, "issuesync."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in ("rich.console", "rich.progress", "rich.padding", "rich.text", "rich.table"):
        import_module(name)
    typer.main.get_command = once_for_all(get_command)  # type: ignore[assignment] # in this process
    for command in app.registered_commands:
        typer.main.get_command(app.narrowed_to([str(command.name)]))
    gc.collect()
    gc.freeze()
    asking = socket.socket(fileno=os.dup(0))
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(sys.argv[1])
    door.listen(100)
    asking.send(b".")
    while True:
        is_program = door in select.select([asking, door], [], [])[0]
        caller = door.accept()[0] if is_program else asking
        asked, streams, _, _ = socket.recv_fds(caller, _MOST, 4)
        if not asked and not is_program:
            return
        if is_program:
            streams.append(caller.detach())
        _reap()
        if not os.fork():
            _keep(json.loads(asked), *streams)
        for one in streams:
            os.close(one)


def _reap() -> None:
    """Take note of the forks that have ended: their seconds are counted as ours."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue


def _keep(asked: dict[str, object], stdin: int, out: int, err: int, told: int) -> None:
    """Fork once more; say the number of the process, and how it ended."""
    pid = os.fork()
    if pid:
        with suppress(BrokenPipeError):  # who asked may have been killed
            os.write(told, f"{pid}\n".encode())
            os.write(told, f"{os.waitpid(pid, 0)[1]}\n".encode())
        os._exit(0)
    os.close(told)
    for number, stream in enumerate((stdin, out, err)):
        os.dup2(stream, number)
    code = 1
    try:
        code = _command(asked)
    except BaseException:  # noqa: BLE001 - whatever ends a process
        traceback.print_exc()
    os._exit(code)


def _command(asked: dict[str, object]) -> int:
    """Run the command as a process of its own would; return how it ends."""
    from issuesync.cli.main import main

    folder, words, env = asked["folder"], asked["words"], asked["env"]
    if session := asked.get("session"):
        os.setsid()
        Path(str(session)).write_text(str(os.getpid()), encoding="utf-8")
    assert isinstance(folder, str)
    assert isinstance(words, list)
    assert isinstance(env, dict)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    if asked.get("pid_as"):
        os.environ[str(asked["pid_as"])] = str(os.getpid())
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a stream
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a stream
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115 - a stream
    sys.argv = ["issuesync", *words]
    try:
        main()
    except SystemExit as end:
        code = end.code
        return code if isinstance(code, int) else int(code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    serve()
