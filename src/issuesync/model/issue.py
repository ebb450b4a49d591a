"""What GitHub says of an issue, a label and a repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from issuesync.model.frozen import frozen_dataclass
from issuesync.model.voices import Voices

PLACEHOLDER = "OWNER/REPOSITORY"
"""What a new catalog has for its repository where git does not say it."""


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
class IssueField:
    """One of GitHub's own fields of an issue; where several options are chosen, several texts.

    Issue fields: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/managing-issue-fields-in-your-organization
    """

    name: str
    kind: str
    texts: tuple[str, ...]

    @classmethod
    def from_json(cls, raw: Any) -> IssueField | None:
        """Read one value; nothing where GitHub states no name for it, or no value."""
        name = str(raw.get("issue_field_name") or "")
        chosen = raw.get("multi_select_options") or [raw.get("single_select_option")]
        named = [str(one["name"]) for one in chosen if isinstance(one, dict) and one.get("name")]
        value = raw.get("value")
        stated = named or (value if isinstance(value, list) else [value])
        kind = str(raw.get("data_type") or "text")
        is_id = kind.endswith("select") and not named and not isinstance(value, str | list)
        texts = tuple(_whole(_plain(one)) for one in stated if one is not None and not is_id)
        return cls(_whole(name), kind, texts) if name and any(texts) else None

    def to_json(self) -> dict[str, Any]:
        """State it as a snapshot does."""
        value = list(self.texts) if self.kind == "multi_select" else self.texts[0]
        return {"issue_field_name": self.name, "data_type": self.kind, "value": value}


@frozen_dataclass(frozen=True, slots=True)
class Issue:
    """One issue as GitHub states it; times are ISO 8601 in UTC, so they sort as text.

    ``state_reason`` says why it was closed: ``completed``, ``not_planned``, ``duplicate``, or
    nothing. ``type`` is the name of its issue type, ``field_values`` what its issue fields say.
    ``association`` is what its author is to the repository, such as ``MEMBER``. ``has_text`` is
    false where a snapshot keeps no accepted text of it. ``are_labels_known`` is false where a
    listing is known to hold only some of the labels. ``voices`` are not of the snapshot.
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
    state_reason: str = ""
    type: str = ""
    field_values: tuple[IssueField, ...] = ()
    voices: Voices | None = field(default=None, compare=False)

    @classmethod
    def from_json(cls, raw: Any) -> Issue:
        """Take what matters out of an issue as GitHub's REST interface states it.

        Raises `ValueError` where it is not of that shape.
        """
        try:
            is_pull = raw.get("pull_request") is not None
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
                is_pull=is_pull,
                association=str(raw.get("author_association") or ""),
                accepted=Acceptance.from_json(raw.get("accepted")),
                held=PendingVersion.from_json(raw.get("held")),
                has_text=is_pull or bool(raw.keys() & {"title", "body"}),
                are_labels_known=raw.get("labels_complete") is not False,
                state_reason=str(raw.get("state_reason") or ""),
                type=_whole(str((raw.get("type") or {}).get("name") or "")),
                field_values=_field_values(raw.get("issue_field_values")),
                voices=Voices.from_json(raw),
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
        if self.state_reason:
            stated["state_reason"] = self.state_reason
        if self.type:
            stated["type"] = {"name": self.type}
        if self.field_values:
            stated["issue_field_values"] = [one.to_json() for one in self.field_values]
        return stated

    def of_maintainers(self) -> dict[str, Any]:
        """Return what only people with rights can set: everything but the text and its author."""
        return {
            "labels": self.labels,
            "state": self.state,
            "state_reason": self.state_reason,
            "type": self.type,
            "field_values": self.field_values,
            "url": self.url,
        }

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


def _field_values(raw: Any) -> tuple[IssueField, ...]:
    """Read the issue fields, each by its name; an organisation without them states nothing."""
    read = (IssueField.from_json(one) for one in raw or () if isinstance(one, dict))
    return tuple(one for one in read if one is not None)


def _plain(value: Any) -> str:
    """Return what a field says as text; JSON may state a whole number as 42.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _whole(text: str) -> str:
    """Replace half characters, which JSON can hold and no file can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
