"""Charts: the flagship's numbers, pictures of the same bytes everywhere, and what is stale."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.app.drawing import find_drawer
from issuesync.app.workspace import load
from issuesync.documents.chart_counts import (
    ChartCount,
    count_by_year,
    count_pairs,
    count_values,
    count_years,
)
from issuesync.documents.chart_frame import WIDTH, ChartHeading
from issuesync.documents.chart_rows import draw_bars, draw_grid, draw_together
from issuesync.documents.chart_tree import draw_tree
from issuesync.documents.chart_years import short_number
from issuesync.documents.charts import build_picture, chart_files, draw_charts
from issuesync.documents.drawing import (
    THEMES,
    Dot,
    Drawing,
    DrawnBox,
    Words,
    build_specification,
    fit_words,
    words_width,
)
from issuesync.schema.build import parse_catalog
from issuesync.schema.parts import Chart
from issuesync.schema.shapes import settings_of
from issuesync.schema.taxonomy import Taxonomy
from markdown import read_page
from small_catalog import CATALOG, make_catalog, make_issue, region, render_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Field

    Command = Callable[..., Ran]
    Sets = tuple[tuple[Record, ...], dict[str, Field]]

ROOT = Path(__file__).parent.parent
FACTS = json.loads((ROOT / "tests/facts/charts.json").read_text(encoding="utf-8"))
FOUR = ("years", "tasks", "methods", "countries")


@pytest.fixture(scope="module")
def flagship() -> Catalog:
    return load(ROOT, "snapshot").catalog


@pytest.fixture(scope="module")
def sets(flagship: Catalog) -> Sets:
    return flagship.in_collection("datasets"), flagship.schema.by_key["datasets"].by_key


# The numbers.


def test_the_years_with_their_samples_are_the_known_ones(sets: Sets) -> None:
    records, fields = sets
    found = count_years(records, fields["year"], fields["samples"])
    known = FACTS["by_year"]
    assert [[one.year, one.entries, one.total, one.unknown] for one in found] == known


def test_the_sections_by_year_are_the_known_ones(sets: Sets) -> None:
    records, fields = sets
    found = count_by_year(records, fields["year"], fields["section"])
    known = FACTS["sections_by_year"]
    assert sorted([year, key, number] for (year, key), number in found.items()) == known


def test_the_tasks_and_their_pairs_are_the_known_ones(sets: Sets) -> None:
    records, fields = sets
    counts = count_values(records, fields["task"])
    assert [[one.shown, one.entries] for one in counts] == FACTS["tasks"]
    pairs = count_pairs(records, fields["task"])
    assert sorted([*pair, number] for pair, number in pairs.items()) == FACTS["tasks_together"]


def test_the_countries_are_the_known_ones(sets: Sets) -> None:
    records, fields = sets
    counts = count_values(records, fields["country"])
    assert [[one.shown, one.entries] for one in counts] == FACTS["countries"]


def test_the_annotation_methods_by_year_are_the_known_ones(sets: Sets) -> None:
    records, fields = sets
    found = count_by_year(records, fields["year"], fields["annotation"])
    known = FACTS["annotation_by_year"]
    assert sorted([year, key, number] for (year, key), number in found.items()) == known


def test_every_number_of_a_chart_is_in_the_words_beside_it(flagship: Catalog) -> None:
    by_name = {chart.name: build_picture(flagship, chart).words for chart in flagship.schema.charts}
    for year, entries, *_ in FACTS["by_year"]:
        assert f"{year} {entries}" in by_name["years"]
    for name, entries in FACTS["tasks"]:
        assert f"{name} {entries}" in by_name["tasks"]
    for first, second, entries in FACTS["tasks_together"]:
        assert f"{first} and {second} {entries}" in by_name["tasks"]
    for name, entries in FACTS["countries"]:
        assert f"{name} {entries}" in by_name["countries"]
    for year, name, entries in FACTS["annotation_by_year"]:
        assert re.search(rf"{re.escape(name)} \d+ \([^)]*{year} {entries}", by_name["methods"])


def test_charts_of_labels_say_that_some_are_known_in_part(flagship: Catalog) -> None:
    for chart in flagship.schema.charts:
        words = [mark.text for mark in build_picture(flagship, chart).drawing.marks
                 if isinstance(mark, Words)]  # fmt: skip
        is_of_labels = chart.name in {"tasks", "methods", "holdings"}
        told = [text for text in words if "35 may have more labels than are known" in text]
        assert bool(told) is is_of_labels


# The pictures.


def test_the_committed_pictures_are_what_is_drawn_here(flagship: Catalog) -> None:
    draw = find_drawer()
    assert draw is not None
    files, problems = draw_charts(flagship, {}, draw)
    assert problems == []
    assert len(files) == 10
    for file in files:
        assert file.text is not None
        assert (ROOT / file.path).read_bytes().decode() == file.text


def test_eight_pictures_of_four_charts_take_at_most_35_kilobytes_compressed(
    flagship: Catalog,
) -> None:
    paths = [
        path
        for chart in flagship.schema.charts
        if chart.name in FOUR
        for path in chart_files(chart).values()
    ]
    assert len(paths) == 8
    assert sum(len(gzip.compress((ROOT / path).read_bytes())) for path in paths) <= 35_000


def test_a_picture_has_a_title_and_a_description_and_leads_nowhere(flagship: Catalog) -> None:
    for chart in flagship.schema.charts:
        for path in chart_files(chart).values():
            svg = ET.fromstring((ROOT / path).read_text(encoding="utf-8"))
            space = "{http://www.w3.org/2000/svg}"
            assert svg.get("role") == "img"
            assert svg.findtext(f"{space}title") == chart.title
            assert (svg.findtext(f"{space}desc") or "").startswith(f"{chart.title}: ")
            tags = {one.tag.removeprefix(space) for one in svg.iter()}
            assert tags == {"svg", "title", "desc", "g", "path", "text"} | tags & {"line"}


def test_nothing_is_left_to_the_fonts_of_the_machine(flagship: Catalog) -> None:
    for chart in flagship.schema.charts:
        specification = json.loads(
            build_specification(build_picture(flagship, chart).drawing, "light")
        )
        assert specification["autosize"] == {"type": "none"}
        assert specification["padding"] == 0
        for layer in specification["layer"]:
            assert layer["encoding"]["x"]["scale"] is None
            assert layer["encoding"]["x"]["axis"] is None
            assert layer["encoding"].get("size", {"legend": None})["legend"] is None
            assert layer["mark"]["aria"] is False


DRAW = """\
import sys
from issuesync.app.drawing import find_drawer
from issuesync.documents.drawing import DrawnBox, Drawing, Words, build_specification
marks = (Words(4, 12, "图像描述 Captioning é"), DrawnBox(4, 24, 90, 12, "accent", radius=3))
sys.stdout.write(find_drawer()(build_specification(Drawing(200, 60, marks), "dark")))
"""


def test_a_picture_is_the_same_with_and_without_the_fonts_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "draw.py").write_text(DRAW, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "draw.py")]
    usual = subprocess.run(command, capture_output=True, check=True).stdout
    assert "图像描述 Captioning é".encode() in usual
    hide = "for one in /usr/share/fonts /usr/local/share/fonts; do"
    hide += ' [ ! -d "$one" ] || mount -t tmpfs none "$one" || exit 77; done; exec "$@"'
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("this system cannot hide its fonts from one process")
    ran = subprocess.run(
        [unshare, "--mount", "sh", "-c", hide, "sh", *command], capture_output=True, check=False
    )
    if b"unshare" in ran.stderr or ran.returncode == 77:
        pytest.skip("this user cannot hide the system's fonts from one process")
    assert ran.stdout == usual


@pytest.mark.parametrize(
    "text", ["<script>", "a & b", '"quoted"', "]]>", "&amp;", "图像", "\x07\u202e"]
)
def test_any_text_is_drawn_as_itself(text: str) -> None:
    draw = find_drawer()
    assert draw is not None
    svg = draw(build_specification(Drawing(100, 40, (Words(4, 20, text),)), "light"))
    words = [one.text or "" for one in ET.fromstring(svg).iter() if one.tag.endswith("text")]
    assert words == ([text] if text.isprintable() else [""]) or words == []


# Stale pictures.

CHARTS = f"""\
{CATALOG}charts:
  years: {{kind: years, title: By year}}
  venues: {{kind: bars, field: venue}}
