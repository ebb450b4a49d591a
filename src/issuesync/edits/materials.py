"""What an absorption is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.edits.base_versions import Past
    from issuesync.model.issue import Snapshot
    from issuesync.records.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Materials:
    """All that an absorption is made from.

    ``texts`` holds ``catalog.yaml``, the overrides and the data files by name; ``past`` what each
    document was.
    """

    catalog: Catalog
    snapshot: Snapshot | None
    texts: Mapping[str, str]
    documents: Mapping[str, str | None]
    past: Mapping[str, Past]
    helps: Mapping[str, str] = field(default_factory=dict)
    into_issues: bool = False
