"""Materials whose settings declare what a document was given by hand: columns and sections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.documents.build import build_documents
from issuesync.markdown.document import parse_document
from issuesync.yamlfile.edit import UneditableError, edit_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from issuesync.edits.materials import Materials
    from issuesync.edits.route import Taken
    from issuesync.markdown.regions import Region
    from issuesync.yamlfile.changes import Edit


@dataclass(frozen=True, slots=True)
class Reshaped:
    """Materials with other settings, and what edited regions were, by document and name.

    ``bases`` are regions as a sync would write them with these settings before the edits are
    taken in; ``taken`` says what is declared since.
    """

    materials: Materials
    bases: Mapping[tuple[str, str], Region]
    taken: tuple[Taken, ...] = ()


def reshape(
    before: Reshaped,
    edits: Mapping[str, Sequence[Edit]],
    documents: Mapping[str, str | None],
    names: Collection[tuple[str, str]],
    taken: Sequence[Taken],
) -> Reshaped | None:
    """Edit files, and read everything anew; nothing where that leaves something wrong.

    ``documents`` are as they were edited, with markers; ``names`` are the regions to take in.
    """
    materials = before.materials
    try:
        texts = {
            name: edit_yaml(text, edits[name]) if name in edits else text
            for name, text in materials.texts.items()
        }
    except UneditableError:
        return None
    catalog, is_right = materials.rebuilt(texts)
    if not is_right:
        return None
    built = build_documents(catalog, documents, materials.helps, {}, overwrite=True)
    now = {x.path: parse_document(x.path, x.text) for x in built.files if x.text is not None}
    past = {path: replace(one, now=now.get(path, one.now)) for path, one in materials.past.items()}
    wanted = {*before.bases, *names}
    bases = {
        (path, region.name): region
        for path, one in past.items()
        for region in one.now.regions
        if (path, region.name) in wanted
    }
    made = replace(materials, catalog=catalog, texts=texts, documents=documents, past=past)
    return Reshaped(made, bases, (*before.taken, *taken)) if bases.keys() == wanted else None
