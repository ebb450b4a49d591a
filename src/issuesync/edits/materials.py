"""What an absorption is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.model.problem import Severity
from issuesync.records.catalog import build_catalog
from issuesync.schema.build import parse_catalog
from issuesync.schema.catalog import CATALOG
from issuesync.yamlfile.source import parse_yaml

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

    def rebuilt(self, texts: Mapping[str, str]) -> tuple[Catalog, bool]:
        """Build the catalog of changed files; say too whether its settings are right.

        Where they are not, the settings are those there were.
        """
        schema = self.catalog.schema
        fresh, problems = parse_catalog(texts[CATALOG], CATALOG, schema.taxonomy)
        is_right = fresh is not None and all(x.severity is not Severity.ERROR for x in problems)
        sources = {name: parse_yaml(text, name)[0] for name, text in texts.items()}
        used = fresh if fresh is not None and is_right else schema
        return build_catalog(used, self.snapshot, sources, sources), is_right
