"""The wheel, built without a network and tried: it holds every file that the commands read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WHEELHOUSE = ROOT / ".cache" / "wheelhouse"
OFFLINE = ["--no-index", "--find-links", str(WHEELHOUSE), "--no-deps", "--quiet"]


def run(words: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these words in a folder, outside Actions."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout and unpack it where nothing else of ours is."""
    if not WHEELHOUSE.exists():
        pytest.skip("make test fills .cache/wheelhouse")
    folder = tmp_path_factory.mktemp("wheel")
    built = run(["-m", "pip", "wheel", *OFFLINE, "--wheel-dir", str(folder), str(ROOT)], folder)
    assert built.returncode == 0, built.stderr
    wheel = next(folder.glob("issuesync-*.whl"))
    put = run(
        ["-m", "pip", "install", *OFFLINE, "--target", str(folder / "site"), str(wheel)], folder
    )
    assert put.returncode == 0, put.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def begun(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin a catalog by what is in the wheel, in whichever process the tests run."""
    folder = tmp_path_factory.mktemp("catalog")
    for words in (["init", "-q"], ["remote", "add", "origin", "https://github.com/octo/cat"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    for command in ("init", "sync"):
        ran = run(["-m", "issuesync", command], folder, PYTHONPATH=str(installed))
        assert ran.returncode == 0, ran.stderr
    return folder


@pytest.mark.parametrize("command", ["init", "sync", "list", "check", "publish", "show --help"])
def test_the_wheel_does_what_the_checkout_does(installed: Path, begun: Path, command: str) -> None:
    where = run(
        ["-c", "import issuesync; print(issuesync.__file__)"], begun, PYTHONPATH=str(installed)
    )
    assert where.stdout.startswith(str(installed))
    ran = run(["-m", "issuesync", *command.split()], begun, PYTHONPATH=str(installed))
    assert ran.returncode == 0, ran.stderr
