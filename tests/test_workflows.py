"""What workflows and the Action may hold, so that no stranger's text is ever run by them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from expressions import EXPRESSION, evaluate, fill, is_due
from issuesync.app.workspace import load_schema
from runner import ROOT, WORKFLOWS, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cats import Ran

WORKFLOW_FILES = sorted(WORKFLOWS.glob("*.y*ml"))
FILES = [ROOT / "action.yml", *WORKFLOW_FILES]
JOBS = [
    pytest.param(path, name, job, id=f"{path.stem}/{name}")
    for path in WORKFLOW_FILES
    for name, job in read_yaml(path)["jobs"].items()
    if "steps" in job
]
CALLS = [
    pytest.param(job, id=f"{path.stem}/{name}")
    for path in WORKFLOW_FILES
    for name, job in read_yaml(path)["jobs"].items()
    if "steps" not in job
]
"""Jobs that are a whole workflow of ours."""
PINNED = {
    "actions/checkout": ("v7.0.1", "3d3c42e5aac5ba805825da76410c181273ba90b1"),
    "actions/setup-python": ("v7.0.0", "5fda3b95a4ea91299a34e894583c3862153e4b97"),
    "actions/setup-node": ("v7.0.0", "820762786026740c76f36085b0efc47a31fe5020"),
    "actions/upload-artifact": ("v7.0.0", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"),
    "actions/download-artifact": ("v8.0.1", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"),
    "actions/upload-pages-artifact": ("v5.0.0", "fc324d3547104276b827a68afc52ff2a11cc49c9"),
    "actions/deploy-pages": ("v5.0.0", "cd2ce8fcbc39b97be8ca5fce6e763baed58fa128"),
}
"""Each action's version and the commit of its tag, looked up in the actions' own repositories."""
OWN = "./"
"""How a workflow names the Action of its own repository."""

READS = {"contents": "read"}
PERMISSIONS: dict[str, dict[str, str]] = {
    "audit/audit": READS,
    "ci/test": READS,
    "events/review": {**READS, "issues": "write"},
    "events/sync": {"contents": "write", "issues": "read"},
    "events/pages": {**READS, "pages": "write", "id-token": "write"},
    "labels/plan": {**READS, "issues": "read"},
    "labels/apply": {**READS, "issues": "write"},
    "pages/build": READS,
    "pages/deploy": {"pages": "write", "id-token": "write"},
    "readme-edit/explain": READS,
    "release/attach": {"contents": "write"},
    "release/build": READS,
    "release/publish": {"id-token": "write"},
    "sync/review": {**READS, "issues": "write"},
    "sync/pages": {**READS, "pages": "write", "id-token": "write"},
    "sync/absorb": {"contents": "write", "pull-requests": "write"},
    "sync/sync": {"contents": "write", "issues": "read", "pull-requests": "write"},
}
TRIGGERS = {"issues", "schedule", "workflow_call", "workflow_dispatch", "push", "pull_request"}
"""What never runs with rights on a stranger's code: no ``pull_request_target``, and so on."""
PLACES = re.compile(
    r"jobs/\w+/(?:if|name|concurrency/group|environment/url"
    r"|steps/\d+/(?:if|env/\w+|with/[\w-]+))"
    r"|concurrency/group|run-name"
    r"|inputs/[\w-]+/default|outputs/[\w-]+/value|runs/steps/\d+/(?:if|env/\w+|with/[\w-]+)"
    r"|runs/steps/\d+/working-directory"
)
"""Where an expression may stand: nowhere where a shell, or anything else, reads it as code."""
TEXTS = re.compile(r"github\.event\.(?:issue|comment|pull_request|head_commit)\.[\w.]+")
NUMBERS = re.compile(r"github\.event\.(?:issue|pull_request)\.(?:number|base\.sha|head\.sha)")
USES = re.compile(r"^\s*(?:- )?uses: (\S+)(?: # (\S+))?$", re.MULTILINE)


def texts_in(content: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a file with the path to it."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from texts_in(value, f"{place}/{key}".lstrip("/"))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from texts_in(value, f"{place}/{index}")
    else:
        yield place, str(content)


def steps_of(path: Path) -> Iterator[dict[str, Any]]:
    """Give every step of a workflow or an Action."""
    content = read_yaml(path)
    yield from content.get("runs", {}).get("steps", [])
    for job in content.get("jobs", {}).values():
        yield from job.get("steps", [])


def ids(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_script_holds_an_expression(path: Path) -> None:
    scripts = [step["run"] for step in steps_of(path) if "run" in step]
    assert [script for script in scripts if "${{" in script] == []
    assert any("uses" in step for step in steps_of(path))


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_expressions_stand_only_where_nothing_is_run(path: Path) -> None:
    found = [place for place, text in texts_in(read_yaml(path)) if "${{" in text]
    assert [place for place in found if not PLACES.fullmatch(place)] == []


@pytest.mark.parametrize("place", ["run", "uses", "shell", "name", "working-directory"])
def test_an_expression_in_another_place_is_found(place: str) -> None:
    assert not PLACES.fullmatch(f"jobs/review/steps/1/{place}")


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_of_an_event_only_numbers_and_commits_are_asked_for(path: Path) -> None:
    texts = (text for _, text in texts_in(read_yaml(path)))
    asked = [
        one for text in texts for part in EXPRESSION.findall(text) for one in TEXTS.findall(part)
    ]
    assert [one for one in asked if not NUMBERS.fullmatch(one)] == []


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path: Path) -> None:
    written = USES.findall(path.read_text(encoding="utf-8"))
    called = [job["uses"] for job in read_yaml(path).get("jobs", {}).values() if "uses" in job]
    assert len(written) == sum("uses" in step for step in steps_of(path)) + len(called)
    for uses, version in written:
        if uses == OWN or uses in called:
            continue
        name, _, commit = uses.partition("@")
        assert (version, commit) == PINNED[name]


def test_every_pin_is_a_full_commit() -> None:
    assert all(re.fullmatch("[0-9a-f]{40}", commit) for _, commit in PINNED.values())


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=ids)
def test_nothing_may_be_done_unless_a_job_says_so(path: Path) -> None:
    assert read_yaml(path)["permissions"] == {}


