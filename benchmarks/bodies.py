"""A random number generator into issue bodies, with the habits of a catalog's contributors.

How often each habit shows follows what some hundred issues of a real catalog show: untouched
templates, badges without an address, glued units, full-width signs, lists below a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from random import Random

T = TypeVar("T")

STEMS = (
    "Geo", "Sky", "Earth", "Aero", "Sat", "Terra", "Urban", "Ocean", "Field", "Polar", "River",
    "Cloud", "Multi", "Dense", "Open", "Mega", "Tiny", "Swift", "Deep", "Wide",
)  # fmt: skip
ENDINGS = (
    "Bench", "Cap", "VQA", "Instruct", "Chat", "Align", "Ground", "Text", "Captions", "Vision",
    "Scenes", "Pairs", "Eval", "QA", "Ref",
)  # fmt: skip
SOURCES = (
    "DOTA", "DIOR", "FAIR1M", "RSICD", "RSITMD", "UCM-Captions", "Sydney-Captions", "NWPU-Captions",
    "NWPU-RESISC45", "NWPU VHR-10", "FloodNet", "RSVQA-LR", "RSVQA-HR", "EuroSAT", "WHU-RS19",
    "AID", "fMoW", "BigEarthNet", "MillionAID", "LoveDA", "iSAID", "xView", "SpaceNet", "HRSC2016",
    "VisDrone", "LEVIR-CD", "Google Earth", "OSM", "Sentinel-2", "Landsat 8", "NAIP", "GF-2",
)  # fmt: skip
VENUES = (
    "arXiv", "CVPR", "ICCV", "ECCV", "NeurIPS", "ICLR", "ICML", "AAAI", "ACL", "EMNLP", "ACM MM",
    "TGRS", "GRSM", "JSTARS", "GRSL", "ISPRS", "JAG", "RSE", "Remote Sensing", "IGARSS", "WACV",
    "TPAMI", "TIP", "ACCV", "BMVC", "Nature", "Scientific Data", "Information Fusion",
)  # fmt: skip
SLIPS = ("NeruIPS2025", "arXive", "CVPR2024", "NeurlPS", "Remote sensing", "Arxiv")
COUNTRIES = (
    "China", "USA", "Germany", "France", "Italy", "Japan", "Korea", "India", "UK", "Switzerland",
    "Saudi Arabia", "UAE", "Australia", "Canada", "Spain", "Netherlands", "Brazil", "Singapore",
    "Türkiye", "European Union", "Hong Kong", "Pakistan", "Iran", "Norway",
)  # fmt: skip
SECTIONS = (
    "Comprehensive SFT", "Comprehensive Data", "Comprehensive Benchmark",
    "Image Captioning / Retrieval", "Visual Question Answering (VQA)", "Visual Grounding",
)  # fmt: skip
ANNOTATORS = (
    "Human", "Rule-based", "GPT-4V", "GPT-4o", "GPT-4", "GPT-3.5", "Gemini-Vision", "BLIP2",
    "LLaVA-Next", "Qwen2-VL", "InternLM-XComposer", "SAM", "visual-LLM", "MiniGPT-4",
)  # fmt: skip
OWNERS = ("acme-lab", "openearth", "rs-group", "zed", "geo-ml", "skyteam", "uni-remote", "vl-earth")
PHRASES = (
    "Boxes of the source are turned into sentences by templates.",
    "Each answer was read again by two people, and doubtful ones were dropped.",
    "Tiles of 512 pixels are cut without overlap; clouds above 10% are left out.",
    "Questions are drawn from a list per task and filled with the object's class and place.",
    "先用规则生成描述，再由人工检查。",
    "Images come from the archives named above, under their own licences.",
    "A language model rewrites the captions; its prompt is in the appendix.",
)
BADGE = "https://img.shields.io/badge"
COLOR = "20B2AA?style=for-the-badge"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one issue says, as texts of the two dialects."""

    name: str
    paper: str
    download: str
    year: str
    venue: str
    country: str
    section: str
    samples: str
    size: str
    sources: tuple[str, ...]
    pipeline: str


