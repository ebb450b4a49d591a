"""Ten questions of researchers to the flagship, written down with their answers.

``steps`` are what somebody does on the page, at most three: ``("search", text)``,
``("open", group)``, ``("choose", group, option)``, ``("from", range, text)``,
``("to", range, text)``, ``("show", name)``. ``holds`` judges a line of the JSON Lines, which
is what an agent reads that starts at ``llms.txt``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Line = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What somebody asks, the names that answer it, and three ways to them."""

    asked: str
    answer: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    command: tuple[str, ...]
    holds: Callable[[Line], bool]


QUESTIONS = (
    Question(
        "Which visual grounding data sets since 2024 can be downloaded?",
        (
            "GeoChat-Bench",
            "CHOICE",
            "GeoText-1652",
            "RSVG-HR",
            "OPT-RSVG",
            "RRSIS (RefSegRS)",
            "RRSIS-D",
            "RISBench",
            "UAVVG",
            "EarthReason",
        ),
        (("choose", "Task", "VG"), ("choose", "Available", "Download"), ("from", "Year", "2024")),
        ("--label", "VG", "--field", "year>=2024", "--field", "download!="),
        lambda line: "VG" in line["task"] and line["year"] >= 2024 and line["download"],
    ),
    Question(
        "Which source data sets of SAR images can be downloaded?",
        ("SSDD", "AIR-SARShip-2.0", "HRSID", "SRSDD", "MSAR", "RSAR"),
        (("open", "Keywords"), ("choose", "Keywords", "SAR"), ("choose", "Available", "Download")),
        ("--field", "keywords=SAR", "--field", "download!="),
        lambda line: "SAR" in (line.get("keywords") or ()) and line["download"],
    ),
    Question(
        "Which benchmarks have more than 100,000 samples and human annotation?",
        (),
        (
            ("choose", "Section", "Comprehensive Benchmark"),
            ("choose", "Data Pipeline", "Human"),
            ("from", "Total Samples", "100,001"),
        ),
        ("--section", "benchmark", "--label", "Human", "--field", "samples>100000"),
        lambda line: (
            line["section"] == "benchmark"
            and "Human" in line["annotation"]
            and (line["samples"] or 0) > 100_000
        ),
    ),
    Question(
        "What is built from DIOR, by name?",
        (
            "DIOR-RSVG",
            "VRSBench",
            "RemoteCLIP",
            "GeoChat-Instruct",
            "MMRS-1M",
            "GEOBench-VLM",
            "VRSBench-Train",
            "OPT-RSVG",
            "DDFAV",
            "Git-10M",
        ),
        (("search", "DIOR"), ("show", "DIOR")),
        ("--uses", "DIOR"),
        lambda line: "DIOR" in (line.get("sources") or ()),
    ),
    Question(
        "Which entries with a million samples or more did GPT-4V annotate?",
        ("RSVP",),
        (("choose", "Data Pipeline", "GPT-4V"), ("from", "Total Samples", "1M")),
        ("--label", "GPT-4V", "--field", "samples>=1000000"),
        lambda line: "GPT-4V" in (line["annotation"] or ()) and (line["samples"] or 0) >= 10**6,
    ),
    Question(
        "Which data sets ask questions about change over time?",
        ("CDVQA", "QAG-360K"),
        (("choose", "Task", "VQA"), ("choose", "Property", "Temporal")),
        ("--label", "VQA", "--label", "Temporal"),
        lambda line: {"VQA", "Temporal"} <= set(line["labels"]),
    ),
    Question(
        "What fits into one gigabyte?",
        ("UCM-Captions", "Sydney-Captions", "RSICD", "RSITMD", "NWPU-Captions", "CRSVQA"),
        (("to", "Dataset Size", "1 GB"),),
        ("--field", "size<=1GB"),
        lambda line: line["size"] is not None and line["size"] <= 10**9,
    ),
    Question(
        "Which data sets with oriented boxes can be downloaded?",
        ("MMRS-1M", "VRSBench-Train", "GeoChat-Bench", "AAVG", "refGeo", "EarthDial-Instruct"),
        (("choose", "Geometry", "OBB"), ("choose", "Available", "Download")),
        ("--label", "OBB", "--field", "download!="),
        lambda line: "OBB" in line["labels"] and line["download"],
    ),
    Question(
        "Which data sets were published at CVPR?",
        ("GeoChat-Instruct", "GeoChat-Bench", "RRSIS-D", "EarthDial-Instruct", "XLRS-Bench"),
        (("choose", "Collection", "Datasets"), ("open", "Venue"), ("choose", "Venue", "CVPR")),
        ("--collection", "datasets", "--field", "venue=CVPR"),
        lambda line: line["collection"] == "datasets" and line["venue"] == "CVPR",
    ),
    Question(
        "What comes from Germany?",
        ("CDVQA", "RRSIS (RefSegRS)", "GeoLangBind-2M", "Llama3-SSL4EOS12"),
        (("open", "Country"), ("choose", "Country", "Germany")),
        ("--field", "country=Germany"),
        lambda line: line["country"] == "Germany",
    ),
)
