"""Text, choices, labels and lists: read, checked, shown, sorted; and every type written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bodies_schema import SCALES, TASKS, TOOLS
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.country import Country, countries
from issuesync.fields.link import Repository, Url
from issuesync.fields.spelling import Uses
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.model.value import Listing

if TYPE_CHECKING:
    from issuesync.fields.base import FieldType, Reading

URL, REPOSITORY, COUNTRY, VENUE = Url(), Repository(), Country(), Choice(open=True)
SCALE, CHOSEN, TOOL, LIST = Choice(SCALES), Choices(TASKS), Labels(TOOLS), List()


def codes(reading: Reading[Any]) -> list[str]:
    return [finding.code for finding in reading.findings]


@pytest.mark.parametrize("kind", [Text(), Title()])
def test_a_text_is_one_line_without_comments(kind: Text) -> None:
    assert kind.read("a  <!-- b -->\n\tc").value == "a c"
    assert kind.read("a <!-- b").value == "a <!-- b"
    assert kind.read("a <!-- b --> c <!-- d --> e").value == "a c e"
    assert kind.read("<!-- a -->").value is None
    assert kind.sort_key("Zorb") == ("zorb", "Zorb")


def test_markdown_is_kept_byte_for_byte() -> None:
    text = "  - one\n\n![a_b](x_y.png) @a_b <!-- c -->\\\n| t |"
    assert Markdown().read(f"\n{text}\n\n").value == text
    assert Markdown().write(text) == text
    assert Markdown().show(text) == "- one ![a_b](x_y.png) @a_b \\ | t |"
    assert not Markdown().is_blank("N/A")
    assert Markdown().is_blank("\n _No response_ ")


USES = Uses({"NeurIPS": 9, "CVPR": 7, "arXiv": 30, "ECCV": 3, "Remote Sensing": 2, "Once": 1})


@pytest.mark.parametrize(
    ("venue", "code", "hint"),
    [
        ("NeruIPS", "near-option", "NeurIPS"),
        ("arXive", "near-option", "arXiv"),
        ("neurips", "near-option", "NeurIPS"),
        ("RemoteSensing", "near-option", "Remote Sensing"),
        ("NeurIPS2025", "glued-year", "NeurIPS"),
        ("NeurIPS 2025", "glued-year", "NeurIPS"),
        ("NeurIPS-2025", "glued-year", "NeurIPS"),
        ("neurips2025", "glued-year", "NeurIPS"),
        ("NeruIPS2025", "glued-year", "NeurIPS"),
    ],
)
def test_a_slip_in_a_venue_gets_a_warning_and_is_kept(venue: str, code: str, hint: str) -> None:
    assert VENUE.read(venue).value == venue
    (finding,) = VENUE.check(venue, Uses({**USES, venue: 1}))
    assert (finding.code, f"“{hint}”" in finding.hint) == (code, True)


@pytest.mark.parametrize(
    "venue", ["ICCV", "CVPRW", "NeurIPS", "TGRS", "Onze", "Summer School 2025", "2025", "ECCV 3"]
)
def test_a_venue_of_its_own_gets_no_warning(venue: str) -> None:
    assert VENUE.check(venue, Uses({**USES, venue: 1})) == ()


def test_a_declared_option_counts_as_settled() -> None:
    venue = Choice((Option("TGRS1", "TGRS1"), Option("NeurIPS", "NeurIPS")), open=True)
    assert [one.code for one in venue.check("NeruIPS", Uses())] == ["near-option"]
    assert venue.check("NeurIPS", Uses()) == ()
    assert Choice(SCALES).check("smal", Uses()) == ()


@pytest.mark.parametrize(
    "text", ["middle", "1,000 - 10,000", "- 1,000 - 10,000", "1,000  -  10,000"]
)
def test_a_choice_with_commas_is_one_choice(text: str) -> None:
    assert SCALE.read(text).value == "middle"
    assert SCALE.show("middle") == "1,000 - 10,000"


def test_a_closed_choice_takes_nothing_else_and_names_the_nearest() -> None:
    (finding,) = SCALE.read("1,000 - 10,00").findings
    assert (finding.code, finding.hint) == ("unknown-option", "did you mean “1,000 - 10,000”?")
    assert codes(SCALE.read("zzz" * 500)) == ["unknown-option"]


def test_an_open_choice_keeps_what_it_does_not_know() -> None:
    assert VENUE.read("- Remote Sensing - Letters").value == "Remote Sensing - Letters"


def test_none_is_a_blank_dropdown_unless_it_is_an_option() -> None:
    assert SCALE.is_blank("None")
    assert not Choice((Option("none", "None"),)).is_blank("None")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Visual Question Answering, Grounding, Visual, Captioning", ("VQA", "VG", "Cap")),
        ("Captioning;VQA", ("VQA", "Cap")),
        ("grounding, visual", ("VG",)),
        ("- Captioning\n- VQA", ("VQA", "Cap")),
        ("- [x] Captioning\n- [ ] Grounding, Visual\n- [X] VQA", ("VQA", "Cap")),
        ("* [x] Captioning\n1. [X] VQA\n- [] VG", ("VQA", "Cap")),
    ],
)
def test_choices_stand_in_the_order_declared(text: str, keys: tuple[str, ...]) -> None:
    assert CHOSEN.read(text) == CHOSEN.read(CHOSEN.write(keys))
    assert CHOSEN.read(text).value == keys


def test_what_is_no_option_is_reported_beside_those_that_are() -> None:
    reading = CHOSEN.read("Captioning, Cooking, Captioning, Cooking")
    assert reading.value == ("Cap",)
    assert codes(reading) == ["unknown-option", "repeated-item"]


def test_boxes_without_a_tick_are_a_blank_answer() -> None:
    assert CHOSEN.is_blank("- [ ] Captioning\n\n* [] VQA")
    assert not CHOSEN.is_blank("- [ ] Captioning\n- [x] VQA")
    assert not CHOSEN.is_blank("- [ ] Captioning\nand more")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("GPT-4V plus human", ("GPT-4V", "Human")),
        ("GPT-4", ("GPT-4",)),
        ("GPT-4V-turbo, humane, nonHuman, non-human, GPT-4.1", None),
        ("Human. And gpt4.", ("GPT-4", "Human")),
        ("用GPT-4V生成，人工校对", ("GPT-4V", "Human")),
        ("(gemini-vision/GPT-4V)", ("GPT-4V", "Gemini-Vision")),
        ("Gemını-Vision", None),  # a dotless i, which ignoring case would take for an i
        ("- [x] Human\n- [ ] GPT-4", ("Human",)),
        ("1. manual\n- [ ] GPT-4\n- [x] GPT-4V", ("GPT-4V", "Human")),
    ],
)
def test_labels_are_found_by_whole_words(text: str, keys: tuple[str, ...] | None) -> None:
    assert TOOL.read(text).value == keys


def test_prose_that_names_a_label_says_more_than_the_label() -> None:
    assert TOOL.read("GPT-4V plus a human").partial
    assert not TOOL.read("GPT-4V, Human").partial


def test_labels_without_options_name_nothing() -> None:
    assert Labels().read("Human").value is None


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("A, B，C、D; E；F", ("A", "B", "C", "D", "E", "F")),
        ("A + B, C", ("A + B", "C")),
        ("A (x, y), B", ("A (x, y)", "B")),
        ("A (x, B", ("A (x", "B")),
        ("- A\n* B\n1. C\n2) D\n• E", ("A", "B", "C", "D", "E")),
        ("A,\nB", ("A", "B")),
        ("A, ?, B, ", ("A", "B")),
        ("[A](https://example.org/a), B", ("A", "B")),
        ("![x](y.png) A", ("A",)),
        ("See https://example.org/a", ("See https://example.org/a",)),
        ("A <!-- , X --> , B", ("A", "B")),
    ],
)
def test_a_list_is_divided_at_commas_and_bullets(text: str, items: tuple[str, ...]) -> None:
    assert LIST.read(text).value == Listing(items)


def test_groups_of_a_list_keep_their_heads_and_what_stands_outside() -> None:
    reading = LIST.read("A\n- **P 1** (2): B, C\n- Q:\n  - R (1): D\n  - E\nF")
    assert reading.value == Listing(
        ("A", "F", "B", "C", "D", "E"),
        (("", ("A", "F")), ("P 1", ("B", "C")), ("Q / R", ("D",)), ("Q", ("E",))),
    )
    assert LIST.read(LIST.write(reading.value)).value == reading.value


def test_a_list_reports_what_stands_twice_and_a_wrong_number() -> None:
    reading = LIST.read("A, B, A, A", 5)
    assert reading.value == Listing(("A", "B"))
    assert codes(reading) == ["repeated-item", "declared-count"]
    assert codes(LIST.read("A, B", 2)) == []
    assert codes(LIST.read("", 9)) == ["declared-count"]


@pytest.mark.parametrize("text", ["A1, A2, ..., A9", "A1; …; A9", "- A1\n- …\n- A9"])
def test_dots_between_names_stand_for_names_that_are_missing(text: str) -> None:
    assert codes(LIST.read(text)) == ["unread-text"]


@pytest.mark.parametrize("text", ["A1, A2, ...", "A1, A2, …", "A1…A9"])
def test_dots_after_the_last_name_say_that_there_are_more(text: str) -> None:
    assert codes(LIST.read(text)) == []


NAMES = st.from_regex(
    r"[A-Za-z0-9一-龥][A-Za-z0-9一-龥_+. -]{0,12}[A-Za-z0-9]", fullmatch=True
).map(lambda name: " ".join(name.split()))
GROUPS = st.dictionaries(
    NAMES, st.lists(NAMES, min_size=1, max_size=4, unique=True).map(tuple), min_size=1, max_size=3
).map(lambda groups: tuple(groups.items()))
LISTS = st.lists(NAMES, min_size=1, max_size=6, unique=True).map(lambda n: Listing(tuple(n)))
GROUPED = GROUPS.map(
    lambda groups: Listing(tuple(dict.fromkeys(n for _, g in groups for n in g)), groups)
)
REPOSITORIES = st.from_regex(r"[a-z][a-z0-9-]{0,9}[0-9]/[A-Za-z0-9_-]{1,9}", fullmatch=True)
PATHS = st.from_regex(r"[A-Za-z0-9_~./(?=&%-]{0,20}[A-Za-z0-9/)]", fullmatch=True)
URLS = st.builds("{}://{}.example.org/{}".format, st.sampled_from(["http", "https"]),
                 st.from_regex(r"[a-z]{1,8}", fullmatch=True), PATHS)  # fmt: skip
VALUES: dict[str, tuple[FieldType[Any], st.SearchStrategy[Any]]] = {
    "text": (Text(), NAMES),
    "title": (Title(), NAMES),
    "url": (URL, URLS),
    "repository": (REPOSITORY, REPOSITORIES),
    "country": (COUNTRY, st.sampled_from(sorted(set(countries().values())))),
    "open choice": (VENUE, NAMES),
    "choice": (SCALE, st.sampled_from([option.key for option in SCALES])),
    "choices": (CHOSEN, st.sets(st.sampled_from([o.key for o in TASKS]), min_size=1).map(
        lambda keys: tuple(o.key for o in TASKS if o.key in keys))),
    "labels": (TOOL, st.sets(st.sampled_from([o.key for o in TOOLS]), min_size=1).map(
        lambda keys: tuple(o.key for o in TOOLS if o.key in keys))),
    "list": (LIST, LISTS),
    "list in groups": (LIST, GROUPED),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_value_that_is_written_reads_back(name: str, data: st.DataObject) -> None:
    field_type, values = VALUES[name]
    value = data.draw(values)
    reading = field_type.read(field_type.write(value))
    assert reading.value == value
    assert set(codes(reading)) <= {"repeated-item"}
    assert field_type.show(value)
    assert isinstance(field_type.sort_key(value), tuple)
    assert all(field_type.terms(value))


def test_options_that_run_together_on_a_line_are_written_as_boxes() -> None:
    options = Choices((Option("a", "A"), Option("b", "B"), Option("ab", "A, B")))
    assert options.write(("a", "b")) == "- [X] A\n- [X] B"
    assert options.read(options.write(("a", "b"))).value == ("a", "b")


def test_names_of_labels_choose_options_and_others_none() -> None:
    assert SCALE.of_names(["bug", "MIDDLE", "small"]) == "middle"
    assert SCALE.of_names(["bug"]) is None
    assert CHOSEN.of_names(["captioning", "bug", "VQA"]) == ("VQA", "Cap")
    assert CHOSEN.of_names(["bug"]) is None


def test_each_of_open_choices_is_checked_and_empty_ones_are_none() -> None:
    venues = Choices(open=True)
    value = venues.read("NeruIPS, , CVPR,").value or ()
    assert value == ("NeruIPS", "CVPR")
    assert [one.code for one in venues.check(value, USES)] == ["near-option"]


def test_a_type_without_a_rule_finds_nothing_to_warn_of() -> None:
    assert Text().check("NeruIPS", USES) == ()


def test_brackets_that_do_not_match_and_heads_too_long_are_plain_text() -> None:
    assert LIST.read("A), (B, C").value == Listing(("A)", "(B", "C"))
    long = "word " * 50
    assert LIST.read(f"- {long}: B").value == Listing((f"{long}: B",))


def test_a_word_that_another_begins_with_is_no_slip_where_it_is_short() -> None:
    assert VENUE.check("CVPRW", Uses({"CVPR": 5, "CVPRW": 1})) == ()
    assert [one.code for one in VENUE.check("Sensrs", Uses({"Sensors": 5}))] == ["near-option"]
    assert VENUE.check("Sensors9", Uses({"Sensors": 5})) == ()
