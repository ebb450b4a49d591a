"""What ``CITATION.cff`` says of the catalog itself, where ``catalog.yaml`` does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from issuesync.schema.parts import Creator
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema
    from issuesync.yamlfile.source import Plain


def with_citation(schema: Schema, text: str | None, file: str) -> Schema:
    """Fill in what ``about:`` leaves out from the text of ``CITATION.cff``, where there is one."""
    if text is None:
        return schema
    source, _ = parse_yaml(text, file)
    cited = _read_citation(source.value) if isinstance(source.value, dict) else {}
    missing = {name: value for name, value in cited.items() if not getattr(schema.about, name)}
    return replace(schema, about=schema.about.model_copy(update=missing))


def _read_citation(stated: dict[str, Plain]) -> dict[str, Any]:
    """Read a citation file: https://github.com/citation-file-format/citation-file-format.

    What it says is nobody's setting, so that it is taken at its word.
    """
    authors = stated.get("authors")
    keywords = stated.get("keywords")
    return {
        "title": _text(stated, "title"),
        "description": _text(stated, "abstract"),
        "license": _text(stated, "license") or _text(stated, "license-url"),
        "url": _text(stated, "url").rstrip("/"),
        "creators": tuple(filter(None, map(_author, authors if isinstance(authors, list) else ()))),
        "keywords": tuple(str(one) for one in keywords) if isinstance(keywords, list) else (),
        "version": _text(stated, "version"),
        "released": _text(stated, "date-released"),
        "doi": _text(stated, "doi"),
    }


def _author(stated: Plain) -> Creator | None:
    """Read an author: a person with a given and a family name, or an entity with a name."""
    if not isinstance(stated, dict):
        return None
    url = _text(stated, "orcid") or _text(stated, "website")
    if _text(stated, "name"):
        return Creator.model_construct(name=_text(stated, "name"), url=url, type="organization")
    parts = (_text(stated, key) for key in ("given-names", "name-particle", "family-names"))
    name = " ".join(filter(None, parts))
    return Creator.model_construct(name=name, url=url) if name else None


def _text(stated: dict[str, Plain], key: str) -> str:
    """Return a text on one line, or nothing where there is none."""
    value = stated.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""
