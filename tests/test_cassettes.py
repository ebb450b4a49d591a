"""The recorded exchanges of ``cassettes/``, replayed offline with strict matching."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import vcr

from cassette_scenarios import SCENARIOS
from issuesync.github.api import Api
from issuesync.github.retry import RetryPolicy

FOLDER = Path(__file__).parent.parent / "cassettes"
STRICTLY = ["method", "scheme", "host", "port", "path", "query", "raw_body"]
TITLES = [[number, f"n{number - 1}"] for number in range(1, 6)]
EXPECTED: dict[str, Any] = {
    "listing": {
        "name": "octo/catalog",
        "labels": ["VQA", "other", "visual-qa"],
        "issues": [
            [number, title, "closed" if number == 2 else "open", ["visual-qa"]]
            for number, title in TITLES
        ],
    },
    "labels": [[("create", "Cap."), ("recolour", "VQA"), ("merge", "visual-qa")], []],
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_client_asks_and_reads_as_it_did_when_this_was_recorded(name: str) -> None:
    replay = vcr.VCR(record_mode="none", match_on=STRICTLY)
    with replay.use_cassette(
        str(FOLDER / f"{name}.yaml"), allow_playback_repeats=False
    ) as cassette:
        api = Api(RetryPolicy(max_wait=0), "a token that is sent nowhere")
        found = SCENARIOS[name](api, "octo/catalog")
        api.close()
        assert cassette.all_played, "the client asks less than it did"
    if isinstance(found, dict):
        found["labels"].sort()
    assert found == EXPECTED[name]


def test_no_cassette_holds_a_token_or_the_address_it_was_recorded_at() -> None:
    recorded = sorted(FOLDER.glob("*.yaml"))
    assert [path.stem for path in recorded] == sorted(SCENARIOS)
    for path in recorded:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?i)authorization|bearer|token-|127\.0\.0\.1|localhost", text), path
