"""The names that ``catalog.yaml`` declares, and problems with those that it only uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import fold
from issuesync.fields.spelling import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.problem import Problem
    from issuesync.schema.files import CatalogFile
    from issuesync.schema.taxonomy import Group, Taxonomy
    from issuesync.yamlfile.source import Path, Source


@dataclass(frozen=True, slots=True)
class NameTable:
    """The settings with the file they are in; ``problems`` grows as names are looked up."""

    settings: CatalogFile
    source: Source
    taxonomy: Taxonomy
    problems: list[Problem]

    def report(self, code: str, message: str, *path: str | int, hint: str = "") -> None:
        """Note a problem with the setting at a path."""
        self.problems.append(self.source.problem(code, message, *path, hint=hint))

    def stated(self, key: str) -> Iterable[str]:
        """Return the names declared under a key, those with a mistake of their own among them."""
        stated = self.source.value.get(key) if isinstance(self.source.value, dict) else None
        return stated if isinstance(stated, dict) else ()

    def group(self, name: str, *path: str | int) -> Group | None:
        """Return a group of labels; note a name that none has."""
        groups = self.taxonomy.by_group
        return groups[name] if self.known("group of labels.yaml", name, groups, *path) else None

    def known(
        self, what: str, name: str, known: Iterable[str], *path: str | int, otherwise: str = ""
    ) -> bool:
        """Say whether a name is known; note one that is not, with the nearest that is.

        ``otherwise`` is the hint where none is near, by default the names that are known.
        """
        names = list(dict.fromkeys(known))
        if name in names:
            return True
        listed = otherwise or f"known: {', '.join(names) or 'none'}"
        hint = suggest(name, names, listed)
        if "," in name and all(part.strip().lstrip("-") in names for part in name.split(",")):
            hint = f"write several in brackets: [{name}]"
        article = "an" if what[0] in "aeiou" else "a"
        self.report("unknown-name", f"“{name}” is not {article} {what}", *path, hint=hint)
        return False

    def check_shared(self, what: str, named: Iterable[tuple[str, ...]], *path: str) -> None:
        """Report names that two sections, or two options, would answer to; keys stand first."""
        at = (*path, f"{what}s")
        taken: dict[str, tuple[int, str]] = {}
        for index, (key, *others) in enumerate(named):
            for name in dict.fromkeys(map(fold, (key, *others))):  # C, C++ and C# are three
                owner = taken.setdefault(name, (index, key))
                if owner[0] != index:
                    message = f"the {what}s “{owner[1]}” and “{key}” share the name “{name}”"
                    place = (*at, self.item(at, key, index))
                    self.report("name-clash", message, *place, hint="give each a name of its own")

    def item(self, path: Path, key: str, index: int) -> str | int:
        """Return what leads to an item of a mapping, or of the list that may stand for one."""
        return key if (*path, key) in self.source.lines else index