def draw_facts(rng: Random, number: int) -> Facts:
    """Draw what one issue says."""
    name = f"{rng.choice(STEMS)}{rng.choice(STEMS)}-{rng.choice(ENDINGS)}-{number}"
    return Facts(
        name=name,
        paper=f"https://arxiv.org/abs/{rng.randint(20, 25)}{rng.randint(1, 12):02}.{number:05}",
        download=draw_download(rng, name),
        year=str(rng.randint(2016, 2025)),
        venue=rng.choice(SLIPS) if chance(rng, 3) else rng.choice(VENUES),
        country=rng.choice(COUNTRIES),
        section=rng.choice(SECTIONS),
        samples=draw_samples(rng),
        size=draw_size(rng),
        sources=tuple(rng.sample(SOURCES, rng.choice((1, 1, 2, 2, 3, 4, 6, 9, 14)))),
        pipeline=draw_pipeline(rng),
    )


def draw_download(rng: Random, name: str) -> str:
    """Draw an address: mostly a repository, at times none, nested in a link, or with a space."""
    address = f"https://github.com/{rng.choice(OWNERS)}/{name}"
    return weighted(
        rng,
        (70, address),
        (12, f"https://huggingface.co/datasets/{rng.choice(OWNERS)}/{name}"),
        (4, f"https://example.org/data({name})?id={rng.randint(1, 999)}&from=a@b"),
        (6, ""),
        (4, f" {address}"),
        (2, f"https://github.com/[{name}]({address})"),
    )


def draw_samples(rng: Random) -> str:
    """Draw a count as people write it; ``million`` alone is the untouched template."""
    thousands = rng.randint(1, 900)
    return weighted(
        rng,
        (25, f"{thousands}k"),
        (10, f"{thousands / 10}K"),
        (20, f"{thousands * 1_117:,}"),
        (8, str(thousands)),
        (8, f"{rng.randint(1, 40)} million"),
        (6, f"{rng.randint(1, 40) / 10}million"),
        (8, "million"),
        (4, "?"),
        (3, f"{thousands}samples"),
        (3, f"about {thousands}k images"),
        (2, f"{thousands * 1_009:,} (HR), {thousands * 3} (LR)"),
        (2, f"{thousands} 张图像，{thousands * 5} 条描述"),
        (1, f"{thousands} hours of video"),
        (2, f"\n- Align: {thousands},000\n- Instruct: {thousands}k"),
    )


def draw_size(rng: Random) -> str:
    """Draw a size as people write it; ``GB`` alone is the untouched template."""
    number = rng.randint(1, 500)
    return weighted(
        rng,
        (29, "GB"),
        (20, f"{number} GB"),
        (14, f"{number / 10}GB"),
        (8, f"~{number} GB"),
        (8, f"{number} MB"),
        (3, f"{number / 100:.1f} TB"),
        (6, "?"),
        (3, "？"),
        (2, "small"),
        (3, f"{number / 10}MB(only text)"),
        (2, f"{number}GB (HR), {number}MB (LR)"),
        (2, f"\n- Images: {number}GB\n- Text: {number}MB"),
    )


def draw_pipeline(rng: Random) -> str:
    """Draw what is said of how the data were made."""
    image = "https://github.com/user-attachments/assets/00000000-0000-0000-0000-000000000000"
    return weighted(
        rng,
        (25, f"{rng.choice(ANNOTATORS)} + {rng.choice(ANNOTATORS)}"),
        (20, rng.choice(ANNOTATORS)),
        (25, " ".join(rng.sample(PHRASES, 3))),
        (10, "\n".join(f"{i}. {text}" for i, text in enumerate(rng.sample(PHRASES, 3), 1))),
        (8, f"![Image]({image})"),
        (3, f"```\nprompt: describe {rng.choice(SOURCES)}\n# no heading\n```"),
        (4, "Unknown"),
        (5, ""),
    )


