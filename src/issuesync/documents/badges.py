"""Counts of labels into badges: usage lines, and the SVG files that they show."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from issuesync.fields.base import slug
from issuesync.markdown.escape import escape_inline, escape_xml, image_link, link
from issuesync.markdown.regions import Rendering
from issuesync.model.output import OutputFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Badges

OWN_MARK = "<!-- drawn by issuesync -->"
"""What tells a badge that issuesync drew from any other picture in the folder."""

HEIGHT, PADDING, FULL, WIDE, NARROW = 20, 6, 12, 8, 4
_NARROW_LETTERS = frozenset(" .,:;'|!()[]fijlrtI1-")
LIVE_NOTE = "The badges are live: each counts every open issue with the label, accepted or not."


def render_badges(catalog: Catalog, badges: Badges, document: str) -> Rendering:
    """Render one usage line a label: its description, and a badge linked to its issues."""
    lines = [f"- {line}" for line in _usage_lines(catalog, badges, document)]
    if badges.style == "live":
        lines += ["", LIVE_NOTE]
    return Rendering("\n".join(lines))


def _usage_lines(catalog: Catalog, badges: Badges, document: str) -> list[str]:
    """Return the lines without their bullets; images are relative to the document."""
    schema = catalog.schema
    counts = _count_labels(catalog, badges)
    files = badge_files(badges)
    lines = []
    for name, count in counts.items():
        label = schema.taxonomy.by_name[name.casefold()]
        target = search_url(schema.repository, schema.by_key[badges.collection], name)
        text = escape_inline(label.description or name)
        if badges.style == "text":
            lines.append(f"{text}: {link(str(count), target)}")
            continue
        image = {
            "local": quote(posixpath.relpath(files[name], posixpath.dirname(document) or ".")),
            "static": static_url(name, count, label.color),
            "live": live_url(schema.repository, name),
        }[badges.style]
        alt = name if badges.style == "live" else f"{name}: {count}"
        lines.append(f"{text}: {image_link(alt, image, target)}")
    return lines


def _count_labels(catalog: Catalog, badges: Badges) -> dict[str, int]:
    """Count the published entries that have each label."""
    records = catalog.in_collection(badges.collection)
    return {name: sum(name in record.labels for record in records) for name in badges.labels}


_REASONS = ("completed", "not_planned", "duplicate")


def search_url(repository: str, collection: Collection, label: str) -> str:
    """Return the issue search that finds exactly the entries with a label.

    The terms: https://docs.github.com/en/search-github/searching-on-github
    """
    terms = ["is:issue"]
    if collection.state != "all":
        terms.append(f"state:{collection.state}")
    if collection.state != "open":
        left_out = (one for one in _REASONS if one not in collection.closed_as)
        terms += (f"-reason:{quote_term(one.replace('_', ' '))}" for one in left_out)
    if collection.type:
        terms.append(f"type:{quote_term(collection.type)}")
    if collection.publish:
        terms.append(f"label:{quote_term(collection.publish)}")
    terms.append(f"label:{quote_term(label)}")
    return f"https://github.com/{repository}/issues?q={quote(' '.join(terms), safe='')}"


def quote_term(name: str) -> str:
    """Quote a label for a search where it is more than one plain word."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def static_url(name: str, count: int, color: str) -> str:
    """Return a shields.io badge with the number written in.

    The form of the path: https://shields.io/badges
    """
    text = name.replace("-", "--").replace("_", "__")
    return f"https://img.shields.io/badge/{quote(text, safe='')}-{count}-{color}"


def live_url(repository: str, name: str) -> str:
    """Return a shields.io badge that counts open issues by label."""
    return f"https://img.shields.io/github/issues/{repository}/{quote(name, safe='')}?style=social"


def badge_files(badges: Badges) -> dict[str, str]:
    """Return the path of each label's SVG; two labels never share one."""
    files: dict[str, str] = {}
    for name in badges.labels:
        stem = slug(name) or "label"
        path, number = f"{badges.folder}/{stem}.svg", 2
        while path in files.values():
            path, number = f"{badges.folder}/{stem}-{number}.svg", number + 1
        files[name] = path
    return files


def draw_badges(catalog: Catalog, badges: Badges) -> list[OutputFile]:
    """Draw the SVG of every label."""
    files = badge_files(badges)
    return [
        OutputFile(
            files[name],
            draw_badge(name, count, catalog.schema.taxonomy.by_name[name.casefold()].color),
        )
        for name, count in _count_labels(catalog, badges).items()
    ]


def draw_badge(name: str, count: int, color: str) -> str:
    """Draw one badge, sizes in pixels: the label's name on grey, the count on its colour."""
    left, right = text_width(name) + 2 * PADDING, text_width(str(count)) + 2 * PADDING
    total = left + right
    safe = escape_xml(name)
    ink = "#000" if _luminance(color) > 0.5 else "#fff"  # noqa: PLR2004 - half way from black to white
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{HEIGHT}" role="img" aria-label="{safe}: {count}">
{OWN_MARK}
<title>{safe}: {count}</title>
<clipPath id="r"><rect width="{total}" height="{HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="{left}" height="{HEIGHT}" fill="#444"/><rect x="{left}" width="{right}" height="{HEIGHT}" fill="#{color}"/></g>
<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{left / 2:g}" y="14" fill="#fff" textLength="{left - 2 * PADDING}">{safe}</text>
<text x="{left + right / 2:g}" y="14" fill="{ink}" textLength="{right - 2 * PADDING}">{count}</text>
</g>
</svg>
"""


def text_width(text: str) -> int:
    """Estimate the width of a text at 11 pixels; the drawing stretches the text to it."""
    return sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> int:
    """Estimate one letter's width; combining marks take none, Chinese, Japanese and emoji most."""
    if letter in _NARROW_LETTERS:
        return NARROW
    if unicodedata.combining(letter):
        return 0
    return FULL if unicodedata.east_asian_width(letter) in "WF" else WIDE


def _luminance(color: str) -> float:
    """Return how bright a colour of six hexadecimal digits is, from 0 to 1."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def stale_badges(existing: Mapping[str, str], wanted: set[str]) -> list[OutputFile]:
    """Remove the pictures that issuesync drew and no longer draws; leave all others alone."""
    return [
        OutputFile(path, None)
        for path, text in sorted(existing.items())
        if path not in wanted and path.endswith(".svg") and OWN_MARK in text
    ]
