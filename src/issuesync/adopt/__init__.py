"""An existing document into rows, matches and plans; hand edits into what they mean."""