def test_every_job_is_known_with_what_it_may_do() -> None:
    stated = {
        f"{path.stem}/{name}": job["permissions"]
        for path in WORKFLOW_FILES
        for name, job in read_yaml(path)["jobs"].items()
    }
    assert stated == PERMISSIONS


@pytest.mark.parametrize("job", CALLS)
def test_a_called_workflow_is_ours_and_may_do_what_its_jobs_do(job: dict[str, Any]) -> None:
    assert job["uses"].startswith("$/.github/workflows/")
    called = read_yaml(ROOT / job["uses"].removeprefix("$/"))
    assert "workflow_call" in called["on"]
    needed = {k: v for one in called["jobs"].values() for k, v in one["permissions"].items()}
    assert job["permissions"] == needed
    assert "secrets" not in job


@pytest.mark.parametrize(("path", "name", "job"), JOBS)
def test_every_job_ends_in_time(path: Path, name: str, job: dict[str, Any]) -> None:
    assert 1 <= int(job["timeout-minutes"]) <= 60, f"{path}: {name}"


@pytest.mark.parametrize(("path", "name", "job"), JOBS)
def test_no_checkout_keeps_the_token(path: Path, name: str, job: dict[str, Any]) -> None:
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false", f"{path}: {name}"


@pytest.mark.parametrize(("path", "name", "job"), JOBS)
def test_a_job_that_writes_waits_for_those_of_its_kind_and_drops_none(
    path: Path, name: str, job: dict[str, Any]
) -> None:
    if "write" not in job["permissions"].values():
        return
    group = job.get("concurrency") or read_yaml(path)["concurrency"]
    assert group["cancel-in-progress"] == "false", name


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=ids)
def test_no_trigger_gives_rights_to_what_a_stranger_wrote(path: Path) -> None:
    stated = read_yaml(path)["on"]
    assert stated
    assert ({stated} if isinstance(stated, str) else set(stated)) <= TRIGGERS


@pytest.mark.parametrize("name", ["events", "sync"])
def test_the_page_follows_each_sync_that_went_well(name: str) -> None:
    job = read_yaml(WORKFLOWS / f"{name}.yml")["jobs"]["pages"]
    assert job["needs"] == "sync"
    for result, is_built in (("success", True), ("failure", False), ("skipped", False)):
        contexts = {"needs": {"sync": {"result": result}}}
        assert is_due(job["if"], contexts, needed_ended_well=False) is is_built


@pytest.mark.parametrize("is_on", [True, False])
def test_no_page_is_built_until_pages_is_turned_on(is_on: bool) -> None:
    job = read_yaml(WORKFLOWS / "pages.yml")["jobs"]["build"]
    contexts = {"github": {"event": {"repository": {"has_pages": is_on}}}}
    assert is_due(job["if"], contexts, needed_ended_well=True) is is_on


# The workflow of issues, and the flagship's labels


def test_the_labels_that_matter_are_those_that_the_catalog_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    schema = load_schema(ROOT)
    publish = {one.publish for one in schema.collections if one.publish}
    forms = {label for one in schema.collections if one.form for label in one.form.labels}
    waiting = {schema.review.waiting}
    jobs = read_yaml(WORKFLOWS / "events.yml")["jobs"]
    named = {name: set(labels_in(job["if"])) for name, job in jobs.items() if "steps" in job}
    assert named == {"review": publish | forms | waiting, "sync": publish | waiting}


def labels_in(condition: str) -> list[str]:
    """Return the labels that a job's condition names."""
    lists = re.findall(r"fromJSON\(('\[[^]]*\]')\)", condition)
    return [str(one) for one in evaluate(f"fromJSON({lists[-1]})", {})]


def jobs_for(action: str, label: str = "") -> set[str]:
    """Return which jobs of the workflow of issues an event begins."""
    event = {"action": action, **({"label": {"name": label}} if label else {})}
    jobs = read_yaml(WORKFLOWS / "events.yml")["jobs"]
    contexts = {"github": {"event": event}}
    return {
        name
        for name, job in jobs.items()
        if "steps" in job and is_due(job["if"], contexts, needed_ended_well=name == "review")
    }


