"""A document is parsed once, whoever asks how often for what part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from conftest import ROOT
from issuesync.app.check import find_problems
from issuesync.app.workspace import load_schema
from issuesync.cli.help import help_text
from issuesync.markdown.document import parse_document

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = (
    "# A\n\n| a |\n| - |\n| 1 |\n\n```\n# B\n```\n\n"
    "<!-- issuesync:begin news -->\n<!-- issuesync:end -->\n"
)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that the parser of blocks is given from now on."""
    texts: list[str] = []
    parse = MarkdownIt.parse

    def counted(self: MarkdownIt, src: str, env: Any = None) -> Sequence[Any]:
        if self.core.ruler.get_active_rules() == ["normalize", "block"]:
            texts.append(src)
        return parse(self, src, env)

    parse_document.cache_clear()
    monkeypatch.setattr(MarkdownIt, "parse", counted)
    return texts


def test_every_part_comes_of_one_parse(parsed: list[str]) -> None:
    document = parse_document("README.md", TEXT)
    assert [heading.text for heading in document.headings] == ["A"]
    assert [region.name for region in document.regions] == ["news"]
    assert len(document.page.blocks) == len(document.sheets.sheets) == 1
    assert 7 in document.literal
    assert parse_document("README.md", TEXT) is document
    assert parsed == [TEXT]


def test_a_check_of_the_flagship_parses_each_document_once(parsed: list[str]) -> None:
    find_problems(ROOT, "snapshot", help_text)
    documents = [(ROOT / name).read_text("utf-8") for name in load_schema(ROOT).documents]
    assert sorted(parsed) == sorted(documents)
