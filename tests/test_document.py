"""A document is parsed once, whoever asks how often for what part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conftest import ROOT
from issuesync.app.check import find_problems
from issuesync.app.workspace import load_schema
from issuesync.cli.help import help_text
from issuesync.markdown.document import Document, parse_document

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = (
    "# A\n\n| a |\n| - |\n| 1 |\n\n```\n# B\n```\n\n"
    "<!-- issuesync:begin news -->\n<!-- issuesync:end -->\n"
)


def first_line(text: str) -> str:
    """Return a document's first line: of long tables the parser is not given every row."""
    return text.partition("\n")[0]


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
    assert sorted(map(first_line, parsed)) == sorted(map(first_line, documents))


PIECES = [
    "| a | b |", "|-|-|", "| 1 | 2 |", "| 3 | <br> |", "| 4 | --> |", "| ``` |", "|", "||", "",
    "# One", "Two", "===", "---", "```", "<!--", "-->", "<div>", "</div>", "> | q |", "  | i |",
    "- item", "- | x |", "[r]: https://r.org", "<details><summary>S</summary>", "</details>",
    "<!-- issuesync:begin news -->", "<!-- issuesync:end -->", "    code", "<pre>", "</pre>",
]  # fmt: skip


@given(st.lists(st.sampled_from([*PIECES, *PIECES[:8] * 3]), max_size=40), st.sampled_from("\n\r"))
@settings(max_examples=200, deadline=None)
def test_rows_that_the_parser_is_spared_change_nothing(lines: list[str], end: str) -> None:
    text = "".join(line + ("\r\n" if end == "\r" else end) for line in lines)
    short, whole = Document("README.md", text), Document("README.md", text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("issuesync.markdown.document._telling", lambda lines: [*range(len(lines))])
        expected = (whole.literal, whole.headings, whole.regions, whole.page)
    assert (short.literal, short.headings, short.regions, short.page) == expected
