"""The labels of one issue against the taxonomy's names and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.fields.spelling import suggest
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.schema.taxonomy import Taxonomy


LABEL_CODES = frozenset(
    {"label-unknown", "label-former", "label-group-max", "label-group-min", "label-implied"}
)
"""The codes of what this module finds."""


def canonical_labels(
    names: Iterable[str], taxonomy: Taxonomy
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the labels by their present names, each once; report former and unknown ones."""
    labels: dict[str, None] = {}
    findings: list[Finding] = []
    for name in names:
        label = taxonomy.find(name)
        if label is not None:
            labels[label.name] = None
            if label.name != name:
                message = f"“{name}” is now called “{label.name}”"
                findings.append(Finding("label-former", message, "rename the label"))
        else:
            findings += check_known(name, taxonomy)
    return tuple(labels), tuple(findings)


def check_known(name: str, taxonomy: Taxonomy) -> Iterator[Finding]:
    """Report a label that is neither in the taxonomy nor protected, with the nearest that is."""
    if taxonomy.find(name) is None and not taxonomy.is_protected(name):
        known = [each.name for each in taxonomy.labels]
        hint = suggest(name, known, "add it to labels.yaml or to protect")
        yield Finding("label-unknown", f"the label “{name}” is not known", hint)


def check_rules(
    labels: tuple[str, ...], taxonomy: Taxonomy, *, are_all_known: bool = True
) -> Iterator[Finding]:
    """Report what breaks the rules of groups and of implied labels.

    Nothing is said to be missing where the issue may have more labels than are known.
    """
    borne = set(labels)
    for group in taxonomy.groups:
        of_group = [label.name for label in group.labels if label.name in borne]
        if group.at_most is not None and len(of_group) > group.at_most:
            message = f"{', '.join(of_group)}: at most {group.at_most} of {group.title}"
            yield Finding("label-group-max", message, "remove what does not apply")
        if are_all_known and len(of_group) < group.at_least:
            message = f"{len(of_group)} of {group.title}, at least {group.at_least} needed"
            yield Finding("label-group-min", message, "add the label that applies")
    for name in labels if are_all_known else ():
        label = taxonomy.find(name)
        for implied in label.implies if label else ():
            if implied not in borne:
                yield Finding("label-implied", f"“{name}” implies “{implied}”", f"add “{implied}”")
