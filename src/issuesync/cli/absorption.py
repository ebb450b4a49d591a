"""``absorb --pull-request``: what hand edits on the remote's branch mean, in one pull request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.absorb.absorb import absorb
from issuesync.absorb.told import absorbed_markdown
from issuesync.cli.actions import SUMMARY, append, tell_run
from issuesync.cli.edits import gather, tell_taken
from issuesync.cli.event import is_elsewhere, say_elsewhere
from issuesync.cli.load import load_schema
from issuesync.cli.propose import ABSORPTION, propose
from issuesync.cli.rebuild import Regenerated, Wishes, build, regenerate
from issuesync.cli.remote import PullOptions
from issuesync.cli.report import say
from issuesync.store.files import changed_files, write_files

if TYPE_CHECKING:
    from issuesync.cli.edits import Wants


def propose_absorption(wants: Wants) -> None:
    """Propose the files that the edits on the remote's branch mean, and the documents with them."""
    schema = load_schema(Path())
    if is_elsewhere(schema):
        say_elsewhere(schema)
        return
    options = PullOptions(wants.max_wait)
    landed = propose(Path(), lambda: absorbed_anew(wants), options, proposal=ABSORPTION)
    tell_run(landed.made, landed, options.meter)
    say(f"see {landed.pull_request}" if landed.pull_request else "no edit to propose")


def absorbed_anew(wants: Wants) -> Regenerated:
    """Take the edits of this folder in, and write what follows; nothing where there are none."""
    loaded, materials = gather(wants)
    absorbed = absorb(materials)
    tell_taken(absorbed)
    append(SUMMARY, absorbed_markdown(absorbed))
    if not absorbed.taken:
        return Regenerated(loaded, build(loaded), ())
    changed = changed_files(loaded.root, absorbed.files)
    write_files(loaded.root, changed)
    made = regenerate(Wishes(wants.origin, PullOptions(wants.max_wait)))
    return replace(made, changed=(*changed, *made.changed))