pictures: drawn
"""


def drawn(specification: str) -> str:
    """Stand in for the library: an SVG that holds the specification."""
    return f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{hash(specification)}</desc></svg>'


def small(*years: str) -> Catalog:
    issues = [make_issue(number, year=year) for number, year in enumerate(years, 1)]
    return make_catalog(issues, catalog=CHARTS)


def texts(catalog: Catalog, pictures: dict[str, str], draw: Any = drawn) -> dict[str, str]:
    files, _ = draw_charts(catalog, pictures, draw)
    return {file.path: file.text or "" for file in files}


def test_a_picture_is_drawn_again_only_where_its_specification_changed() -> None:
    first = texts(small("2024"), {})
    assert sorted(first) == [
        f"drawn/{name}-{theme}.svg" for name in ("venues", "years") for theme in ("dark", "light")
    ]

    def never(specification: str) -> str:
        raise AssertionError(specification)

    assert texts(small("2024"), first, never) == first
    later = texts(small("2024", "2025"), first)
    assert later["drawn/years-dark.svg"] != first["drawn/years-dark.svg"]


def test_without_the_extra_the_last_pictures_stay_and_stale_ones_are_told() -> None:
    first = texts(small("2024"), {})
    files, problems = draw_charts(small("2024", "2025"), first, None)
    assert files == []
    assert {one.code for one in problems} == {"chart-stale"}
    assert len(problems) == 4
    assert 'pip install "issuesync[charts]"' in problems[0].hint
    assert draw_charts(small("2024"), first, None)[1] == []


def test_a_picture_edited_by_hand_is_stale() -> None:
    first = texts(small("2024"), {})
    edited = {path: text.replace("</svg>", "<g/></svg>") for path, text in first.items()}
    assert len(draw_charts(small("2024"), edited, None)[1]) == 4
    assert texts(small("2024"), edited) == first


def test_check_sees_a_stale_picture_and_sync_mends_it(
    catalog_dir: Path, issuesync: Command
) -> None:
    path = catalog_dir / "catalog/charts/countries-dark.svg"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("China", "Chile"), encoding="utf-8")
    ran = issuesync("check")
    assert ran.code == 1
    assert "catalog/charts/countries-dark.svg: error [chart-stale]" in ran.err + ran.out
    issuesync("sync")
    assert path.read_text(encoding="utf-8") == text


def test_sync_without_the_extra_says_how_to_get_it(
    catalog_dir: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (catalog_dir / "catalog/charts/years-light.svg").unlink()
    monkeypatch.setattr("issuesync.app.drawing.find_spec", lambda _: None)
    ran = issuesync("sync")
    assert 'pip install "issuesync[charts]"' in ran.err
    assert not (catalog_dir / "catalog/charts/years-light.svg").exists()
    assert (catalog_dir / "catalog/charts/years-dark.svg").exists()


def test_a_chart_that_is_no_longer_declared_loses_its_pictures(
    catalog_dir: Path, issuesync: Command
) -> None:
    settings_file = catalog_dir / "catalog.yaml"
    text = settings_file.read_text(encoding="utf-8")
    text = re.sub(r"  countries: \{kind: bars.*\n", "", text)
    settings_file.write_text(text, encoding="utf-8")
    readme = catalog_dir / "catalog/README.md"
    document = readme.read_text(encoding="utf-8")
    gone = r"<!-- issuesync:begin chart countries -->.*?<!-- issuesync:end [^>]*-->\n"
    readme.write_text(re.sub(gone, "", document, flags=re.DOTALL), encoding="utf-8")
    issuesync("sync")
    assert not list((catalog_dir / "catalog/charts").glob("countries*"))
    assert list((catalog_dir / "catalog/charts").glob("years*"))


# Regions and settings.


def test_a_region_shows_the_picture_of_the_readers_theme_with_its_numbers() -> None:
    text = render_one(small("2024", "2025", "2025"), region("chart years"), path="docs/a.md")
    assert 'srcset="../drawn/years-dark.svg"' in text
    assert 'src="../drawn/years-light.svg" width="840"' in text
    assert 'alt="By year: 2024 1, 2025 2, Section One 3"' in text


@pytest.mark.parametrize("venue", ['"><script>x</script>', "a\nb", "-->", "`", "@you", "|"])
def test_no_value_breaks_the_region_of_a_chart(venue: str) -> None:
    catalog = make_catalog([make_issue(1, venue=venue)], catalog=CHARTS)
    page = read_page(render_one(catalog, region("chart venues")))
    assert set(page.tags) == {"picture", "source", "img"}


def test_a_chart_of_no_entries_is_a_picture_too() -> None:
    catalog = make_catalog([], catalog=CHARTS)
    assert len(texts(catalog, {}, find_drawer())) == 4


@pytest.mark.parametrize(
    ("chart", "code", "said"),
    [
        ("{kind: bars}", "missing-setting", "needs a field"),
        ("{kind: bars, field: vneue}", "unknown-name", "“vneue”"),
        ("{kind: together, field: venue}", "wrong-setting", "“venue” is of the type choice"),
        ("{kind: years, size: note}", "wrong-setting", "“note” is of the type text"),
        ("{kind: years, by: paper}", "wrong-setting", "“paper” is of the type url"),
        ("{kind: grid, field: note, of: lists}", "missing-setting", "is a year"),
        ("{kind: bars, field: venue, of: lists}", "unknown-name", "“venue”"),
        ("{kind: pie, field: venue}", "wrong-setting", "kind"),
        ("{kind: bars, field: venue, of: list}", "unknown-name", "“list”"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_reported(chart: str, code: str, said: str) -> None:
    from issuesync.schema.taxonomy import parse_taxonomy
    from small_catalog import LABELS

    taxonomy, _ = parse_taxonomy(LABELS, "labels.yaml")
    _, problems = parse_catalog(f"{CATALOG}charts: {{x: {chart}}}\n", "catalog.yaml", taxonomy)
    assert [one.code for one in problems][:1] == [code]
    assert said in problems[0].message


def test_a_chart_may_be_of_a_catalog_of_data_files_alone() -> None:
    text = """\
