"""The rooms of the source: who may import whom, and what only the shell may touch."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import issuesync
from issuesync.model.problem import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(issuesync.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

FLOORS = {
    "__init__": 0,  # the version, which every floor may state
    "errors": 1,
    "model": 1,
    "fields": 2,
    "yamlfile": 3,
    "markdown": 4,
    "schema": 4,
    "bodies": 5,
    "labels": 5,
    "records": 6,
    "documents": 7,  # renders a whole `Catalog`, which `records` builds
    "edits": 8,
    "submissions": 8,
    "adopt": 9,
    "publish": 9,
    "reports": 9,
    "app": 10,
    "cli": 11,
    "__main__": 12,
}
SHELL = {"apply", "github", "store"}
SHELL_MAY = {"__init__", "errors", "model"}
PURE = set(FLOORS) - {"__init__", "__main__", "app", "cli"}

WORLD = {
    "PyGithub", "asyncio", "github", "http", "logging", "os", "pathlib", "random", "requests",
    "rich", "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "tenacity",
    "threading", "time", "typer", "urllib3",
}  # fmt: skip
CLOCK = {"now", "today", "utcnow", "fromtimestamp"}
BUILTINS = {"breakpoint", "input", "open", "print"}
LONGEST = 400


def room_of(path: Path) -> str:
    """Return the folder, or the module next to the folders, that a file belongs to."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return all nodes of a tree, which is walked once for all tests."""
    return tuple(ast.walk(tree))


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Give the dotted name of every module imported anywhere, for type checking too."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            yield from (
                (f"{module}.{n.name}" for n in node.names) if module == "issuesync" else [module]
            )


def rooms_imported(path: Path) -> set[str]:
    """Return the other rooms that a file imports."""
    rooms = set()
    for name in imports_of(tree_of(path)):
        package, _, rest = name.partition(".")
        if package == "issuesync":
            room = rest.partition(".")[0]
            rooms.add("__init__" if room in {"", "__version__"} else room)
    return rooms - {room_of(path)}


def may_import(room: str, other: str) -> bool:
    """Say whether one room may import another."""
    if room == "__init__":
        return True  # the door for programs: it names what it offers, and loads it when asked
    if room in SHELL:
        return other in SHELL_MAY
    if other in SHELL:
        return room in {"app", "cli"}
    pair = {room, other}
    return FLOORS[other] < FLOORS[room] or pair == {"errors", "model"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_rooms_below_it(path: Path) -> None:
    room = room_of(path)
    assert room in FLOORS or room in SHELL, "say on which floor the new room stands"
    assert {other for other in rooms_imported(path) if not may_import(room, other)} == set()


def test_model_imports_nothing_of_ours() -> None:
    paths = [path for path in MODULES if room_of(path) == "model"]
    assert set().union(*map(rooms_imported, paths)) == set()


@pytest.mark.parametrize(
    "path", [p for p in MODULES if room_of(p) in PURE], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_pure_room_touches_nothing_of_the_world(path: Path) -> None:
    tree = tree_of(path)
    assert {name.partition(".")[0] for name in imports_of(tree)} & WORLD == set()
    calls = [node.func for node in nodes_of(tree) if isinstance(node, ast.Call)]
    assert {call.id for call in calls if isinstance(call, ast.Name)} & BUILTINS == set()
    assert {call.attr for call in calls if isinstance(call, ast.Attribute)} & CLOCK == set()


def test_no_two_modules_define_one_public_name() -> None:
    """A command has the name of what it calls; every other name is one thing's alone."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        if room_of(path) != "cli":
            for node in tree_of(path).body:
                if isinstance(node, kinds) and not node.name.startswith("_"):
                    homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_only_github_imports_pygithub() -> None:
    importers = {
        room_of(path)
        for path in MODULES
        if "github" in {name.partition(".")[0] for name in imports_of(tree_of(path))}
    }
    assert importers <= {"github"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_everything_public_says_what_it_does(path: Path) -> None:
    tree = tree_of(path)
    silent = [] if ast.get_docstring(tree) else [path.name]
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    classes = [node for node in nodes_of(tree) if isinstance(node, ast.ClassDef)]
    bodies = [tree.body, *(one.body for one in classes if not one.name.startswith("_"))]
    for body in bodies:
        silent += [
            node.name
            for node in body
            if isinstance(node, kinds)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_name_says_nothing(path: Path) -> None:
    words = {"utils", "util", "helpers", "helper", "manager", "handler", "common", "misc"}
    names = {node.name for node in nodes_of(tree_of(path)) if isinstance(node, ast.ClassDef)}
    parts = {path.stem, *(part for part in path.relative_to(ROOT).parts)}
    assert not parts & words
    assert not [name for name in names if name.endswith(("Manager", "Handler", "Helper"))]


def texts_of(path: Path) -> set[str]:
    """Return every string that is in a module."""
    return {
        node.value
        for node in nodes_of(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_given(path: Path) -> set[str]:
    """Return the codes with which a module makes problems and findings."""
    makers = {"Finding", "Problem", "problem", "_report"}
    calls = [node for node in nodes_of(tree_of(path)) if isinstance(node, ast.Call) and node.args]
    found = set()
    for call in calls:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        first = call.args[0]
        if name in makers and isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.add(first.value)
    return found


def test_every_problem_that_is_made_has_a_code_that_is_declared() -> None:
    given = set().union(*map(codes_given, MODULES))
    assert given - set(CODES) == set()
    assert given


def test_every_code_that_is_declared_is_used() -> None:
    declared_in = ROOT / "model" / "problem.py"
    used = set().union(*(texts_of(path) for path in MODULES if path != declared_in))
    assert set(CODES) - used == set()


def test_a_codes_meaning_is_one_sentence() -> None:
    assert all(code.meaning.endswith((".", "?")) for code in CODES.values())


def test_a_connection_beyond_loopback_is_refused(beyond_loopback: list[str]) -> None:
    import socket

    with socket.socket() as one, pytest.raises(PermissionError):
        one.connect(("192.0.2.1", 9))
    with pytest.raises(PermissionError):
        socket.getaddrinfo("example.org", 443)
    assert len(beyond_loopback) == 2
    beyond_loopback.clear()


def test_a_connection_within_loopback_is_not_refused() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