def write_body(rng: Random, facts: Facts) -> str | None:
    """Write a body in one of the dialects, a third of them with the browser's line ends."""
    kind = weighted(rng, (690, "legacy"), (290, "form"), (10, "twice"), (5, "words"), (5, ""))
    if not kind:
        return None
    if kind == "words":
        return rng.choice(PHRASES)
    body = write_form(rng, facts) if kind == "form" else write_legacy(rng, facts)
    if kind == "twice":
        body += f"\n\n{write_legacy(rng, facts)}"
    return body.replace("\n", "\r\n") if chance(rng, 30) else body


def write_legacy(rng: Random, facts: Facts) -> str:
    """Write the template with badges, bold keys and two headings."""
    alt = weighted(rng, (9, ""), (1, facts.name))
    badges = [f"[![{alt}]({BADGE}/Paper-{COLOR})]({facts.paper})"]
    if chance(rng, 94):
        badges.append(f"[![]({BADGE}/Download-{COLOR})]({facts.download})")
    colon = weighted(rng, (80, "**:  "), (8, ":** "), (6, "**： "), (3, "**:"), (3, "**:: "))
    lines = [
        " ".join(badges),
        "",
        weighted(rng, (30, "## 📌 Overview"), (1, "## 📌 Overview ")),
        "",
    ]
    if chance(rng, 35):
        lines.append(f"**Name{colon}{facts.name}")
    lines += (
        f"**{key}{colon}{value}"
        for key, value in (
            ("Year", facts.year),
            ("Venue", facts.venue),
            ("Country", facts.country),
            ("Section", facts.section),
            ("Total Samples", facts.samples),
        )
    )
    if chance(rng, 92):
        lines.append(f"**Dataset Size{colon}{facts.size}")
    lines.append(f"**{source_key(rng, facts)}{colon}{write_sources(rng, facts)}")
    return "\n".join([*lines, "", "## 📌 Data Pipeline", facts.pipeline])


def source_key(rng: Random, facts: Facts) -> str:
    """Write the key with the number it declares, which is at times wrong or not there."""
    count = len(facts.sources) + chance(rng, 5)
    return weighted(rng, (60, f"Source ({count})"), (33, "Source ()"), (7, "Source"))


def write_sources(rng: Random, facts: Facts) -> str:
    """Write the names on one line, on the next, or a bullet a group."""
    names = facts.sources
    half = len(names) // 2
    return weighted(
        rng,
        (55, ", ".join(names)),
        (8, "，".join(names)),
        (4, "、".join(names)),
        (10, f"\n- Part 1: {', '.join(names[: half + 1])}\n- Part 2: {', '.join(names[half:])}"),
        (8, "\n" + "\n".join(f"- {name}" for name in names)),
        (6, "\n" + ", ".join(names)),
        (6, " + ".join(names[:2])),
        (3, "![Image](https://example.org/sources.png)"),
    )


def write_form(rng: Random, facts: Facts) -> str:
    """Write what GitHub makes of a submitted form."""
    answers = (
        ("Name", facts.name),
        ("Paper", facts.paper),
        ("Download", facts.download),
        ("Year", facts.year),
        ("Venue", facts.venue),
        ("Country", facts.country),
        ("Section", facts.section),
        ("Total Samples", facts.samples.strip("\n")),
        ("Dataset Size", facts.size.strip("\n")),
        ("Source", write_sources(rng, facts).strip("\n")),
        ("Data Pipeline", facts.pipeline),
    )
    return "\n\n".join(f"### {key}\n\n{answer or '_No response_'}" for key, answer in answers)


def chance(rng: Random, percent: int) -> bool:
    """Say yes that often in a hundred times."""
    return rng.randrange(100) < percent


def weighted(rng: Random, *choices: tuple[int, T]) -> T:
    """Choose one of some values, each with a weight."""
    return rng.choices([value for _, value in choices], [weight for weight, _ in choices])[0]