repository: a/b
documents: [README.md]
fields: {name: title, year: year}
collections: {sets: {from: sets.yaml, columns: {Name: name}}}
charts: {years: {kind: years}}
"""
    schema, problems = parse_catalog(text, "catalog.yaml", Taxonomy())
    assert problems == []
    assert schema is not None
    assert [chart.collection for chart in schema.charts] == ["sets"]


# Properties.

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@given(st.dictionaries(NAMES, st.integers(1, 10**6), max_size=24), st.data())
@settings(deadline=None, max_examples=60)
def test_every_mark_of_every_drawing_is_on_the_canvas(
    values: dict[str, int], data: st.DataObject
) -> None:
    counts = [ChartCount(key, key, number) for key, number in values.items()]
    keys = st.sampled_from(sorted(values) or [""])
    pairs = data.draw(st.dictionaries(st.tuples(keys, keys), st.integers(1, 99), max_size=9))
    years = list(range(2010, 2010 + data.draw(st.integers(0, 24))))
    cells = {(year, key): 3 for year in years for key in values}
    heading = ChartHeading("Title", "What is to be known of it")
    for drawing in (
        draw_bars(heading, counts, sum(values.values())),
        draw_together(heading, counts, pairs),
        draw_grid(heading, counts, years, cells),
        draw_tree(heading, "Everything", [("Group", counts)]),
    ):
        for mark in drawing.marks:
            assert_inside(mark, drawing)


def assert_inside(mark: object, drawing: Drawing) -> None:
    """Hold that a mark is on its canvas; words by their estimated width."""
    if isinstance(mark, DrawnBox):
        assert 0 <= mark.x <= mark.x + mark.width <= WIDTH
        assert 0 <= mark.y <= mark.y + mark.height <= drawing.height
    elif isinstance(mark, Dot):
        assert 0 <= mark.x <= WIDTH
    elif isinstance(mark, Words):
        width = words_width(mark.text, mark.size)
        start = {"left": mark.x, "center": mark.x - width // 2, "right": mark.x - width}[mark.align]
        assert start >= 0
        assert start + width <= WIDTH
        assert 0 < mark.y < drawing.height


@given(st.text(max_size=80), st.integers(20, 300))
def test_a_text_that_is_cut_fits(text: str, width: int) -> None:
    assert words_width(fit_words(text, width)) <= width


def test_both_themes_have_the_same_inks() -> None:
    assert set(THEMES["light"]) == set(THEMES["dark"])


@pytest.mark.parametrize(
    ("number", "text"),
    [(7, "7"), (1_000, "1k"), (10_000, "10k"), (78_000_000, "78M"), (10**9, "1G")],
)
def test_a_number_of_a_scale_is_short(number: int, text: str) -> None:
    assert short_number(number) == text


# The documentation.


def test_the_page_on_charts_declares_the_flagships_and_names_every_setting() -> None:
    page = (ROOT / "docs/charts.md").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(charts:\n.*?)```", page, re.DOTALL)
    assert shown is not None
    own = yaml.safe_load((ROOT / "catalog.yaml").read_text(encoding="utf-8"))
    assert yaml.safe_load(shown[1])["charts"] == own["charts"]
    assert [name for name in settings_of(Chart) if f"`{name}`" not in page] == []
    kinds = Chart.model_json_schema()["properties"]["kind"]["enum"]
    assert [kind for kind in kinds if f"| `{kind}` |" not in page] == []
