"""What ``catalog.yaml`` and ``CITATION.cff`` say of the catalog itself."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from issuesync.schema.catalog import About, Creator
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema
    from issuesync.schema.files import AboutFile
    from issuesync.yamlfile.source import Plain


def build_about(stated: AboutFile | None) -> About:
    """Take over what ``about:`` states; nothing where it states nothing."""
    if stated is None:
        return About()
    return About(
        title=" ".join(stated.title.split()),
        description=" ".join(stated.description.split()),
        license=stated.license,
        url=stated.url.rstrip("/"),
        creators=tuple(Creator(one.name, one.url, one.type == "person") for one in stated.creators),
        keywords=tuple(stated.keywords),
    )


def with_citation(schema: Schema, text: str | None, file: str) -> Schema:
    """Fill in what ``about:`` leaves out from the text of ``CITATION.cff``, where there is one."""
    if text is None:
        return schema
    source, _ = parse_yaml(text, file)
    cited = _read_citation(source.value) if isinstance(source.value, dict) else About()
    names = [one.name for one in fields(About) if not getattr(schema.about, one.name)]
    missing = {name: getattr(cited, name) for name in names}
    return replace(schema, about=replace(schema.about, **missing))


def _read_citation(stated: dict[str, Plain]) -> About:
    """Read a citation file: https://github.com/citation-file-format/citation-file-format."""
    authors = stated.get("authors")
    keywords = stated.get("keywords")
    return About(
        title=_text(stated, "title"),
        description=_text(stated, "abstract"),
        license=_text(stated, "license") or _text(stated, "license-url"),
        url=_text(stated, "url").rstrip("/"),
        creators=tuple(filter(None, map(_author, authors if isinstance(authors, list) else ()))),
        keywords=tuple(str(one) for one in keywords) if isinstance(keywords, list) else (),
        version=_text(stated, "version"),
        released=_text(stated, "date-released"),
        doi=_text(stated, "doi"),
    )


def _author(stated: Plain) -> Creator | None:
    """Read an author: a person with a given and a family name, or an entity with a name."""
    if not isinstance(stated, dict):
        return None
    url = _text(stated, "orcid") or _text(stated, "website")
    if _text(stated, "name"):
        return Creator(_text(stated, "name"), url, is_person=False)
    parts = (_text(stated, key) for key in ("given-names", "name-particle", "family-names"))
    name = " ".join(filter(None, parts))
    return Creator(name, url) if name else None


def _text(stated: dict[str, Plain], key: str) -> str:
    """Return a text on one line, or nothing where there is none."""
    value = stated.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""