@pytest.mark.parametrize(
    ("action", "label", "jobs"),
    [
        ("opened", "", {"review", "sync"}),
        ("edited", "", {"review", "sync"}),
        ("reopened", "", {"review", "sync"}),
        ("closed", "", {"sync"}),
        ("deleted", "", {"sync"}),
        ("transferred", "", {"sync"}),
        ("labeled", "accepted", {"review", "sync"}),
        ("labeled", "Accepted", {"review", "sync"}),
        ("unlabeled", "needs review", {"review", "sync"}),
        ("labeled", "new entry", {"review"}),
        ("labeled", "VQA", set()),
        ("unlabeled", "bug", set()),
    ],
)
def test_an_event_begins_the_jobs_that_it_matters_to(
    action: str, label: str, jobs: set[str]
) -> None:
    assert jobs_for(action, label) == jobs
    assert action in read_yaml(WORKFLOWS / "events.yml")["on"]["issues"]["types"]


def test_each_issue_has_its_own_queue_of_reviews_and_the_catalog_one_of_syncs() -> None:
    jobs = read_yaml(WORKFLOWS / "events.yml")["jobs"]
    groups = [
        fill(
            jobs["review"]["concurrency"]["group"], {"github": {"event": {"issue": {"number": n}}}}
        )
        for n in (7, 8)
    ]
    assert groups == ["issuesync-review-7", "issuesync-review-8"]
    whole = [read_yaml(WORKFLOWS / name)["jobs"]["sync"] for name in ("events.yml", "sync.yml")]
    assert [job["concurrency"] for job in whole] == [
        {"group": "issuesync-sync", "cancel-in-progress": "false", "queue": "max"}
    ] * 2


# The evaluator of expressions that these tests and the runner rely on


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true && !false", True),
        ("'' || 'commit'", "commit"),
        ("inputs.mode || 'commit'", "pull-request"),
        ("inputs.nothing || false", False),
        ("contains('unlabeled', 'LABELED')", True),
        ("contains(fromJSON('[\"a\", \"b\"]'), 'B')", True),
        ("contains(fromJSON('[\"ab\"]'), 'a')", False),
        ("github.event.label.name == 'x'", False),
        ("github.event.action != 'opened' || (true && 'it''s')", "it's"),
        ("!cancelled()", True),
    ],
)
def test_an_expression_means_what_github_says(text: str, value: object) -> None:
    contexts = {"github": {"event": {"action": "Opened"}}, "inputs": {"mode": "pull-request"}}
    assert evaluate(text, contexts) == value


def test_a_job_without_a_word_about_the_status_needs_success() -> None:
    assert not is_due("true", {}, needed_ended_well=False)
    assert is_due("!cancelled()", {}, needed_ended_well=False)
    assert is_due(None, {}, needed_ended_well=True)


# What reads workflows as the runner does, and what a stranger could do to them


@pytest.fixture(params=["starter", "starter with a page"])
def begun(
    request: pytest.FixtureRequest, tmp_path: Path, issuesync: Callable[..., Ran]
) -> list[str]:
    """Return the workflows that init writes into a new folder."""
    words = ["--pages"] if request.param.endswith("page") else []
    assert issuesync("-C", str(tmp_path), "init", *words).code == 0
    return sorted(map(str, (tmp_path / ".github" / "workflows").iterdir()))


def program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def found_by(*words: str) -> str:
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_actionlint_finds_nothing_in_our_workflows_nor_in_those_that_init_writes(
    begun: list[str],
) -> None:
    assert found_by(program("actionlint"), *map(str, WORKFLOW_FILES), *begun) == ""


def test_zizmor_finds_nothing_in_our_workflows_nor_in_those_that_init_writes(
    begun: list[str],
) -> None:
    words = (program("zizmor"), "--offline", "--quiet", "--persona", "pedantic")
    assert found_by(*words, ".github/workflows", "action.yml") == ""
    assert found_by(*words, *begun) == ""


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_no_python_of_a_workflow_imports_a_file_of_the_catalog(path: Path) -> None:
    """``python -m venv`` would import the catalog's ``logging.py``."""
    scripts = [step["run"] for step in steps_of(path) if "run" in step]
    assert [one for one in scripts if re.search(r'python"? -m', one)] == []


@pytest.mark.parametrize("path", WORKFLOW_FILES, ids=ids)
def test_our_own_action_is_named_as_the_runner_takes_it(path: Path) -> None:
    """The runner wants a path after ``$/``, and ours is at the root."""
    named = [step.get("uses", "") for step in steps_of(path)]
    assert "$/" not in named
    checkouts = [one for one in named if one.startswith("actions/checkout@")]
    assert checkouts or OWN not in named


def test_the_action_installs_by_hash_where_its_release_brings_hashes() -> None:
    install = read_yaml(ROOT / "action.yml")["runs"]["steps"][1]["run"]
    assert "--require-hashes" in install
    build = read_yaml(WORKFLOWS / "release.yml")["jobs"]["build"]["steps"]
    assert any("--generate-hashes" in step.get("run", "") for step in build)
