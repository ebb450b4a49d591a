"""What GitHub says of an issue, a label and a repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Label:
    """A repository's label; ``color`` is six hexadecimal digits or empty where it is not known."""

    name: str
    color: str = ""
    description: str = ""

    @classmethod
    def from_json(cls, raw: Any) -> Label:
        """Take a label's name, colour and description from what GitHub states."""
        if not isinstance(raw, dict):
            return cls(str(raw))
        stated = (raw.get("name"), raw.get("color"), raw.get("description"))
        return cls(*(str(text or "") for text in stated))

    def to_json(self) -> dict[str, str]:
        """State the label as a snapshot does, without what is not known."""
        stated = {"name": self.name, "color": self.color, "description": self.description}
        return {key: text for key, text in stated.items() if text}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """When the text of an issue was accepted, and by whom where that is known."""

    at: str
    by: str = ""

    @classmethod
    def from_json(cls, raw: Any) -> Acceptance | None:
        """Read what a snapshot states; nothing where it states no time."""
        return cls(str(raw["at"]), str(raw.get("by") or "")) if raw and raw.get("at") else None

    def to_json(self) -> dict[str, str]:
        """State it as a snapshot does."""
        return {"at": self.at, **({"by": self.by} if self.by else {})}


@dataclass(frozen=True, slots=True)
class PendingVersion:
    """A version of an issue's text that waits: its fingerprint, and when it was first seen so."""

    sha256: str
    at: str

    @classmethod
    def from_json(cls, raw: Any) -> PendingVersion | None:
        """Read what a snapshot states."""
        return cls(str(raw["sha256"]), str(raw["at"])) if raw else None

    def to_json(self) -> dict[str, str]:
        """State it as a snapshot does."""
        return {"sha256": self.sha256, "at": self.at}


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue as GitHub states it; times are ISO 8601 in UTC, so they sort as text.

    ``association`` is what its author is to the repository, such as ``MEMBER``. ``has_text`` is
    false where a snapshot keeps no accepted text of it. ``are_labels_known`` is false where a
    listing is known to hold only some of the labels.
    """

    number: int
    title: str
    body: str
    state: str = "open"
    labels: tuple[str, ...] = ()
    author: str = ""
    created_at: str = ""
    updated_at: str = ""
    url: str = ""
    is_pull: bool = False
    association: str = field(default="", compare=False)
    accepted: Acceptance | None = None
    held: PendingVersion | None = None
    has_text: bool = True
    are_labels_known: bool = True

    @classmethod
    def from_json(cls, raw: Any) -> Issue:
        """Take what matters out of an issue as GitHub's REST interface states it.

        Raises `ValueError` where it is not of that shape.
        """
        try:
            return cls(
                number=int(raw["number"]),
                title=_whole(str(raw.get("title") or "")),
                body=_whole(str(raw.get("body") or "")),
                state=str(raw.get("state") or "open"),
                labels=tuple(_label_name(label) for label in raw.get("labels") or ()),
                author=str((raw.get("user") or {}).get("login") or ""),
                created_at=str(raw.get("created_at") or ""),
                updated_at=str(raw.get("updated_at") or ""),
                url=str(raw.get("html_url") or ""),
                is_pull="pull_request" in raw,
                association=str(raw.get("author_association") or ""),
                accepted=Acceptance.from_json(raw.get("accepted")),
                held=PendingVersion.from_json(raw.get("held")),
                has_text=bool(raw.keys() & {"title", "body", "pull_request"}),
                are_labels_known=raw.get("labels_complete") is not False,
            )
        except (AttributeError, KeyError, OverflowError, TypeError) as error:
            raise ValueError(f"not as GitHub states issues: {error!r}") from error

    def to_json(self) -> dict[str, Any]:
        """State the issue as a snapshot does; of a pull request only what shares the labels."""
        labels = [{"name": name} for name in self.labels]
        if self.is_pull:
            return {"number": self.number, "labels": labels, "pull_request": {}}
        stated: dict[str, Any] = {
            "number": self.number,
            "title": self.title,
            "state": self.state,
            "labels": labels,
            "body": self.body,
            "user": {"login": self.author},
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "html_url": self.url,
        }
        if not self.has_text:
            del stated["title"], stated["body"]
        if self.accepted:
            stated["accepted"] = self.accepted.to_json()
        if self.held:
            stated["held"] = self.held.to_json()
        if not self.are_labels_known:
            stated["labels_complete"] = False
        return stated

    @property
    def published_at(self) -> str:
        """The moment the entry was published: its acceptance, else its creation."""
        return self.accepted.at if self.accepted else self.created_at


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository's labels and issues at one moment."""

    repository: str
    labels: tuple[Label, ...]
    issues: tuple[Issue, ...]


def _label_name(raw: Any) -> str:
    """Return the name of a label, which GitHub states as an object or as a string."""
    return str(raw["name"]) if isinstance(raw, dict) else str(raw)


def _whole(text: str) -> str:
    """Replace half characters, which JSON can hold and no file can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
