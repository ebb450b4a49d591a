"""Workflows and the Action run as a runner of GitHub runs them: their own files, step by step.

Stood in for is only what stands outside the project: a checkout is a clone, and Python is there.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import yaml

from expressions import fill, is_due
from forked import door_of, stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parent.parent
WHEELS = ROOT / ".cache" / "wheelhouse"
WORKFLOWS = ROOT / ".github" / "workflows"
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""How a runner calls a step's script where ``shell: bash`` is stated."""
OUTPUT = re.compile(r"([a-z]+)<<(\S+)\n(.*?)\n\2\n", re.DOTALL)

PYTHON = Path("issuesync", "bin", "python")
"""Where the Action installs, below the folder for temporary files."""

Plain = dict[str, Any]


def read_yaml(path: Path) -> Plain:
    """Read a workflow or an Action; the word ``on`` stays a word."""
    content: Plain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return content


ACTION = read_yaml(ROOT / "action.yml")
INSTALL, RUN = (step for step in ACTION["runs"]["steps"] if "run" in step)


@dataclass(frozen=True, slots=True)
class Job:
    """What came of one job: how it ended, its log, and what its step left for the runner."""

    code: int
    out: str
    err: str
    outputs: Mapping[str, str]
    summary: str

    @property
    def log(self) -> str:
        """All that the runner reads."""
        return f"{self.out}\n{self.err}"


@dataclass(slots=True)
class Runner:
    """Runs the jobs of workflows for one repository.

    ``temp`` is where the Action was installed, ``surroundings`` what GitHub tells its jobs, and
    ``token_for`` makes the token of a job of its permissions. ``processes`` are the steps begun.
    """

    remote: str
    folder: Path
    temp: Path
    surroundings: Mapping[str, str]
    token_for: Callable[[Mapping[str, str]], str]
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    places: list[Path] = field(default_factory=list)

    def run(
        self,
        workflow: str,
        event: Mapping[str, Any],
        inputs: Mapping[str, Any] | None = None,
        only: str | None = None,
    ) -> dict[str, Job]:
        """Run every job of a workflow that the event asks for, each after those it needs.

        ``only`` leaves out the others, as somebody does who runs one failed job again.
        """
        done: dict[str, Job] = {}
        for name, job in read_yaml(WORKFLOWS / f"{workflow}.yml")["jobs"].items():
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            well = all(one in done and done[one].code == 0 for one in needs)
            ended = {one: {"result": "success" if well else "failure"} for one in needs}
            contexts = {"github": {"event": event}, "inputs": inputs or {}, "needs": ended}
            is_meant = only in {None, name} and "steps" in job  # else a workflow of its own
            if is_meant and is_due(job.get("if"), contexts, needed_ended_well=well):
                done[name] = self.run_job(job, contexts)
        return done

    def run_job(self, job: Mapping[str, Any], contexts: Mapping[str, Any]) -> Job:
        """Run the steps of a job, up to the Action; only what takes its files comes after it."""
        place = Path(mkdtemp(dir=self.folder))
        (place / "event.json").write_text(json.dumps(contexts["github"]["event"]))
        checkout, action, *uploads = job["steps"]
        assert all(one["uses"].startswith("actions/upload-") for one in uploads), uploads
        assert checkout["uses"].startswith("actions/checkout@"), checkout
        assert action["uses"] == "./", action
        branch = fill(checkout["with"]["ref"], contexts)
        words = ("clone", "--quiet", "--depth=1", "--branch", branch, self.remote)
        cloned = ["git", *words, str(place / "work")]
        subprocess.run(cloned, check=True, env=plain_environment())
        given = {key: fill(value, contexts) for key, value in action.get("with", {}).items()}
        return self.run_action(place, given, self.token_for(job["permissions"]))

    def run_action(self, place: Path, given: Mapping[str, str], token: str) -> Job:
        """Run the Action's own step with inputs, given or by default."""
        github = {"token": token, "action_path": str(ROOT)}
        defaults = {
            name: fill(one.get("default", ""), {"github": github})
            for name, one in ACTION["inputs"].items()
        }
        assert given.keys() <= defaults.keys(), given
        contexts = {"github": github, "inputs": {**defaults, **given}}
        for name in ("output", "summary", "env"):
            (place / name).touch()
        environment = {
            **plain_environment(),
            **self.surroundings,
            "GITHUB_EVENT_PATH": str(place / "event.json"),
            "GITHUB_OUTPUT": str(place / "output"),
            "GITHUB_STEP_SUMMARY": str(place / "summary"),
            "GITHUB_ENV": str(place / "env"),
            "GITHUB_WORKSPACE": str(place / "work"),
            "RUNNER_TEMP": str(self.temp),
            **{key: fill(value, contexts) for key, value in RUN["env"].items()},
        }
        work = place / "work" / fill(RUN["working-directory"], contexts)
        return self.run_step(place, work, RUN["run"], environment)

    def run_step(self, place: Path, work: Path, script: str, environment: Mapping[str, str]) -> Job:
        """Run a script, as a group of processes that can be killed whole."""
        (place / "script.sh").write_text(script)
        self.places.append(place)
        process = subprocess.Popen(
            [*BASH, str(place / "script.sh")],
            cwd=work,
            env={**environment, "FORKED": door_of(str(self.temp / PYTHON))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        out, err = process.communicate(timeout=120)
        assert (place / "env").read_text() == "", "the environment of later steps is not ours"
        outputs = (place / "output").read_text()
        assert OUTPUT.sub("", outputs) == ""
        named = {name: value for name, _, value in OUTPUT.findall(outputs)}
        return Job(process.returncode, out, err, named, (place / "summary").read_text())

    def kill(self) -> None:
        """Kill the step that was begun last, with all of its processes."""
        with suppress(FileNotFoundError):
            os.killpg(int((self.places[-1] / "forked").read_text()), signal.SIGKILL)
        os.killpg(self.processes[-1].pid, signal.SIGKILL)


def plain_environment() -> dict[str, str]:
    """Return what a fresh machine has in its environment; the Python of the tests comes first."""
    return {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "CI": "true",
    }


def install(temp: Path) -> None:
    """Run the Action's first script once for all tests, from wheels on this machine."""
    with (temp / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (temp / "installed").exists():
            return
        shutil.rmtree(temp / "issuesync", ignore_errors=True)
        contexts = {"github": {"action_path": str(ROOT)}}
        (temp / "bin").mkdir(exist_ok=True)
        curl = temp / "bin" / "curl"
        curl.write_text("#!/bin/sh\nprintf 404\nexit 22\n")  # a release without hashes
        curl.chmod(0o755)
        plain = plain_environment()
        environment = {
            **plain,
            "PATH": os.pathsep.join((str(curl.parent), plain["PATH"])),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(WHEELS),
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": str(WHEELS),
            "RUNNER_TEMP": str(temp),
            **{key: fill(value, contexts) for key, value in INSTALL["env"].items()},
        }
        script = temp / "install.sh"
        script.write_text(INSTALL["run"])
        subprocess.run([*BASH, str(script)], check=True, env=environment)
        command = temp / PYTHON.with_name("issuesync")
        subprocess.run([command, "--version"], check=True, env=plain)
        stand_in(command, str(temp / PYTHON))
        (temp / "installed").touch()
