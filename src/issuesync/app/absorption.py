"""``absorb --pull-request``: what hand edits on the remote's branch mean, in one pull request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.app.absorb import gather, tell_taken
from issuesync.app.actions import SUMMARY, append, tell_run
from issuesync.app.connection import PullOptions
from issuesync.app.event import is_elsewhere, say_elsewhere
from issuesync.app.output import say
from issuesync.app.pull_request import ABSORPTION, propose
from issuesync.app.sync import Regenerated, SyncOptions, build, regenerate
from issuesync.app.workspace import load_schema
from issuesync.edits.absorb import absorb
from issuesync.reports.absorption import absorbed_markdown
from issuesync.store.files import changed_files, write_files

if TYPE_CHECKING:
    from issuesync.app.absorb import AbsorbOptions


def propose_absorption(wants: AbsorbOptions) -> None:
    """Propose the files that the edits on the remote's branch mean, and the documents with them."""
    schema = load_schema(Path())
    if is_elsewhere(schema):
        say_elsewhere(schema)
        return
    options = PullOptions(wants.max_wait)
    landed = propose(Path(), lambda: _absorbed_anew(wants), options, proposal=ABSORPTION)
    tell_run(landed.made, landed, options.meter)
    say(f"see {landed.pull_request}" if landed.pull_request else "no edit to propose")


def _absorbed_anew(wants: AbsorbOptions) -> Regenerated:
    """Take the edits of this folder in, and write what follows; nothing where there are none."""
    loaded, materials = gather(wants)
    absorbed = absorb(materials)
    tell_taken(absorbed)
    append(SUMMARY, absorbed_markdown(absorbed))
    if not absorbed.taken:
        return Regenerated(loaded, build(loaded, wants.help_text), ())
    changed = changed_files(loaded.root, absorbed.files)
    write_files(loaded.root, changed)
    made = regenerate(
        SyncOptions(wants.origin, PullOptions(wants.max_wait), help_text=wants.help_text)
    )
    return replace(made, changed=(*changed, *made.changed))
